"""Calendar files for booked sessions, and feeds of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone

from essex_portal.mail.services import Attachment
from traded_assessment.models import TrainingSession
from traded_assessment.states import SessionState

LONDON = ZoneInfo("Europe/London")
CALENDAR_TYPE = "text/calendar; method=PUBLISH"
CALENDAR_CANCEL_TYPE = "text/calendar; method=CANCEL"


@dataclass(frozen=True)
class Entry:
    """A session in a calendar. `path` is the page of the portal that leads to it, never the session's own link."""

    session: TrainingSession
    path: str
    written_at: datetime
    note: str = ""


def calendar_file(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """One calendar of these sessions, in Essex's time. Sessions come with their `course`.

    A session has the same UID in every file, so that a later file moves an entry and does not add one. The same
    entries make the same bytes.
    """
    return _file(entries, "PUBLISH", name)


def cancelled_calendar_file(entries: Iterable[Entry]) -> bytes:
    """A file that takes these sessions out of a calendar: the person comes no more, whether or not they take place."""
    return _file(entries, "CANCEL")


def _file(entries: Iterable[Entry], method: str, name: str = "") -> bytes:
    listed = sorted(entries, key=lambda entry: (entry.session.starts_at, entry.session.pk))
    calendar = Calendar()
    calendar.add("prodid", "-//Essex Education Portal//Training//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for entry in listed:
        calendar.add_component(_event(entry, gone=method == "CANCEL"))
    if listed:
        calendar.add_component(_essex_time(listed[0].session.starts_at.year, listed[-1].session.ends_at.year))
    return calendar.to_ical()


@cache
def _essex_time(first_year: int, last_year: int) -> Timezone:
    """How the clocks go in these years, made once: it is most of the work of a small file."""
    return Timezone.from_tzinfo(LONDON, "Europe/London", date(first_year - 1, 1, 1), date(last_year + 1, 12, 31))


def calendar_attachment(entries: Iterable[Entry]) -> tuple[Attachment, ...]:
    """The file for an e-mail; none without a session."""
    listed = list(entries)
    return (Attachment("training.ics", CALENDAR_TYPE, calendar_file(listed)),) if listed else ()


def _event(entry: Entry, *, gone: bool = False) -> Event:
    session, address = entry.session, f"{settings.SITE_URL}{entry.path}"
    event = Event()
    event.add("uid", f"training-session-{session.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", entry.written_at)
    event.add("dtstart", session.starts_at.astimezone(LONDON))
    event.add("dtend", session.ends_at.astimezone(LONDON))
    event.add("summary", session.course.title)
    event.add("location", "Online")
    event.add("url", address)
    event.add("description", "\n".join(filter(None, (f"Join online: {address}", entry.note))))
    if gone:
        event.add("sequence", 1)
    if gone or session.state == SessionState.CANCELLED:
        event.add("status", "CANCELLED")
    return event
