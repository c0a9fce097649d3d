"""What a series of sessions, or a copied year, would be: every session with what a person should look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from essex_portal.organisations.queries import school_calendar
from essex_portal.school_calendar import HalfTerm
from essex_portal.ui.words import counted
from traded_assessment.models import Course, Package, SessionCopy, TrainingSession
from traded_assessment.planning import Found, Place, day_at, same_place, weeks_of
from traded_assessment.queries.office import sessions_of_year
from traded_assessment.states import SessionState

EXISTS = "This course has a session at that time already"


@dataclass(frozen=True)
class Planned:
    """A session to be. `blocked` says why it cannot be; `notes` what to look at; `source` what it is copied from."""

    key: str
    course: Course
    capacity: int
    starts_at: datetime | None
    minutes: int
    notes: tuple[str, ...] = ()
    blocked: str = ""
    source: TrainingSession | None = None
    wanted: bool = True

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return bool(self.starts_at and self.ends_at and self.starts_at < ends_at and starts_at < self.ends_at)


@dataclass(frozen=True)
class Series:
    """What the office asks for: the first course in `week` of each half term, each further one a week later."""

    courses: Sequence[Course]
    half_terms: Sequence[HalfTerm]
    week: int
    weekday: int
    starts: time
    capacity: int


@dataclass(frozen=True)
class YearCopy:
    """`package` is the package to copy; None when the target year has one, or there is none to copy."""

    sessions: Sequence[Planned]
    package: Package | None


def series_plan(series: Series, *, now: datetime) -> list[Planned]:
    """The sessions of a series, by date. Three queries."""
    calendar = school_calendar()
    planned = []
    for half_term in series.half_terms:
        for number, course in enumerate(series.courses):
            week = series.week + number
            found = day_at(calendar, Place(half_term, week, series.weekday))
            if week > weeks_of(half_term):
                weeks = counted(weeks_of(half_term), "week,weeks")
                found = Found(None, (f"{half_term.title} has only {weeks}. Begin earlier, or choose fewer courses",))
            key = f"{course.pk}-{half_term.academic_year[:4]}-{half_term.number}"
            planned.append(_planned(key, course, series.capacity, series.starts, course.minutes, found))
    return _checked(planned, now)


def copy_plan(from_year: str, to_year: str, *, now: datetime) -> YearCopy:
    """Every session of a year, moved to the same place of another. Cancelled ones are there, but not wanted."""
    calendar = school_calendar()
    copied = set(SessionCopy.objects.filter(academic_year=to_year).values_list("source_id", flat=True))
    planned = [
        _copy(session, same_place(calendar, timezone.localdate(session.starts_at), to_year), session.pk in copied)
        for session in reversed(sessions_of_year(from_year))
    ]
    return YearCopy(_checked(planned, now), _package_to_copy(from_year, to_year))


def _copy(session: TrainingSession, found: Found, is_copied: bool) -> Planned:
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    minutes = int((ends - starts).total_seconds() // 60)
    planned = _planned(str(session.pk), session.course, session.capacity, starts.time(), minutes, found)
    cancelled = session.state == SessionState.CANCELLED
    return replace(
        planned,
        source=session,
        blocked="Copied already" if is_copied else planned.blocked,
        notes=(*planned.notes, "The original was cancelled") if cancelled else planned.notes,
        wanted=not cancelled,
    )


def _planned(key: str, course: Course, capacity: int, starts: time, minutes: int, found: Found) -> Planned:
    if found.day is None:
        return Planned(key, course, capacity, None, minutes, blocked=found.notes[0])
    starts_at = timezone.make_aware(datetime.combine(found.day, starts))
    return Planned(key, course, capacity, starts_at, minutes, found.notes)


def _checked(planned: Sequence[Planned], now: datetime) -> list[Planned]:
    """By date, each beside the sessions that there are and the others of the plan."""
    there = _sessions_between(planned)
    checked = [_beside(one, planned, there, now) for one in planned]
    return sorted(checked, key=lambda one: (one.starts_at or now, one.course.title))


def _beside(one: Planned, planned: Sequence[Planned], there: Sequence[TrainingSession], now: datetime) -> Planned:
    if one.blocked or one.starts_at is None:
        return one
    if any((session.course_id, session.starts_at) == (one.course.pk, one.starts_at) for session in there):
        return replace(one, blocked=EXISTS)
    if one.starts_at <= now:
        return replace(one, blocked="That day has passed")
    taking_place = [session for session in there if session.state != SessionState.CANCELLED]
    clashes = {session.course.title for session in taking_place if one.overlaps(session.starts_at, session.ends_at)}
    for other in planned:
        if other is not one and other.starts_at and other.ends_at and one.overlaps(other.starts_at, other.ends_at):
            clashes.add(other.course.title)
    notes = [f"At the same time as “{title}”" for title in sorted(clashes)]
    return replace(one, notes=(*one.notes, *notes))


def _sessions_between(planned: Iterable[Planned]) -> list[TrainingSession]:
    """The sessions on the days of the plan, cancelled ones too. One query."""
    days = sorted(timezone.localdate(one.starts_at) for one in planned if one.starts_at)
    if not days:
        return []
    first, last = (timezone.make_aware(datetime.combine(day, time.min)) for day in (days[0], days[-1] + timedelta(1)))
    return list(TrainingSession.objects.select_related("course").filter(starts_at__gte=first, starts_at__lt=last))


def _package_to_copy(from_year: str, to_year: str) -> Package | None:
    packages = {
        package.academic_year: package for package in Package.objects.filter(academic_year__in=[from_year, to_year])
    }
    return None if to_year in packages else packages.get(from_year)


def half_terms_ahead(today: date) -> list[HalfTerm]:
    """The half terms that are not over, the next one first."""
    return [term for term in school_calendar().half_terms if term.last_on >= today]


def years_in_calendar() -> list[str]:
    """Academic years whose term dates are known, the latest first."""
    return sorted({term.academic_year for term in school_calendar().half_terms}, reverse=True)
