"""Asking a partner, and what the partner answers."""

from django import forms

from essex_portal.tracker.states import Handshake
from essex_portal.ui.forms import PortalForm


class AskPartyForm(PortalForm):
    to = forms.EmailField(
        label="E-mail address of the office", help_text="The link in the mail acts for this office, without an account"
    )


class AnswerForm(PortalForm):
    answer_is = forms.ChoiceField(
        label="Is this yours?",
        choices=[
            (Handshake.ACCEPTED, "Yes, we accept it"),
            (Handshake.AMENDED, "Yes, if something changes"),
            (Handshake.DECLINED, "No, we decline"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you accept it"},
    )
    answer = forms.CharField(
        label="What should change, or why not", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
