"""Reads about the Year of Reading."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.taskforce.models import Audience, IdeaBook, ReadingActivity, ReadingYear
from essex_portal.taskforce.reach import GapRow, gaps
from essex_portal.taskforce.states import YEAR_GROUPS

ESSEX = 881
UNIVERSITIES = 2
"""The register's group of types."""


@dataclass(frozen=True)
class Asked:
    """What of the map is looked at; empty means all. `when` is `events` or `all_year`."""

    q: str = ""
    quadrant: int | None = None
    district: str = ""
    year_group: int | None = None
    audience: int | None = None
    when: str = ""


def reading_year() -> ReadingYear | None:
    """The newest; None before there is one."""
    return ReadingYear.objects.first()


def activities(reading_year: ReadingYear, asked: Asked = Asked()) -> QuerySet[ReadingActivity]:
    """What is on the map and answers what is asked, with who does it, where and for whom.

    What is done for the whole county is found in every quadrant and district.
    """
    found = reading_year.activities.filter(withdrawn_at=None)
    if asked.q:
        named = ("title", "about", "done_by", "organisation__name")
        found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": asked.q}) for name in named)))
    if asked.quadrant:
        found = found.filter(Q(district=None) | Q(district__quadrant=asked.quadrant))
    if asked.district:
        found = found.filter(Q(district=None) | Q(district=asked.district))
    if asked.year_group is not None:
        found = found.filter(year_groups__contains=[asked.year_group])
    if asked.audience:
        found = found.filter(audiences=asked.audience)
    if asked.when:
        found = found.filter(held_on__isnull=asked.when == "all_year")
    return found.select_related("organisation__school", "district__quadrant").prefetch_related("audiences")


def coming_events(reading_year: ReadingYear, on: date) -> QuerySet[ReadingActivity]:
    """Events that are not over on that day, the next first."""
    not_over = Q(held_on__gte=on) | Q(until_on__gte=on)
    events = activities(reading_year).filter(not_over, held_on__isnull=False)
    return events.prefetch_related(None).order_by("held_on", "pk")


def county_schools() -> list[Organisation]:
    """Open schools of the county by the register, universities left out, with their place. One query."""
    schools = Organisation.objects.open_schools().filter(school__local_authority=ESSEX)
    schools = schools.exclude(school__type__group_code=UNIVERSITIES)
    return list(schools.select_related("school__district__quadrant").order_by("name", "pk"))


def touched(found: QuerySet[ReadingActivity]) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of the schools that do one of these activities, and of those that one of them works with. Two queries."""
    ids = list(found.order_by().values_list("pk", "organisation_id", "organisation__kind"))
    own = frozenset(one for _, one, kind in ids if kind == OrganisationKind.SCHOOL)
    through = ReadingActivity.reached.through.objects.filter(readingactivity_id__in=[pk for pk, _, _ in ids])
    return own, frozenset(through.values_list("organisation_id", flat=True))


def quadrant_name(school: Organisation) -> str:
    """The school's quadrant; schools whose district the register does not give have none."""
    district = school.school.district
    return district.quadrant.name if district and district.quadrant else "No quadrant"


def quadrants() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=OrganisationKind.QUADRANT).order_by("name")


def districts() -> QuerySet[District]:
    return District.objects.exclude(quadrant=None)


def audiences() -> QuerySet[Audience]:
    return Audience.objects.filter(in_use=True)


def books() -> QuerySet[IdeaBook]:
    return IdeaBook.objects.filter(withdrawn_at=None).select_related("file")


def vulnerable_gaps(reading_year: ReadingYear, places: list[str]) -> list[GapRow]:
    """For each audience of the open question: how many activities each quadrant has."""
    wanted = {one.pk: one.name for one in audiences() if one.vulnerable}
    found = activities(reading_year).filter(audiences__in=wanted).order_by()
    pairs = found.values_list("audiences", "district__quadrant__name")
    return gaps(wanted, places, [(key, place or "") for key, place in pairs])


def year_group_gaps(reading_year: ReadingYear, places: list[str]) -> list[GapRow]:
    """For each year group in focus: how many activities each quadrant has."""
    wanted = {number: YEAR_GROUPS[number] for number in reading_year.focus}
    rows = reading_year.activities.filter(withdrawn_at=None).values_list("year_groups", "district__quadrant__name")
    return gaps(wanted, places, [(number, place or "") for groups, place in rows for number in groups])
