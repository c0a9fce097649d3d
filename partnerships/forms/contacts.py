"""Offices, and who is reached in them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import DateField, PortalForm
from partnerships.models import Office, OfficeHolder
from partnerships.services.contacts import Details
from partnerships.services.offices import OfficeFacts
from partnerships.states import OfficeScope

COUNTY = "county"


class DetailsForm(PortalForm):
    """How somebody is reached."""

    name = forms.CharField(label="Name", required=False, max_length=150)
    email = forms.EmailField(
        label="Email", required=False, help_text="The yearly question whether this is right goes here"
    )
    telephone = forms.CharField(
        label="Telephone",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "type": "tel"}),
    )

    @staticmethod
    def initial_of(holder: OfficeHolder) -> dict[str, Any]:
        return {"name": holder.name, "email": holder.email, "telephone": holder.telephone}

    def details(self) -> Details:
        """What a valid form says."""
        return Details(*(self.cleaned_data[name] for name in ("name", "email", "telephone")))


class HolderForm(DetailsForm):
    """Who holds which office for what, from when."""

    office = forms.ChoiceField(label="Office", error_messages={"required": "Select the office"})
    place = forms.ChoiceField(label="For", error_messages={"required": "Select what it is held for"})
    from_on = DateField(label="From which day?", name="Day", help_text="For example, 1 9 2021")
    field_order = ("office", "place", "name", "email", "telephone", "from_on")

    def __init__(
        self, *args: Any, offices: Sequence[Office], places: Sequence[Organisation | None], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(one.pk): one for one in offices}
        self.places = {str(one.pk) if one else COUNTY: one for one in places}
        office: Any = self.fields["office"]
        office.choices = [
            ("", "Select an office"),
            *((key, f"{one.name} (for {one.get_scope_display().lower()})") for key, one in self.offices.items()),
        ]
        place: Any = self.fields["place"]
        place.choices = [
            ("", "Select what it is held for"),
            *((key, one.name if one else "The county") for key, one in self.places.items()),
        ]

    def chosen(self) -> tuple[Office, Organisation | None]:
        """Office and place of a valid form."""
        return self.offices[self.cleaned_data["office"]], self.places[self.cleaned_data["place"]]


class EndHolderForm(PortalForm):
    last_on = DateField(label="Last day in the office", name="Last day", help_text="For example, 31 8 2022")


class ConfirmForm(PortalForm):
    """What the link in the mail asks."""

    answer = forms.ChoiceField(
        label="Are these details right?",
        choices=[("yes", "Yes, all of it is right"), ("no", "No, something is not right")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether the details are right"},
    )
    words = forms.CharField(
        label="What is not right?",
        required=False,
        max_length=300,
        help_text="Only needed when something is not right. The people who keep the directory read it and correct it",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("answer") == "no" and not answers.get("words"):
            self.add_error("words", "Enter what is not right")
        return answers


class OfficeForm(PortalForm):
    name = forms.CharField(label="Name of the office", max_length=100)
    scope = forms.ChoiceField(label="Held for", choices=OfficeScope, widget=forms.RadioSelect)
    about = forms.CharField(label="What it does", required=False, max_length=200)
    call_about = forms.CharField(
        label="Schools call it about",
        required=False,
        max_length=60,
        help_text="Such as: SEND. Leave it empty to keep the office off “Who do I call”",
    )
    position = forms.IntegerField(
        label="Place in lists",
        min_value=0,
        max_value=999,
        help_text="The smallest number comes first",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    in_use = forms.BooleanField(label="In use", required=False, initial=True)

    @staticmethod
    def initial_of(office: Office) -> dict[str, Any]:
        return {name: getattr(office, name) for name in ("name", "scope", "about", "call_about", "position", "in_use")}

    def facts(self) -> OfficeFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return OfficeFacts(**given | {"scope": OfficeScope(given["scope"])})
