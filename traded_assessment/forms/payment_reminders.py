"""What finance says about reminders of overdue invoices."""

from typing import Any

from django import forms

from essex_portal.ui.forms import AffixInput, DateField, PortalForm
from traded_assessment.models import ReminderStep
from traded_assessment.services.reminder_steps import StepFacts
from traded_assessment.states import RemindedPart


class StepForm(PortalForm):
    """A step that writes needs its words; one that passes the debt on writes to nobody."""

    mark_optional = False

    name = forms.CharField(label="What finance calls it", max_length=60)
    days_overdue = forms.IntegerField(
        label="Days after the last day to pay",
        min_value=1,
        max_value=730,
        widget=AffixInput(suffix="days", attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    passes_on = forms.BooleanField(
        label="Pass the debt on: mark it for the council’s debt team, and write to nobody", required=False
    )
    to = forms.ChoiceField(label="To whom", choices=RemindedPart.choices, widget=forms.RadioSelect)
    subject = forms.CharField(label="Subject", max_length=120, required=False)
    words = forms.CharField(
        label="Words",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The invoices, how to pay and whom to ask follow by themselves",
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for name, words in (("subject", "Enter a subject"), ("words", "Enter the words")):
            if not answers.get("passes_on") and not answers.get(name) and name not in self.errors:
                self.add_error(name, words)
        return answers

    def facts(self) -> StepFacts:
        """The valid answers as the service takes them."""
        answers = dict(self.cleaned_data)
        if answers["passes_on"]:
            answers |= {"subject": "", "words": ""}
        return StepFacts(**answers | {"to": RemindedPart(answers["to"])})

    @staticmethod
    def initial_of(step: ReminderStep | None) -> dict[str, Any]:
        names = ("name", "days_overdue", "passes_on", "to", "subject", "words")
        return {name: getattr(step, name) for name in names} if step else {"to": RemindedPart.EVERYBODY}


class PauseForm(PortalForm):
    reason = forms.CharField(label="Why", max_length=300)
    last_on = DateField(
        label="Last day of the pause",
        name="Last day of the pause",
        required=False,
        help_text="Leave it empty to pause until somebody ends it",
    )
