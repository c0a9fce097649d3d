"""The Year of Reading and the board's meetings."""

from datetime import UTC, date, datetime
from typing import Any

from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.taskforce import starting_content
from essex_portal.taskforce.models import Audience, BoardMeeting, ReadingActivity, ReadingYear
from essex_portal.taskforce.services.meetings import save_meeting
from essex_portal.taskforce.services.reading import ActivityFacts, add_activity

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


def make_reading_year() -> ReadingYear:
    starting_content.load_reading()
    return ReadingYear.objects.get()


def make_district(name: str = "Colchester", quadrant: str = "North-East") -> District:
    place, _ = Organisation.objects.get_or_create(kind=OrganisationKind.QUADRANT, name=quadrant)
    district, _ = District.objects.get_or_create(code=f"E{name[:8]}", defaults={"name": name, "quadrant": place})
    return district


def activity_facts(**changes: Any) -> ActivityFacts:
    usual = {
        "title": "Reading buddies", "about": "", "year_groups": [6], "audiences": [Audience.objects.first()],
        "held_on": None, "until_on": None, "link": "",
    }  # fmt: skip
    return ActivityFacts(**usual | changes)


def make_activity(organisation: Organisation | None = None, **facts: Any) -> ReadingActivity:
    """On the map since the day of the briefing; without an organisation a library does it."""
    year = make_reading_year()
    if organisation is None:
        facts.setdefault("done_by", "A library")
    return add_activity(reading_year=year, organisation=organisation, facts=activity_facts(**facts), by=None, now=NOW)


def make_meeting(held_on: date = date(2021, 10, 20), **changes: Any) -> BoardMeeting:
    usual = {"held_on": held_on, "place": "Online", "chair": "Independent chair", "agenda": ["Welcome", "Commitments"]}
    return save_meeting(meeting=None, values=usual | changes, by=None)
