"""What the training office fills in about the time around a session."""

from typing import Any

from django import forms

from essex_portal.ui.forms import AffixInput, PortalForm
from traded_assessment.models import DeliverySettings
from traded_assessment.services.delivery_settings import DeliveryRules

MOST_DAYS = 60


def minutes(label: str, most: int, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        help_text=help_text,
        widget=AffixInput(suffix="minutes", attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )


class DeliveryForm(PortalForm):
    join_minutes = minutes("Open the link to join", 240, "Before the start of the session")
    reminder_days = forms.CharField(
        label="Remind people",
        required=False,
        max_length=40,
        help_text="Days before the session, separated by commas. For example, 7, 1. Leave it empty for no reminders",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    evaluation_minutes = minutes("Ask what people thought", 2880, "After the end of the session")

    @classmethod
    def initial_of(cls, settings: DeliverySettings) -> dict[str, Any]:
        return {
            "join_minutes": settings.join_minutes,
            "reminder_days": ", ".join(str(day) for day in settings.reminder_days),
            "evaluation_minutes": settings.evaluation_minutes,
        }

    def clean_reminder_days(self) -> list[int]:
        words = [word.strip() for word in self.cleaned_data["reminder_days"].split(",") if word.strip()]
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= MOST_DAYS for word in words):
            raise forms.ValidationError(f"Enter whole numbers from 1 to {MOST_DAYS}, separated by commas, like 7, 1")
        return sorted({int(word) for word in words}, reverse=True)

    def rules(self) -> DeliveryRules:
        """What a valid form says."""
        return DeliveryRules(**self.cleaned_data)


class CodeForm(PortalForm):
    code = forms.CharField(
        label="Code of the certificate",
        max_length=40,
        help_text="For example, K7QM-3XWA-PZ4D",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )
