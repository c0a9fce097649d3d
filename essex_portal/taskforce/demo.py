"""The demonstration: what production begins with, and what schools and the board would have entered. Offices only."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.organisations.models import District, Organisation
from essex_portal.taskforce import starting_content
from essex_portal.taskforce.models import Audience, BoardMeeting, ReadingYear
from essex_portal.taskforce.services.meetings import save_decision, save_meeting
from essex_portal.taskforce.services.reading import ActivityFacts, add_activity
from essex_portal.taskforce.states import PROGRAMME
from essex_portal.tracker.demo_updates import tell
from essex_portal.tracker.models import Programme

CHAIR = "Independent chair of the Task Force"


@transaction.atomic
def load(*, today: date) -> None:
    """Load the content around `today`, where there is none yet. Safe to run again."""
    starting_content.load()
    content = starting_content.read("demo")
    tell(Programme.objects.get(slug=PROGRAMME), content["commitments"], today=today, now=timezone.now())
    year = ReadingYear.objects.get(year=starting_content.read("reading")["year"])
    if not year.activities.exists():
        for row in content["activities"]:
            _add_activity(year, row, today)
    if not BoardMeeting.objects.exists():
        for row in content["meetings"]:
            _add_meeting(row, today)


def _add_activity(year: ReadingYear, row: dict[str, Any], today: date) -> None:
    school = _primaries(row["school_of"], 1)[0] if "school_of" in row else None
    facts = ActivityFacts(
        title=row["title"],
        about=row["about"],
        year_groups=row["years"],
        audiences=list(Audience.objects.filter(name__in=row["audiences"])),
        held_on=today + timedelta(row["in_days"]) if "in_days" in row else None,
        until_on=None,
        link="",
        done_by=row.get("done_by", ""),
        district=District.objects.filter(name=row["district"]).first() if "district" in row else None,
        reached=tuple(_primaries(row["district"], row["works_with"])) if "works_with" in row else (),
    )
    add_activity(reading_year=year, organisation=school, facts=facts, by=None, now=timezone.now())


def _add_meeting(row: dict[str, Any], today: date) -> None:
    held_on = today - timedelta(row["days_ago"])
    meeting = save_meeting(
        meeting=None,
        values={"held_on": held_on, "place": row["place"], "chair": CHAIR, "agenda": row["agenda"]},
        by=None,
    )
    for decision in row.get("decisions", ()):
        save_decision(meeting=meeting, decision=None, **decision, by=None)


def _primaries(district: str, count: int) -> list[Organisation]:
    schools = Organisation.objects.open_schools().filter(school__district__name=district, school__phase="Primary")
    return list(schools.select_related("school__district").order_by("name", "pk")[:count])
