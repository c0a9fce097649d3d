"""Who is trained for a duty: every school of the county that has to carry it out, and what its people have done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from essex_portal.organisations.models import Organisation, SchoolLink
from essex_portal.organisations.queries.districts import ESSEX
from essex_portal.school_calendar import academic_year_dates
from traded_assessment.coverage import FallsOn, RegisterFacts, coverage_of, falls_on
from traded_assessment.models import Attendee, Booking, Duty, DutyWindow, TrainingSession
from traded_assessment.states import Attendance, BookingState, Coverage, SessionState


@dataclass(frozen=True)
class Group:
    """A part of the county that schools are counted by. Its key begins with what it is: `district-E07000070`."""

    key: str
    name: str

    @property
    def is_one(self) -> bool:
        """Whether it is a part of the county, not what is in none of them."""
        return not self.key.endswith("-0")


def _quadrant(school: Organisation) -> Group:
    district = school.school.district
    quadrant = district.quadrant if district else None
    return Group(f"quadrant-{quadrant.pk}", quadrant.name) if quadrant else Group("quadrant-0", "No quadrant")


def _district(school: Organisation) -> Group:
    district = school.school.district
    return Group(f"district-{district.code}", district.name) if district else Group("district-0", "No district")


def _trust(school: Organisation) -> Group:
    trust = school.school.trust
    return Group(f"trust-{trust.pk}", trust.name) if trust else Group("trust-0", "No trust")


GROUPINGS: Mapping[str, tuple[str, Callable[[Organisation], Group]]] = {
    "quadrant": ("Quadrant", _quadrant),
    "district": ("District", _district),
    "trust": ("Trust", _trust),
}
"""What schools can be counted by: the word for it, and how a school is put into its group."""


@dataclass(frozen=True)
class SchoolCoverage:
    """One school: `trained` people attended, `booked` have a place and have not attended yet."""

    school: Organisation
    group: Group
    trained: int
    booked: int

    @cached_property
    def state(self) -> Coverage:
        return coverage_of(trained=self.trained, booked=self.booked)


@dataclass(frozen=True)
class GroupCount:
    """How a group stands. `share` is the part of its schools with somebody trained or booked, in per cent."""

    group: Group
    trained: int
    booked: int
    nobody: int

    @property
    def schools(self) -> int:
        return self.trained + self.booked + self.nobody

    @property
    def share(self) -> int:
        return round(100 * (self.trained + self.booked) / self.schools) if self.schools else 0


@dataclass(frozen=True)
class Asked:
    """What of the county is looked at. An empty `group` or `state` is all of them."""

    duty: Duty
    academic_year: str
    by: str = "quadrant"
    group: str = ""
    state: str = ""


def window_of(duty: Duty, academic_year: str) -> DutyWindow | None:
    return duty.windows.filter(academic_year=academic_year).first()


def coverage(asked: Asked, window: DutyWindow | None) -> list[SchoolCoverage]:
    """Every school that has to carry out the duty, by name. What counts is training of the year before the window
    opens, by the school or one that it took over from. Four queries.
    """
    group_of = GROUPINGS[asked.by][1]
    schools = _schools_with(asked.duty)
    predecessors = _predecessors()
    sessions = _sessions_for(asked.duty, asked.academic_year, window)
    places, attended, absent = _places(sessions), *_people(sessions)
    found = []
    for school in schools:
        ids = _with_predecessors(school.pk, predecessors)
        trained = sum(attended.get(pk, 0) for pk in ids)
        gone = trained + sum(absent.get(pk, 0) for pk in ids)
        booked = sum(places.get(pk, 0) for pk in ids) - gone
        found.append(SchoolCoverage(school, group_of(school), trained, booked))
    return found


def narrowed(found: Iterable[SchoolCoverage], *, group: str, state: str) -> list[SchoolCoverage]:
    """Those of the group and in the state asked for."""
    return [one for one in found if group in ("", one.group.key) and state in ("", one.state)]


def counts(found: Iterable[SchoolCoverage]) -> list[GroupCount]:
    """How each group stands, by name."""
    states: dict[Group, list[Coverage]] = {}
    for one in found:
        states.setdefault(one.group, []).append(one.state)
    return [
        GroupCount(group, *(listed.count(state) for state in (Coverage.TRAINED, Coverage.BOOKED, Coverage.NOBODY)))
        for group, listed in sorted(states.items(), key=lambda item: item[0].name)
    ]


def duties() -> QuerySet[Duty]:
    """Every duty with its windows, the latest first. Two queries."""
    return Duty.objects.prefetch_related("windows")


def duties_on(school: Organisation) -> list[str]:
    """The names of the duties that fall on the school, as far as the register tells. One query."""
    return [duty.name for duty in Duty.objects.all() if falls_on(_rule(duty), _facts(school))]


def years_of_coverage(today_year: str) -> list[str]:
    """The academic years with a window, and this one; the latest first."""
    return sorted({today_year, *DutyWindow.objects.values_list("academic_year", flat=True)}, reverse=True)


def _schools_with(duty: Duty) -> list[Organisation]:
    """The open schools of the county that the duty falls on, by name."""
    related = ("school__type", "school__district__quadrant", "school__trust")
    rows = Organisation.objects.open_schools().select_related(*related).filter(school__local_authority=ESSEX)
    rule = _rule(duty)
    return [school for school in rows if falls_on(rule, _facts(school))]


def _rule(duty: Duty) -> FallsOn:
    return FallsOn(duty.year_group, frozenset(duty.type_groups), frozenset(duty.phases_without_ages))


def _facts(school: Organisation) -> RegisterFacts:
    details = school.school
    return RegisterFacts(details.low_age, details.high_age, details.phase, details.type.group_code)


def _sessions_for(duty: Duty, academic_year: str, window: DutyWindow | None) -> QuerySet[TrainingSession]:
    first_on, last_on = academic_year_dates(academic_year)
    first, last = (
        timezone.make_aware(datetime.combine(day, at)) for day, at in ((first_on, time.min), (last_on, time.max))
    )
    rows = TrainingSession.objects.filter(course__duties__contains=[duty.name], starts_at__range=(first, last))
    if window is not None:
        rows = rows.filter(starts_at__lt=timezone.make_aware(datetime.combine(window.opens_on, time.min)))
    return rows.exclude(state=SessionState.CANCELLED)


def _places(sessions: QuerySet[TrainingSession]) -> dict[int, int]:
    """Places sold at these sessions, by the id of the school."""
    rows = Booking.objects.filter(training_session__in=sessions, state=BookingState.BOOKED).order_by()
    return dict(rows.values_list("school").annotate(Sum("places")))


def _people(sessions: QuerySet[TrainingSession]) -> tuple[dict[int, int], dict[int, int]]:
    """People who attended, and people who did not, by the id of the school."""
    rows = (
        Attendee.objects.filter(booking__training_session__in=sessions, booking__state=BookingState.BOOKED)
        .exclude(attendance=Attendance.NOT_RECORDED)
        .order_by()
        .values_list("booking__school")
        .annotate(
            came=Count("pk", filter=Q(attendance=Attendance.ATTENDED)),
            stayed_away=Count("pk", filter=Q(attendance=Attendance.ABSENT)),
        )
    )
    attended, absent = {}, {}
    for school, came, stayed_away in rows:
        attended[school], absent[school] = came, stayed_away
    return attended, absent


def _predecessors() -> dict[int, list[int]]:
    """For each school of the county, the schools that it took over from directly."""
    links = SchoolLink.objects.filter(later__local_authority=ESSEX)
    found: dict[int, list[int]] = {}
    for later, earlier in links.values_list("later__organisation_id", "earlier__organisation_id"):
        found.setdefault(later, []).append(earlier)
    return found


def _with_predecessors(school_id: int, predecessors: Mapping[int, Sequence[int]]) -> set[int]:
    """The school and all before it. A circle of links ends by itself."""
    found, wanted = set(), [school_id]
    while wanted:
        one = wanted.pop()
        if one not in found:
            found.add(one)
            wanted += predecessors.get(one, ())
    return found
