"""What a person says about a school's membership."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import DateField, PortalForm, SearchInput
from partnerships.models import PartnershipFacts
from partnerships.states import ProposedChange


class FindSchoolForm(PortalForm):
    """Step one: which schools are meant. It lives in the address."""

    mark_optional = False

    q = forms.CharField(
        label="Find a school",
        required=False,
        max_length=100,
        widget=SearchInput,
        help_text="Name, URN, postcode or town",
    )


class AddSchoolForm(PortalForm):
    """Step two: one of the schools found, and its first day."""

    school = forms.ChoiceField(
        label="School", widget=forms.RadioSelect, error_messages={"required": "Select the school to add"}
    )
    from_on = DateField(label="First day in the partnership", name="First day", help_text="For example, 1 9 2021")

    def __init__(self, *args: Any, schools: Sequence[Organisation], today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"from_on": today}, **kwargs)
        self.schools = {str(school.pk): school for school in schools}
        field: Any = self.fields["school"]
        field.choices = [(key, school.name) for key, school in self.schools.items()]
        self.option_hints = {"school": {key: _where(school) for key, school in self.schools.items()}}  # type: ignore[misc]

    def chosen(self) -> Organisation:
        """The school of a valid form."""
        return self.schools[self.cleaned_data["school"]]


class EndMembershipForm(PortalForm):
    last_on = DateField(label="Last day in the partnership", name="Last day", help_text="For example, 31 8 2022")
    reason = forms.CharField(
        label="Why does the school leave?",
        max_length=300,
        error_messages={"required": "Enter why the school leaves"},
    )


class MoveSchoolForm(PortalForm):
    to = forms.ChoiceField(label="Move to", error_messages={"required": "Select the partnership to move to"})
    from_on = DateField(
        label="First day in the new partnership",
        name="First day",
        help_text="The day before is the last in the old one. For example, 1 9 2022",
    )
    reason = forms.CharField(
        label="Why does the school move?", max_length=300, error_messages={"required": "Enter why the school moves"}
    )

    def __init__(self, *args: Any, partnerships: Sequence[PartnershipFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnerships = {str(one.partnership_id): one.partnership for one in partnerships}
        field: Any = self.fields["to"]
        field.choices = [
            ("", "Select a partnership"),
            *((str(one.partnership_id), f"{one.name}, {one.quadrant.name}") for one in partnerships),
        ]

    def chosen(self) -> Organisation:
        """The partnership of a valid form."""
        return self.partnerships[self.cleaned_data["to"]]


class ProposalForm(PortalForm):
    """A headteacher says where the school belongs, or no longer does."""

    change = forms.ChoiceField(
        label="What has changed?",
        choices=[
            (ProposedChange.JOIN.value, "Our school joins a partnership"),
            (ProposedChange.LEAVE.value, "Our school leaves a partnership"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what has changed"},
    )
    partnership = forms.ChoiceField(label="Partnership", error_messages={"required": "Select the partnership"})
    from_on = DateField(
        label="From which day?",
        name="Day",
        help_text="The first day in the partnership, or the first day out of it. For example, 1 9 2022",
    )
    words = forms.CharField(
        label="What should the officer know?",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, partnerships: Sequence[PartnershipFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnerships = {str(one.partnership_id): one.partnership for one in partnerships}
        field: Any = self.fields["partnership"]
        field.choices = [
            ("", "Select a partnership"),
            *((str(one.partnership_id), f"{one.name} ({one.quadrant.name})") for one in partnerships),
        ]

    def chosen(self) -> Organisation:
        """The partnership of a valid form."""
        return self.partnerships[self.cleaned_data["partnership"]]


class AnswerForm(PortalForm):
    """The officer's answer to a proposal."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=[("accept", "Accept: the directory is changed"), ("refuse", "Refuse: the directory stays as it is")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select your answer"},
    )
    reason = forms.CharField(
        label="Why is it refused?",
        required=False,
        max_length=300,
        help_text="The school reads this. Only needed when you refuse",
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("answer") == "refuse" and not answers.get("reason"):
            self.add_error("reason", "Enter why it is refused")
        return answers


def _where(school: Organisation) -> str:
    details = school.school
    return ", ".join(filter(None, (f"URN {details.urn}", details.phase, details.town, details.postcode)))
