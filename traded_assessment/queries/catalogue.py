"""The public catalogue: sessions by academic year and half term. Two queries, however many sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.utils import timezone

from essex_portal.organisations.models import HalfTermDates
from essex_portal.school_calendar import (
    HalfTerm,
    SchoolCalendar,
    academic_year_dates,
    academic_year_of,
    calendar_of,
)
from traded_assessment.models import TrainingSession
from traded_assessment.states import Availability, Product


@dataclass(frozen=True)
class CatalogueFilters:
    """What is looked for: `year` "" is everything still to come, else one academic year, past sessions too."""

    year: str = ""
    product: str = ""
    course: int | None = None
    free: bool = False

    @property
    def are_set(self) -> bool:
        return self != CatalogueFilters()


@dataclass(frozen=True)
class ListedSession:
    """A session as a list shows it; times are local."""

    pk: int
    course_id: int
    title: str
    product: str
    starts_at: datetime
    ends_at: datetime
    places_left: int
    availability: Availability

    @property
    def kind(self) -> str:
        return "Event, priced per person" if self.product == Product.EVENT else "Session of the package"


@dataclass(frozen=True)
class Group:
    """The sessions of one half term; those in the holidays have none."""

    academic_year: str
    half_term: HalfTerm | None
    sessions: tuple[ListedSession, ...]

    @property
    def title(self) -> str:
        """`Autumn 2, 2021/22`, or `Holidays, 2021/22`."""
        return f"{self.half_term.name if self.half_term else 'Holidays'}, {self.academic_year}"


@dataclass(frozen=True)
class Catalogue:
    """What was found, and what the filters can offer: years and courses (id, title) that have sessions.

    It can be hashed, so that pages can be kept by what they show.
    """

    groups: tuple[Group, ...]
    years: tuple[str, ...]
    courses: tuple[tuple[int, str], ...]


# Built once: putting these queries together takes Django as long as all the rest of answering them.
SESSIONS = TrainingSession.objects.order_by("starts_at", "course__title").values_list(
    *("pk", "course_id", "course__title", "course__product", "starts_at", "ends_at"),
    *("capacity", "places_sold", "places_held", "state"),
)
SESSIONS_OF_HALF_TERM = TrainingSession.objects.filter(
    starts_at__date__gte=OuterRef("first_on"), starts_at__date__lte=OuterRef("last_on")
)
HALF_TERMS_WITH_SESSIONS = HalfTermDates.objects.filter(Exists(SESSIONS_OF_HALF_TERM)).values_list(
    "first_on", "last_on", "academic_year", "number", "name", "provisional"
)


def catalogue(filters: CatalogueFilters, *, now: datetime) -> Catalogue:
    """The sessions that fit, by half term in the order of their dates. `year` must be `2021/22` or empty."""
    half_terms = [HalfTerm(*row) for row in HALF_TERMS_WITH_SESSIONS.all()]
    sessions = _sessions(filters.year, now)
    return Catalogue(
        groups=_grouped((one for one in sessions if _fits(one, filters)), calendar_of(half_terms)),
        years=tuple(sorted({term.academic_year for term in half_terms}, reverse=True)),
        courses=tuple(sorted({(one.course_id, one.title) for one in sessions}, key=lambda course: course[1])),
    )


def _sessions(year: str, now: datetime) -> list[ListedSession]:
    """Those of the year, or those that have not begun."""
    if year:
        first_on, last_on = academic_year_dates(year)
        rows = SESSIONS.filter(starts_at__range=(_moment(first_on, time.min), _moment(last_on, time.max)))
    else:
        rows = SESSIONS.filter(starts_at__gt=now)
    return [_listed(row, now) for row in rows]


def _listed(row: tuple, now: datetime) -> ListedSession:
    pk, course_id, title, product, starts_at, ends_at, capacity, places_sold, places_held, state = row
    places_left = capacity - places_sold - places_held
    return ListedSession(
        pk=pk,
        course_id=course_id,
        title=title,
        product=product,
        starts_at=timezone.localtime(starts_at),
        ends_at=timezone.localtime(ends_at),
        places_left=places_left,
        availability=Availability.of(state=state, starts_at=starts_at, places_left=places_left, now=now),
    )


def _fits(session: ListedSession, filters: CatalogueFilters) -> bool:
    return (
        filters.product in ("", session.product)
        and filters.course in (None, session.course_id)
        and (not filters.free or session.availability == Availability.BOOKABLE)
    )


def _grouped(sessions: Iterable[ListedSession], calendar: SchoolCalendar) -> tuple[Group, ...]:
    def when(session: ListedSession) -> tuple[str, HalfTerm | None]:
        day = session.starts_at.date()
        return academic_year_of(day), calendar.half_term_of(day)

    return tuple(Group(*place, tuple(found)) for place, found in groupby(sessions, when))


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
