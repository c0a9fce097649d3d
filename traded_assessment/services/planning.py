"""Making many sessions at once: a series by half term, and a year copied to another. Both are safe to repeat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.school_calendar import academic_year_dates
from traded_assessment.models import Course, Package, SessionCopy, TrainingSession
from traded_assessment.services.catalogue import CatalogueRefused, PackageFacts, save_package


@dataclass(frozen=True)
class NewSession:
    """A session to make; both moments are aware. `source` is the one that it is copied from."""

    course: Course
    starts_at: datetime
    ends_at: datetime
    capacity: int
    source: TrainingSession | None = None


@dataclass(frozen=True)
class Made:
    """`there` counts the sessions that were there before."""

    sessions: Sequence[TrainingSession]
    there: int
    package: Package | None = None


@transaction.atomic
def create_series(*, sessions: Iterable[NewSession], now: datetime, by: Any) -> Made:
    """Make these sessions, open for booking. One that is there already stays as it is.

    Raises CatalogueRefused for one in the past; then none is made.
    """
    return _made([_create(one, now, by) for one in sessions])


@transaction.atomic
def copy_year(
    *, sessions: Iterable[NewSession], package: Package | None, academic_year: str, now: datetime, by: Any
) -> Made:
    """Copy sessions, and the package when one is given, to an academic year such as `2022/23`.

    A session is copied to a year once, also when its copy was moved since. Raises CatalogueRefused for a session in
    the past, or a package that does not fit beside the others; then nothing is made.
    """
    new_package = _copy_package(package, academic_year, by) if package else None
    made = _made([_copy(one, academic_year, now, by) for one in sessions])
    return Made(made.sessions, made.there, new_package)


def _copy(one: NewSession, academic_year: str, now: datetime, by: Any) -> TrainingSession | None:
    """The copy; None when there is one already. The original's row lock makes two people take turns."""
    if one.source is None:
        raise ValueError("a copy has an original")
    TrainingSession.objects.select_for_update(no_key=True).get(pk=one.source.pk)
    if SessionCopy.objects.filter(source=one.source, academic_year=academic_year).exists():
        return None
    copy = _create(one, now, by)
    if copy is not None:
        SessionCopy.objects.create(source=one.source, copy=copy, academic_year=academic_year)
    return copy


def _create(one: NewSession, now: datetime, by: Any) -> TrainingSession | None:
    """The session; None when the course has one at that time."""
    if one.starts_at <= now:
        raise CatalogueRefused(f"{one.course.title} would begin in the past. Nothing was created.")
    session, is_new = TrainingSession.objects.get_or_create(
        course=one.course, starts_at=one.starts_at, defaults={"ends_at": one.ends_at, "capacity": one.capacity}
    )
    if not is_new:
        return None
    facts = {"starts_at": session.starts_at, "ends_at": session.ends_at, "capacity": session.capacity}
    copied = {"copied_from": one.source.pk} if one.source else {}
    record(event="training_session.added", target=session, by=by, after=facts | copied)
    return session


def _copy_package(package: Package, academic_year: str, by: Any) -> Package | None:
    """The same package for another year; None when that has one."""
    if Package.objects.filter(academic_year=academic_year).exists():
        return None
    first_on, last_on = academic_year_dates(academic_year)
    facts = PackageFacts(
        name=package.name,
        academic_year=academic_year,
        purpose="",
        first_on=first_on,
        last_on=last_on,
        sessions_included=package.sessions_included,
        staff_per_session=package.staff_per_session,
    )
    return save_package(package=None, facts=facts, by=by)


def _made(sessions: Sequence[TrainingSession | None]) -> Made:
    new = [session for session in sessions if session is not None]
    return Made(new, len(sessions) - len(new))
