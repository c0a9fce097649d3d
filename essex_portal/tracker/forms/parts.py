"""What is asked about the parts of an action: one form a kind, each giving the facts of its version."""

from typing import Any

from django import forms
from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.documents.uploads import FILE_TYPES, IN_WORDS, MOST_BYTES
from essex_portal.tracker.forms.timing import TimedForm
from essex_portal.tracker.models import MeasureVersion, Version
from essex_portal.tracker.models.risks import HIGHEST
from essex_portal.tracker.states import Direction, Frequency, PartyRole
from essex_portal.ui.forms import DateField, PortalForm


class PartForm(PortalForm):
    """`facts` are the names of the version's own."""

    @property
    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @classmethod
    def initial_of(cls, version: Version) -> dict[str, Any]:
        return {fact: getattr(version, fact) for fact in version.facts}


class MilestoneForm(TimedForm):
    title = forms.CharField(label="Milestone", max_length=300)
    forecast_on = DateField(label="Expected now", required=False, name="The expected date")
    actual_on = DateField(label="Done on", required=False, name="The day")

    field_order = ("title", "when_words", "due_on", "no_dates", "forecast_on", "actual_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["starts_on"]
        self.fields["due_on"].label = "First agreed for"

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "title": said["title"], "when_words": said["when_words"], "baseline_on": said["due_on"],
            "forecast_on": said["forecast_on"] or said["due_on"], "actual_on": said["actual_on"],
        }  # fmt: skip

    @classmethod
    def initial_of(cls, version: Any) -> dict[str, Any]:
        said = PartForm.initial_of(version)
        return said | {"due_on": version.baseline_on, "no_dates": version.baseline_on is None}

    def clean_actual_on(self) -> Any:
        day = self.cleaned_data["actual_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The day it was done cannot be still to come")
        return day


class PartyForm(PartForm):
    role = forms.ChoiceField(choices=PartyRole.choices, widget=forms.RadioSelect)
    office = forms.CharField(max_length=160, help_text="The office, not a name: “Director of Commissioning”.")
    organisation_words = forms.CharField(label="Organisation", max_length=160, required=False)
    email = forms.EmailField(
        label="Email of the person’s account in the portal", required=False,
        help_text="Leave it empty for a partner without an account.",
    )  # fmt: skip

    inline = {"role"}

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        self.user = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if email and self.user is None:
            raise forms.ValidationError("Nobody with this address has an account. Leave it empty for a partner.")
        return email

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {name: said[name] for name in ("role", "office", "organisation_words")} | {"user": self.user}

    @classmethod
    def initial_of(cls, version: Any) -> dict[str, Any]:
        return super().initial_of(version) | {"email": version.user.email if version.user else ""}


class MeasureForm(PartForm):
    title = forms.CharField(label="What is measured", max_length=300)
    unit = forms.CharField(max_length=40, help_text="%, days, schools")
    direction = forms.ChoiceField(label="Which way is better?", choices=Direction.choices, widget=forms.RadioSelect)
    baseline = forms.DecimalField(label="Where it began", required=False, max_digits=12, decimal_places=2)
    target = forms.DecimalField(required=False, max_digits=12, decimal_places=2)
    target_on = DateField(label="Target for", required=False, name="The day of the target")
    frequency = forms.ChoiceField(label="How often it is read", choices=Frequency.choices, initial=Frequency.TERMLY)
    source = forms.CharField(label="Where the figure comes from", max_length=200, required=False)

    inline = {"direction"}


class RiskForm(PartForm):
    SCALE = [(number, str(number)) for number in range(1, HIGHEST + 1)]

    title = forms.CharField(label="What may happen", max_length=300)
    likelihood = forms.TypedChoiceField(label="How likely, 1 to 5", choices=SCALE, coerce=int)
    impact = forms.TypedChoiceField(label="How bad, 1 to 5", choices=SCALE, coerce=int)
    mitigation = forms.CharField(
        label="What is done about it", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner_office = forms.CharField(label="Owner’s office", max_length=160, required=False)


class ReadingForm(PortalForm):
    read_on = DateField(label="Day of the reading", name="The day of the reading")
    value = forms.DecimalField(
        max_digits=12, decimal_places=2, widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})
    )
    unit = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}))
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, measure: MeasureVersion, **kwargs: Any) -> None:
        super().__init__(*args, initial={"unit": measure.unit, "read_on": timezone.localdate()}, **kwargs)


class EvidenceForm(PortalForm):
    title = forms.CharField(label="What it shows", max_length=200)
    url = forms.URLField(label="Link", max_length=500, required=False, assume_scheme="https")
    file = forms.FileField(
        label="Or a file",
        required=False,
        help_text=f"A {IN_WORDS}, up to {MOST_BYTES // 1024 // 1024} MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(FILE_TYPES)}),
        allow_empty_file=True,
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if "url" not in self.errors and bool(said.get("url")) == bool(said.get("file")):
            self.add_error("url", "Give a link or choose a file" if not said.get("file") else "Give one of the two")
        return said
