"""Calendar files for booked sessions, and feeds of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from essex_portal.mail.calendar_files import CALENDAR_CANCEL_TYPE, CALENDAR_TYPE, CalendarEvent, events_file
from essex_portal.mail.services import Attachment
from traded_assessment.models import TrainingSession
from traded_assessment.states import SessionState

__all__ = [
    "CALENDAR_CANCEL_TYPE",
    "CALENDAR_TYPE",
    "Entry",
    "calendar_attachment",
    "calendar_file",
    "cancelled_calendar_file",
]


@dataclass(frozen=True)
class Entry:
    """A session in a calendar. `path` is the page of the portal that leads to it, never the session's own link."""

    session: TrainingSession
    path: str
    written_at: datetime
    note: str = ""


def calendar_file(entries: Iterable[Entry], *, name: str = "", others: Iterable[CalendarEvent] = ()) -> bytes:
    """One calendar of these sessions, in Essex's time, and of `others` than training. Sessions come with `course`.

    A session has the same UID in every file, so that a later file moves an entry and does not add one. The same
    entries make the same bytes.
    """
    return _file(entries, "PUBLISH", name, others)


def cancelled_calendar_file(entries: Iterable[Entry]) -> bytes:
    """A file that takes these sessions out of a calendar: the person comes no more, whether or not they take place."""
    return _file(entries, "CANCEL")


def _file(entries: Iterable[Entry], method: str, name: str = "", others: Iterable[CalendarEvent] = ()) -> bytes:
    events = [*others, *(_event(entry, gone=method == "CANCEL") for entry in entries)]
    return events_file(events, about="Training", method=method, name=name)


def calendar_attachment(entries: Iterable[Entry]) -> tuple[Attachment, ...]:
    """The file for an e-mail; none without a session."""
    listed = list(entries)
    return (Attachment("training.ics", CALENDAR_TYPE, calendar_file(listed)),) if listed else ()


def _event(entry: Entry, *, gone: bool = False) -> CalendarEvent:
    session, address = entry.session, f"{settings.SITE_URL}{entry.path}"
    return CalendarEvent(
        uid=f"training-session-{session.pk}",
        title=session.course.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        path=entry.path,
        written_at=entry.written_at,
        description="\n".join(filter(None, (f"Join online: {address}", entry.note))),
        sequence=1 if gone else None,
        cancelled=gone or session.state == SessionState.CANCELLED,
    )
