"""Joining a session from the personal page."""

from datetime import datetime

from django.db import transaction

from essex_portal.audit.services import record
from traded_assessment.joining import JoinState
from traded_assessment.models import Attendee
from traded_assessment.queries.places import place_at
from traded_assessment.states import Attendance


class JoinRefused(Exception):
    """The session cannot be joined at this moment; the page says why."""


@transaction.atomic
def join(*, attendee: Attendee, now: datetime) -> str:
    """The link of the session, for the person who opened their personal page; they have attended from then on.

    The first time counts as the moment of joining, however often they join again. Raises JoinRefused.
    """
    current = (
        Attendee.objects.select_related("booking__training_session").select_for_update(of=("self",)).get(pk=attendee.pk)
    )
    if current.link_key != attendee.link_key or place_at(current, now).state != JoinState.OPEN:
        raise JoinRefused
    if current.joined_at is None or not current.attended:
        _record_joining(current, now)
    return current.booking.training_session.join_link


def _record_joining(attendee: Attendee, now: datetime) -> None:
    before = attendee.attendance
    attendee.joined_at = attendee.joined_at or now
    attendee.record(Attendance.ATTENDED, at=now, by_id=None)
    attendee.save(update_fields=["joined_at", "attendance", "attendance_at", "attendance_by"])
    record(
        event="attendance.joined",
        target=attendee,
        by=None,
        before={"attendance": before},
        after={"attendance": attendee.attendance},
    )
