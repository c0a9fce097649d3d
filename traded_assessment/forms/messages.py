"""What the training office writes, and to whom."""

from typing import Any

from django import forms

from essex_portal.ui.forms import PortalForm
from traded_assessment.services.messages import Letter
from traded_assessment.states import RecipientPart

PARTS = (RecipientPart.ATTENDEE, RecipientPart.BOOKER, RecipientPart.HEADTEACHER)


class LetterForm(PortalForm):
    """Subject and text of a message."""

    subject = forms.CharField(label="Subject", max_length=150)
    text = forms.CharField(
        label="Message",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Plain text. Web addresses become links in most mail programs",
    )
    reply_to = forms.EmailField(label="Answers go to", help_text="Everybody who gets the message sees this address")
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def letter(self) -> Letter:
        """What a valid form says."""
        given = self.cleaned_data
        return Letter(given["subject"], given["text"].strip(), given["reply_to"])


class AttendeeLetterForm(LetterForm):
    """The same, to some of the people of sessions."""

    parts = forms.MultipleChoiceField(
        label="Who gets it",
        choices=[
            (RecipientPart.ATTENDEE, "People with a place"),
            (RecipientPart.BOOKER, "Those who booked for them"),
            (RecipientPart.HEADTEACHER, "Headteachers of their schools"),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select who gets it"},
    )
    field_order = ("parts", "subject", "text", "reply_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].error_messages["required"] = "Select who gets it"
