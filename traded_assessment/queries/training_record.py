"""What a school's people attended."""

from collections.abc import Collection

from django.utils import timezone

from traded_assessment.models import Attendee
from traded_assessment.states import Attendance
from traded_assessment.training_records import Attended

PARTS = ("booking__training_session__course", "certificate")


def attended_at(school_ids: Collection[int]) -> list[Attended]:
    """Everything that people of these schools attended, whatever became of the booking. One query."""
    people = Attendee.objects.filter(booking__school__in=school_ids, attendance=Attendance.ATTENDED)
    return [_attended(person) for person in people.select_related(*PARTS)]


def _attended(person: Attendee) -> Attended:
    session = person.booking.training_session
    certificate = getattr(person, "certificate", None)
    return Attended(
        identity=person.identity,
        name=person.name,
        job_title=person.job_title,
        email=person.email,
        title=session.course.title,
        held_on=timezone.localdate(session.starts_at),
        minutes=round((session.ends_at - session.starts_at).total_seconds() / 60),
        duties=tuple(session.course.duties),
        certificate=certificate.code if certificate else "",
        document_id=certificate.document_id if certificate else None,
    )
