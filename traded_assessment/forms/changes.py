"""Forms for cancelling and moving bookings."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from essex_portal.ui.forms import PortalForm
from essex_portal.ui.words import counted, moment_words
from traded_assessment.models import Booking, TrainingSession
from traded_assessment.services.cancelling import Shown, Wish
from traded_assessment.services.exchanging import Price

ALL, SOME, MOVE = "all", "some", "move"


class ChangeForm(PortalForm):
    """What is to happen to a booking. What it costs is shown on the next page."""

    mark_optional = False

    what = forms.ChoiceField(
        label="What do you want to do?", widget=forms.RadioSelect, error_messages={"required": "Select what to do"}
    )
    people = forms.MultipleChoiceField(
        label="Whose places do you want to cancel?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only when you cancel some of the places",
    )
    unnamed = forms.TypedChoiceField(
        label="How many places without a name?",
        required=False,
        coerce=int,
        empty_value=0,
        help_text="Only when you cancel some of the places",
    )
    to = forms.TypedChoiceField(
        label="Which date instead?",
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text="Only when you move the booking",
    )

    def __init__(self, *args: Any, booking: Booking, dates: Iterable[TrainingSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.booking = booking
        people = [(str(who.pk), _named(who)) for who in booking.attendees.all()]
        options: dict[str, list[tuple[Any, str]]] = {
            "people": people,
            "unnamed": [(number, str(number)) for number in range(booking.places - len(people) + 1)],
            "to": [(session.pk, _date_words(session, booking)) for session in dates],
        }
        for name, choices in options.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["what"].choices = list(self._ways(options))  # type: ignore[attr-defined]

    def _ways(self, options: dict[str, list[tuple[Any, str]]]) -> Iterable[tuple[str, str]]:
        yield ALL, f"Cancel the whole booking, {counted(self.booking.places, 'place,places')}"
        if self.booking.places > 1:
            yield SOME, "Cancel some of the places"
        if options["to"]:
            yield MOVE, "Move to another date"

    @property
    def asks_unnamed(self) -> bool:
        return len(self.fields["unnamed"].choices) > 1  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        what = cleaned.get("what")
        if what == SOME and not cleaned.get("people") and not cleaned.get("unnamed"):
            self.add_error("people", "Select at least one place to cancel")
        if what == MOVE and not cleaned.get("to"):
            self.add_error("to", "Select a date")
        return cleaned

    def next_page(self) -> str:
        """Where a valid answer leads: the page that shows what it costs."""
        given, pk = self.cleaned_data, self.booking.pk
        if given["what"] == MOVE:
            return reverse("traded_assessment:move_booking", args=[pk, given["to"]])
        places = {"people": given["people"], "unnamed": given["unnamed"]} if given["what"] == SOME else {"all": 1}
        return f"{reverse('traded_assessment:cancel_booking', args=[pk])}?{urlencode(places, doseq=True)}"


class ConfirmCancelForm(PortalForm):
    """What the person saw when they agreed, and for the office why nothing is charged."""

    shown = forms.DecimalField(widget=forms.HiddenInput, required=False, max_digits=9, decimal_places=2)
    charge = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    waived = forms.CharField(
        label="Why nothing is charged",
        max_length=300,
        required=False,
        help_text="Fill this in to waive the charge. The school reads it. It is kept in the history",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, may_waive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_waive:
            del self.fields["waived"]

    @property
    def waived_words(self) -> str:
        return str(self.cleaned_data.get("waived") or "").strip()

    @property
    def agreed(self) -> Shown | None:
        """What was seen; None when the page did not say."""
        shown, charge = self.cleaned_data.get("shown"), self.cleaned_data.get("charge")
        return None if shown is None or charge is None else Shown(shown, charge)


class ConfirmMoveForm(PortalForm):
    back = forms.DecimalField(widget=forms.HiddenInput, max_digits=9, decimal_places=2)
    cost = forms.DecimalField(widget=forms.HiddenInput, max_digits=9, decimal_places=2)
    key = forms.CharField(widget=forms.HiddenInput, max_length=100)

    @property
    def agreed(self) -> Price:
        return Price(self.cleaned_data["back"], self.cleaned_data["cost"])


def wish_of(data: Any, booking: Booking) -> Wish:
    """What the address of the page asks for. What makes no sense asks for nothing, which is refused with words."""
    if data.get("all"):
        return Wish()
    people = [int(pk) for pk in data.getlist("people") if _is_number(pk)]
    unnamed = data.get("unnamed", "")
    return Wish(people=people, unnamed=min(int(unnamed), booking.places) if _is_number(unnamed) else 0)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _named(who: Any) -> str:
    return f"{who.name}, {who.job_title}" if who.job_title else who.name


def _date_words(session: TrainingSession, booking: Booking) -> str:
    left = counted(session.places_left, "place,places")
    title = "" if session.course_id == booking.training_session.course_id else f"{session.course.title}, "
    return f"{title}{moment_words(session.starts_at)}, {left} left"
