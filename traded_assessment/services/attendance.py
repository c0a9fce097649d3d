"""Recording who came, by the training office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from traded_assessment.models import Attendee, TrainingSession
from traded_assessment.states import Attendance


class AttendanceRefused(Exception):
    """Nothing was saved; `str()` is for the person."""


@dataclass(frozen=True)
class Correction:
    """What the page showed of a person, and what the office says."""

    shown: Attendance
    said: Attendance


@dataclass(frozen=True)
class Corrected:
    """How many people the office's word changed, and how many stay because they changed since the page was shown."""

    changed: int
    left: int


@transaction.atomic
def correct_attendance(
    *, session: TrainingSession, corrections: Mapping[int, Correction], now: datetime, by: Any
) -> Corrected:
    """Record what the office says of each attendee, by number.

    Whoever joined or was corrected since the page was shown stays as they are. Raises AttendanceRefused for a session
    that has not begun.
    """
    if now < session.starts_at:
        raise AttendanceRefused("The session has not begun, so nobody can have attended. Nothing was saved.")
    wanted = {pk: one for pk, one in corrections.items() if one.said != one.shown}
    rows = Attendee.objects.filter(booking__training_session=session, pk__in=wanted).order_by("pk")
    people = [person for person in rows.select_for_update(of=("self",)) if person.attendance != wanted[person.pk].said]
    as_shown = [person for person in people if person.attendance == wanted[person.pk].shown]
    for person in as_shown:
        _correct(person, wanted[person.pk].said, now, by)
    return Corrected(changed=len(as_shown), left=len(people) - len(as_shown))


def _correct(person: Attendee, said: Attendance, now: datetime, by: Any) -> None:
    before = person.attendance
    person.record(said, at=now, by_id=by.pk)
    person.save(update_fields=["attendance", "attendance_at", "attendance_by"])
    record(
        event="attendance.corrected", target=person, by=by, before={"attendance": before}, after={"attendance": said}
    )
