"""What the training office fills in to call a session off."""

from collections.abc import Iterable
from typing import Any

from django import forms

from essex_portal.ui.forms import PortalForm
from essex_portal.ui.words import counted, moment_words
from traded_assessment.models import TrainingSession


class CallOffForm(PortalForm):
    mark_optional = False

    reason = forms.CharField(
        label="Why is it called off?",
        max_length=2000,
        help_text="Everybody booked reads this in an email",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why it is called off"},
    )
    move_to = forms.TypedChoiceField(
        label="What happens to the bookings?",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="A booking that does not fit, or would cost more, is credited in full",
    )

    def __init__(self, *args: Any, sessions: Iterable[TrainingSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {session.pk: session for session in sessions}
        choices = [(pk, f"Move to {_named(session)}") for pk, session in self.sessions.items()]
        self.fields["move_to"].choices = [("", "Credit all of them in full"), *choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> TrainingSession | None:
        """Where the bookings move to."""
        return self.sessions.get(self.cleaned_data.get("move_to") or 0)


def _named(session: TrainingSession) -> str:
    left = counted(session.places_left, "place,places")
    return f"{session.course.title}, {moment_words(session.starts_at)}, {left} left"
