from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from essex_portal.accounts.forms.sign_in import NEW_PASSWORD_HINT
from essex_portal.accounts.models import User
from essex_portal.accounts.queries import organisations_named
from essex_portal.accounts.roles import BOUND_TO, COUNTY_ROLES, SCHOOL_ROLES, Role
from essex_portal.accounts.services import the_council
from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import PortalForm

MOST_CANDIDATES = 10
SCHOOL_ROLE_HINTS = {
    Role.SCHOOL_MEMBER.value: "Sees the school's bookings, books training and names who takes part.",
    Role.HEADTEACHER.value: "All that, and buys the subscription, sees invoices, invites and removes people.",
}


class PersonFields(PortalForm):
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="The invitation goes there, and they will sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label="Name or office", max_length=150, required=False)


class InviteColleagueForm(PersonFields):
    """For a headteacher: someone of the school they act for."""

    role = forms.ChoiceField(
        label="What may they do?",
        choices=[(role.value, role.label) for role in SCHOOL_ROLES],
        widget=forms.RadioSelect,
    )
    option_hints = {"role": SCHOOL_ROLE_HINTS}


class OrganisationField(forms.ModelChoiceField):
    """Schools of one name are told apart by town and URN."""

    def label_from_instance(self, organisation: Organisation) -> str:
        school = getattr(organisation, "school", None)
        return (
            ", ".join(filter(None, (organisation.name, school.town, f"URN {school.urn}")))
            if school
            else organisation.name
        )


class InviteForm(PersonFields):
    """For an administrator: any role. What the role is bound to is looked up, and picked when several fit."""

    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=forms.RadioSelect)
    organisation = forms.CharField(
        label="School, quadrant or partnership",
        help_text="Its name or URN. Leave it empty for a role in the council.",
        max_length=200,
        required=False,
    )
    chosen = OrganisationField(
        label="Which one do you mean?",
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        required=False,
        empty_label=None,
    )
    small = {"role"}
    mark_optional = False  # whether the organisation may be left out depends on the role

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name or office (optional)"
        self.candidates = self._candidates() if self.is_bound else []
        if 1 < len(self.candidates) <= MOST_CANDIDATES:
            found = Organisation.objects.filter(pk__in=[one.pk for one in self.candidates]).select_related("school")
            self.fields["chosen"].queryset = found  # type: ignore[attr-defined]
        else:
            del self.fields["chosen"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        role = cleaned.get("role")
        if role is None:
            return cleaned
        if role in COUNTY_ROLES:
            return cleaned | {"organisation": the_council()}
        cleaned["organisation"] = self._picked(cleaned)
        return cleaned

    def _candidates(self) -> list[Organisation]:
        role, text = self.data.get("role"), self.data.get("organisation", "").replace("\x00", "")
        if role not in Role.values or role in COUNTY_ROLES:
            return []
        return organisations_named(text, BOUND_TO[Role(role)], limit=MOST_CANDIDATES + 1)

    def _picked(self, cleaned: dict[str, Any]) -> Organisation | None:
        """The one that fits, or the one chosen of several; else an error beside the field."""
        if len(self.candidates) == 1:
            return self.candidates[0]
        if len(self.candidates) > MOST_CANDIDATES:
            self.add_error("organisation", "Many have that name. Enter more of it, or the URN")
        elif self.candidates:
            if cleaned.get("chosen") is None:
                self.add_error("chosen", "Select which one you mean")
            return cleaned.get("chosen")
        else:
            typed = self.data.get("organisation", "").strip()
            self.add_error("organisation", "We found none with that name" if typed else "Enter the name or the URN")
        return None


class AcceptInvitationForm(PortalForm):
    """A new person's name and password."""

    name = forms.CharField(
        label="Your name or office",
        help_text="Others in your organisation see it.",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Choose a password",
        help_text=NEW_PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], User(email=self.email, name=self.cleaned_data.get("name", "")))
        return self.cleaned_data["password"]


class ChangeRoleForm(PortalForm):
    role = forms.ChoiceField(label="New role", widget=forms.RadioSelect)
    option_hints = {"role": SCHOOL_ROLE_HINTS}

    def __init__(self, *args: Any, current: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = BOUND_TO[Role(current)]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in Role if BOUND_TO[role] == kind and role != current
        ]


class NameForm(PortalForm):
    name = forms.CharField(
        label="Your name or office", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class ReasonForm(PortalForm):
    reason = forms.CharField(label="Reason", help_text="It is kept in the audit trail.", max_length=300, required=False)
