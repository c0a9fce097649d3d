"""Reminding people of their sessions, and asking them afterwards. Each is written to once, however often this runs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from essex_portal.mail.services import Draft, queue_new_messages
from traded_assessment.delivery_emails import invitation_to_evaluate, reminder_of_unnamed, reminder_to
from traded_assessment.models import Attendee, Booking, DeliverySettings
from traded_assessment.queries.delivery import delivery_settings
from traded_assessment.reminding import reminder_due
from traded_assessment.states import Attendance, BookingState, SessionState

ASKED_FOR = timedelta(days=30)
"""So long after a session people are still asked, for attendance that the office records late."""


def send_reminders(*, now: datetime) -> int:
    """Remind everybody with a place, and the booker of places without a name. Returns how many mails were queued.

    Not for cancelled bookings and sessions, nor for a session that has begun.
    """
    settings = delivery_settings()
    if not settings.reminder_days:
        return 0
    until = now + timedelta(days=max(settings.reminder_days) + 1)
    bookings = _standing().filter(training_session__starts_at__gt=now, training_session__starts_at__lt=until)
    people = Prefetch("attendees", Attendee.objects.order_by("pk"))
    drafts = [draft for booking in bookings.prefetch_related(people) for draft in _reminders(booking, settings, now)]
    return queue_new_messages(drafts)


def ask_for_evaluations(*, now: datetime) -> int:
    """Ask everybody who attended what they thought, once the session is over. Returns how many mails were queued."""
    over = now - delivery_settings().asked_after
    people = (
        Attendee.objects.select_related(
            "booking__training_session__course", "booking__order__placed_by", "booking__school"
        )
        .filter(attendance=Attendance.ATTENDED, evaluation__isnull=True)
        .filter(booking__training_session__ends_at__range=(now - ASKED_FOR, over))
        .exclude(booking__training_session__state=SessionState.CANCELLED)
    )
    return queue_new_messages([invitation_to_evaluate(one, key=f"evaluation:{one.pk}:ask") for one in people])


def _standing() -> QuerySet[Booking]:
    rows = Booking.objects.select_related("training_session__course", "order__placed_by", "school")
    return rows.filter(state=BookingState.BOOKED).exclude(training_session__state=SessionState.CANCELLED)


def _reminders(booking: Booking, settings: DeliverySettings, now: datetime) -> Iterator[Draft]:
    """The key holds the day, so that people are reminded again of a session that was moved; and the person's."""
    held_on, today = timezone.localdate(booking.training_session.starts_at), timezone.localdate(now)
    due = reminder_due(held_on=held_on, booked_on=booking.order.placed_on, days=settings.reminder_days, today=today)
    if due is None:
        return
    for person in booking.attendees.all():
        key = f"reminder:{person.pk}:{person.link_key}:{held_on}:{due}"
        days_left = (held_on - today).days
        yield reminder_to(person, days_left=days_left, key=key, opens_minutes=settings.join_minutes)
    if unnamed := booking.unnamed_places:
        yield reminder_of_unnamed(booking, places=unnamed, key=f"reminder:unnamed:{booking.pk}:{held_on}:{due}")
