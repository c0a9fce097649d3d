"""Calendar files for booked sessions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from traded_assessment.models import TrainingSession

LONDON = ZoneInfo("Europe/London")
YEAR = timedelta(days=366)
CALENDAR_TYPE = "text/calendar; method=PUBLISH"


def calendar_file(sessions: Iterable[TrainingSession], *, written_at: datetime) -> bytes:
    """One calendar of these sessions, in Essex's time. Sessions come with their `course`.

    A session has the same UID in every file, so that a later file moves an entry and does not add one.
    """
    listed = sorted(sessions, key=lambda session: session.starts_at)
    calendar = Calendar()
    calendar.add("prodid", "-//Essex Education Portal//Training//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for session in listed:
        calendar.add_component(_event(session, written_at))
    calendar.add_missing_timezones(
        first_date=(listed[0].starts_at - YEAR).date(), last_date=(listed[-1].ends_at + YEAR).date()
    )
    return calendar.to_ical()


def _event(session: TrainingSession, written_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"training-session-{session.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", written_at)
    event.add("dtstart", session.starts_at.astimezone(LONDON))
    event.add("dtend", session.ends_at.astimezone(LONDON))
    event.add("summary", session.course.title)
    event.add("location", session.join_link or "Online")
    event.add("description", _description(session))
    return event


def _description(session: TrainingSession) -> str:
    if session.join_link:
        return f"Join online: {session.join_link}"
    return "Online. We will send the link to join before the day."
