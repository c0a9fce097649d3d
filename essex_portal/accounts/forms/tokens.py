from typing import Any

from django import forms

from essex_portal.accounts.models import User
from essex_portal.accounts.states import Scope
from essex_portal.ui.forms import DateField, PortalForm


class TokenForm(PortalForm):
    """A token of one's own; `scopes` are those that may be given."""

    name = forms.CharField(label="What is the token for?", help_text="For example “Finance system”.", max_length=80)
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select what the token may do"},
    )
    expires_on = DateField(
        label="Last day", help_text="After it the token stops working. For example, 31 8 2027.", required=False
    )

    def __init__(self, *args: Any, scopes: list[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in scopes]  # type: ignore[attr-defined]


class TokenForPersonForm(TokenForm):
    """For an administrator: a token that acts in another person's name."""

    email = forms.EmailField(
        label="Whose token is it?", help_text="Their email address. It can do what their roles allow."
    )
    field_order = ("email", "name", "scopes", "expires_on")

    def clean_email(self) -> User:
        person = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if person is None:
            raise forms.ValidationError("There is no account with this email address")
        return person
