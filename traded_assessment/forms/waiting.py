"""What schools and the training office fill in about waiting lists."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from essex_portal.ui.forms import AffixInput, PortalForm, TimeField
from traded_assessment.forms.booking import MOST_PEOPLE
from traded_assessment.models import WaitingListRules
from traded_assessment.models.waiting import A_WORKING_WEEK_OR_TWO
from traded_assessment.services.order_requests import Person

LONGEST_NAME = 120


class JoinForm(PortalForm):
    places = forms.IntegerField(
        label="How many places do you want?",
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text="We offer you all of them together, when so many are free",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Enter how many places you want", "invalid": "Enter a whole number"},
    )
    names = forms.CharField(
        label="Who is to come?",
        required=False,
        max_length=MOST_PEOPLE * LONGEST_NAME,
        help_text="One name on each line. You can change them when you book",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def clean_names(self) -> list[Person]:
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if any(len(name) > LONGEST_NAME for name in names):
            raise ValidationError(f"Each name must be {LONGEST_NAME} characters or fewer")
        if len({name.casefold() for name in names}) < len(names):
            raise ValidationError("Somebody is named twice")
        return [Person(name) for name in names]


class ReasonedForm(PortalForm):
    """Something that the office does by hand; the audit trail keeps why."""

    reason = forms.CharField(
        label="Why?",
        max_length=300,
        help_text="Kept in the audit trail. Schools do not read it",
        error_messages={"required": "Enter why"},
    )


class MoveForm(ReasonedForm):
    to = forms.IntegerField(
        label="New number on the list",
        min_value=1,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )
    field_order = ("to", "reason")

    def __init__(self, *args: Any, length: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        field.help_text = f"From 1 to {length}"
        field.validators.append(forms.fields.validators.MaxValueValidator(length, f"Enter a number from 1 to {length}"))


class SessionOrderForm(PortalForm):
    """Who comes first at one session."""

    first = forms.ChoiceField(
        label="Who comes first on this list?",
        choices=[
            ("", "As set for all sessions"),
            ("yes", "Schools with nobody trained or booked for the course’s duties this year"),
            ("no", "Who joined first"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    mark_optional = False

    @property
    def untrained_first(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["first"])


def hours(label: str, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=A_WORKING_WEEK_OR_TWO,
        help_text=help_text,
        widget=AffixInput(suffix="working hours", attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )


class RulesForm(PortalForm):
    offer_hours = hours("Keep places that are offered to a school on a waiting list", "Then the next school is asked")
    approval_hours = hours("Keep places while a booking waits for the headteacher", "Then they are free again")
    opens_at = TimeField(label="The office opens", help_text="For example, 9am. Monday to Friday, no bank holidays")
    closes_at = TimeField(label="The office closes", help_text="For example, 5pm")
    untrained_first = forms.BooleanField(
        label="Schools with nobody trained or booked for the course’s duties this year come first",
        required=False,
        help_text="You can decide otherwise for each session, on its waiting list",
    )
    mark_optional = False

    @classmethod
    def initial_of(cls, rules: WaitingListRules) -> dict[str, Any]:
        return {name: getattr(rules, name) for name in cls.base_fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "The office must close after it opens")
        return cleaned
