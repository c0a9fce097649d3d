"""Who is trained for a duty: every school of the county that has to carry it out, and what its people have done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from essex_portal.organisations.models import Organisation, SchoolLink
from essex_portal.organisations.queries.districts import ESSEX
from essex_portal.school_calendar import academic_year_dates
from traded_assessment.coverage import FallsOn, RegisterFacts, coverage_of, falls_on
from traded_assessment.groupings import Group, groupings
from traded_assessment.models import Attendee, Booking, Duty, DutyWindow, TrainingSession
from traded_assessment.states import Attendance, BookingState, Coverage, SessionState


@dataclass(frozen=True)
class SchoolCoverage:
    """One school: `trained` people attended, `booked` have a place and have not attended yet."""

    school: Organisation
    groups: Sequence[Group]
    trained: int
    booked: int

    @cached_property
    def state(self) -> Coverage:
        return coverage_of(trained=self.trained, booked=self.booked)

    @property
    def in_words(self) -> str:
        """Its groups by name."""
        return ", ".join(group.name for group in self.groups)


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
    """When the duty is carried out in that year. No query for a duty out of `duties`."""
    return next((window for window in duty.windows.all() if window.academic_year == academic_year), None)


@dataclass(frozen=True)
class Turnout:
    """What one school has at one session: places sold, people who attended, people who did not."""

    places: int = 0
    attended: int = 0
    absent: int = 0


class CoverageOfYear:
    """All that a year's coverage is made of, read once for every duty. Five queries, and those of the grouping.

    `by` is the key of one of `groupings()`; schools are in the groups of today, or of the year's day nearest to it.
    """

    def __init__(self, academic_year: str, by: str, today: date) -> None:
        self.academic_year = academic_year
        self._schools = _schools_of_the_county()
        self._groups = groupings()[by].of(self._schools, _nearest_day(academic_year, today))
        self._predecessors = _predecessors()
        self._sessions = _sessions_of(academic_year)
        self._turnouts = _turnouts(self._sessions)

    def of(self, duty: Duty) -> list[SchoolCoverage]:
        """Every school that has to carry out the duty, by name, in its groups.

        What counts is training of the year before the window opens, by the school or one that it took over from.
        """
        rule = _rule(duty)
        sessions = self._sessions_before(duty)
        return [self._school(school, sessions) for school in self._schools if falls_on(rule, _facts(school))]

    def _sessions_before(self, duty: Duty) -> set[int]:
        window = window_of(duty, self.academic_year)
        return {
            session.pk
            for session in self._sessions
            if duty.name in session.course.duties
            and (window is None or timezone.localdate(session.starts_at) < window.opens_on)
        }

    def _school(self, school: Organisation, sessions: Collection[int]) -> SchoolCoverage:
        found = [
            turnout
            for school_id in _with_predecessors(school.pk, self._predecessors)
            for session_id, turnout in self._turnouts.get(school_id, {}).items()
            if session_id in sessions
        ]
        trained = sum(one.attended for one in found)
        booked = sum(one.places - one.attended - one.absent for one in found)
        return SchoolCoverage(school, self._groups[school.pk], trained, booked)


@dataclass(frozen=True)
class GroupWithNobody:
    """How many schools of a group have nobody trained or booked, for each duty in order; None where none has to."""

    group: Group
    nobody: Sequence[int | None]


def with_nobody(coverages: Sequence[Sequence[SchoolCoverage]]) -> list[GroupWithNobody]:
    """The groups by name; `coverages` has the schools of one duty after the other."""
    counted = [{one.group: one for one in counts(found)} for found in coverages]
    groups = sorted({group for found in counted for group in found}, key=lambda group: group.name)
    return [
        GroupWithNobody(group, [found[group].nobody if group in found else None for found in counted])
        for group in groups
    ]


def narrowed(found: Iterable[SchoolCoverage], *, group: str, state: str) -> list[SchoolCoverage]:
    """Those of the group and in the state asked for."""
    return [
        one
        for one in found
        if state in ("", one.state) and (not group or any(part.key == group for part in one.groups))
    ]


def counts(found: Iterable[SchoolCoverage]) -> list[GroupCount]:
    """How each group stands, by name; a school counts in each of its groups."""
    states: dict[Group, list[Coverage]] = {}
    for one in found:
        for group in one.groups:
            states.setdefault(group, []).append(one.state)
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


def _schools_of_the_county() -> list[Organisation]:
    """The open schools of the county, by name."""
    related = ("school__type", "school__district__quadrant", "school__trust")
    return list(Organisation.objects.open_schools().select_related(*related).filter(school__local_authority=ESSEX))


def _nearest_day(academic_year: str, today: date) -> date:
    first_on, last_on = academic_year_dates(academic_year)
    return min(max(today, first_on), last_on)


def _rule(duty: Duty) -> FallsOn:
    return FallsOn(duty.year_group, frozenset(duty.type_groups), frozenset(duty.phases_without_ages))


def _facts(school: Organisation) -> RegisterFacts:
    details = school.school
    return RegisterFacts(details.low_age, details.high_age, details.phase, details.type.group_code)


def _sessions_of(academic_year: str) -> list[TrainingSession]:
    """The year's sessions that train for a duty, without those that are cancelled."""
    first_on, last_on = academic_year_dates(academic_year)
    first, last = (
        timezone.make_aware(datetime.combine(day, at)) for day, at in ((first_on, time.min), (last_on, time.max))
    )
    rows = TrainingSession.objects.select_related("course").filter(starts_at__range=(first, last))
    return list(rows.exclude(state=SessionState.CANCELLED).exclude(course__duties=[]))


def _turnouts(sessions: Sequence[TrainingSession]) -> dict[int, dict[int, Turnout]]:
    """By the id of the school and of the session. Two queries."""
    booked = Booking.objects.filter(training_session__in=sessions, state=BookingState.BOOKED).order_by()
    people = Attendee.objects.filter(booking__in=booked).order_by()
    came = {
        (school, session): (attended, absent)
        for school, session, attended, absent in people.values_list(
            "booking__school", "booking__training_session"
        ).annotate(
            came=Count("pk", filter=Q(attendance=Attendance.ATTENDED)),
            stayed_away=Count("pk", filter=Q(attendance=Attendance.ABSENT)),
        )
    }
    found: dict[int, dict[int, Turnout]] = {}
    for school, session, places in booked.values_list("school", "training_session").annotate(Sum("places")):
        attended, absent = came.get((school, session), (0, 0))
        found.setdefault(school, {})[session] = Turnout(places, attended, absent)
    return found


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
