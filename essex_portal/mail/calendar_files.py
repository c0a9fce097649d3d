"""Calendar files: events in Essex's time, for an e-mail, a download or a feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone

LONDON = ZoneInfo("Europe/London")
CALENDAR_TYPE = "text/calendar; method=PUBLISH"
CALENDAR_CANCEL_TYPE = "text/calendar; method=CANCEL"


@dataclass(frozen=True)
class CalendarEvent:
    """An event. `uid` is the same in every file, so that a later file moves an entry and does not add one.

    `path` is a page of the portal, never a link to join by; `sequence` counts the changes, None says nothing of them.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    path: str
    written_at: datetime
    description: str = ""
    location: str = "Online"
    sequence: int | None = None
    cancelled: bool = False


def events_file(events: Iterable[CalendarEvent], *, about: str, method: str = "PUBLISH", name: str = "") -> bytes:
    """One calendar of these events; `about` is the part of the portal that it comes from.

    `CANCEL` takes them out of a calendar. The same events make the same bytes.
    """
    listed = sorted(events, key=lambda event: (event.starts_at, event.uid))
    calendar = Calendar()
    calendar.add("prodid", f"-//Essex Education Portal//{about}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for event in listed:
        calendar.add_component(_component(event))
    if listed:
        calendar.add_component(_essex_time(listed[0].starts_at.year, listed[-1].ends_at.year))
    return calendar.to_ical()


@cache
def _essex_time(first_year: int, last_year: int) -> Timezone:
    """How the clocks go in these years, made once: it is most of the work of a small file."""
    return Timezone.from_tzinfo(LONDON, "Europe/London", date(first_year - 1, 1, 1), date(last_year + 1, 12, 31))


def _component(event: CalendarEvent) -> Event:
    component = Event()
    component.add("uid", f"{event.uid}@{urlsplit(settings.SITE_URL).hostname}")
    component.add("dtstamp", event.written_at)
    component.add("dtstart", event.starts_at.astimezone(LONDON))
    component.add("dtend", event.ends_at.astimezone(LONDON))
    component.add("summary", event.title)
    component.add("location", event.location)
    component.add("url", f"{settings.SITE_URL}{event.path}")
    component.add("description", event.description)
    if event.sequence is not None:
        component.add("sequence", event.sequence)
    if event.cancelled:
        component.add("status", "CANCELLED")
    return component
