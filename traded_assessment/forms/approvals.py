"""What headteachers and deputies fill in about bookings that wait."""

from collections.abc import Sequence
from typing import Any

from django import forms

from essex_portal.accounts.models import User
from essex_portal.ui.forms import PortalForm


class RefuseForm(PortalForm):
    reason = forms.CharField(
        label="Why do you refuse it?",
        max_length=500,
        help_text="Your colleague reads this in an email",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why you refuse it"},
    )


class ShownForm(forms.Form):
    """The price that the approver saw."""

    shown = forms.DecimalField(max_digits=9, decimal_places=2)


class ApprovalRulesForm(PortalForm):
    needed = forms.TypedChoiceField(
        label="Do bookings by others wait for your approval?",
        choices=[("yes", "Yes, a headteacher or deputy approves each one"), ("no", "No, they are placed at once")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Select yes or no"},
    )
    deputies = forms.ModelMultipleChoiceField(
        label="Who may approve beside headteachers?",
        queryset=User.objects.none(),
        required=False,
        help_text="What deputies book themselves needs no approval",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deputies"]
        field.queryset = User.objects.filter(pk__in=[person.pk for person in people])  # type: ignore[attr-defined]
        if not people:
            del self.fields["deputies"]

    @property
    def chosen_deputies(self) -> list[User]:
        return list(self.cleaned_data.get("deputies", ()))
