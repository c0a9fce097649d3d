"""Keeping what is on offer: packages, courses and their dated sessions."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from essex_portal.audit.models import AuditEvent
from essex_portal.audit.services import record
from essex_portal.ui.words import counted
from traded_assessment import office_emails
from traded_assessment.models import Course, Package, TrainingSession
from traded_assessment.queries.attendance import addresses_booked
from traded_assessment.services.waiting_list import offer_freed_places
from traded_assessment.states import Product, SessionState

FURTHEST_AHEAD = timedelta(days=5 * 366)


class CatalogueRefused(Exception):
    """The catalogue cannot be changed in this way; `str()` is for the person, `field` names the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class CourseFacts:
    title: str
    product: Product
    summary: str
    duties: list[str]
    minutes: int


@dataclass(frozen=True)
class SessionFacts:
    """A dated session; `starts_at` and `ends_at` are aware."""

    course: Course
    starts_at: datetime
    ends_at: datetime
    capacity: int
    join_link: str


@dataclass(frozen=True)
class PackageFacts:
    """A year's package; both dates inclusive."""

    name: str
    academic_year: str
    purpose: str
    first_on: date
    last_on: date
    sessions_included: int
    staff_per_session: int


@transaction.atomic
def save_course(*, course: Course | None, facts: CourseFacts, by: Any) -> Course:
    """Add a course, or change one. Raises CatalogueRefused for a title in use, or a product already booked."""
    if course is not None and course.product != facts.product and _is_booked(course):
        raise CatalogueRefused(
            "Schools have booked this course at its present kind of price. Add a new course instead.", field="product"
        )
    course = course or Course()
    _save(course, asdict(facts), "course", by, clash=("title", "There is a course with this title already."))
    return course


@transaction.atomic
def save_package(*, package: Package | None, facts: PackageFacts, by: Any) -> Package:
    """Add a year's package, or change one. Raises CatalogueRefused for a year that has one, or what was bought."""
    if package is not None and package.subscriptions.exists():
        _refuse_less_than_was_bought(package, facts)
    words = "There is a package for these dates already. Each year has one."
    package = package or Package()
    _save(package, asdict(facts), "package", by, clash=("first_on", words))
    return package


@transaction.atomic
def save_session(*, session: TrainingSession | None, facts: SessionFacts, now: datetime, by: Any) -> TrainingSession:
    """Add a session, or change one. A new time is told to everybody booked; personal links stay as they are.

    Raises CatalogueRefused for a time in the past or years ahead, fewer places than are sold or kept, or the course's
    second at that time.
    """
    session = _locked(session) if session else TrainingSession()
    moved = session.starts_at != facts.starts_at
    if moved and facts.starts_at <= now:
        raise CatalogueRefused("The session must start in the future.", field="day")
    if facts.starts_at > now + FURTHEST_AHEAD:
        raise CatalogueRefused("The session must start within the next 5 years.", field="day")
    taken = session.places_sold + session.places_held
    if facts.capacity < taken:
        words = f"{counted(session.places_sold, 'place is,places are')} sold already"
        kept = f" and {session.places_held} kept for schools" if session.places_held else ""
        raise CatalogueRefused(f"{words}{kept}. Places must be {taken} or more.", field="capacity")
    if session.pk and facts.course != session.course and session.places_sold:
        raise CatalogueRefused("Schools have booked this course. Add a new session instead.", field="course")
    values = {name: getattr(facts, name) for name in ("course", "starts_at", "ends_at", "capacity", "join_link")}
    tell = session.pk is not None and moved
    words = "This course has a session at that time already."
    change = _save(session, values, "training_session", by, clash=("day", words))
    if tell:
        _tell(session, change)
    offer_freed_places(session=session, now=now)
    return session


@transaction.atomic
def close_session(*, session: TrainingSession, by: Any) -> TrainingSession:
    """Take no more bookings; those made stay."""
    return _move(session, SessionState.PUBLISHED, SessionState.CLOSED, by)


@transaction.atomic
def reopen_session(*, session: TrainingSession, by: Any) -> TrainingSession:
    """Take bookings again."""
    return _move(session, SessionState.CLOSED, SessionState.PUBLISHED, by)


def _move(session: TrainingSession, wanted: SessionState, to: SessionState, by: Any) -> TrainingSession:
    locked = _locked(session)
    if locked.state != wanted:
        raise CatalogueRefused(f"The session has changed meanwhile: {locked.get_state_display().lower()}.")
    _change_state(locked, to, by)
    return locked


def _change_state(session: TrainingSession, to: SessionState, by: Any, reason: str = "") -> AuditEvent:
    before = session.state
    session.state = to
    session.save(update_fields=["state"])
    return record(
        event=f"training_session.{to}",
        target=session,
        by=by,
        before={"state": before},
        after={"state": to},
        reason=reason,
    )


def _tell(session: TrainingSession, change: AuditEvent) -> None:
    office_emails.email_session_changed(session, change=change, addresses=addresses_booked(session))


def _locked(session: TrainingSession) -> TrainingSession:
    """The row as it is now, held so that no place is sold meanwhile."""
    return TrainingSession.objects.select_related("course").select_for_update(of=("self",)).get(pk=session.pk)


def _is_booked(course: Course) -> bool:
    return course.sessions.filter(bookings__isnull=False).exists()


def _refuse_less_than_was_bought(package: Package, facts: PackageFacts) -> None:
    bought = {
        "first_on": facts.first_on > package.first_on,
        "last_on": facts.last_on < package.last_on,
        "sessions_included": facts.sessions_included < package.sessions_included,
        "staff_per_session": facts.staff_per_session < package.staff_per_session,
    }
    for field, is_less in bought.items():
        if is_less:
            raise CatalogueRefused("Schools have bought this package. It can only become more, not less.", field=field)


def _save(row: Any, values: dict[str, Any], noun: str, by: Any, *, clash: tuple[str, str]) -> AuditEvent:
    """Write a row, and in the audit trail what changed on it.

    `clash` is the field and the words for a value that another row holds.
    """
    added = row.pk is None
    before = {} if added else {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=None if added else list(values))
    except IntegrityError:
        raise CatalogueRefused(clash[1], field=clash[0]) from None
    changed = {name for name in values if added or before[name] != values[name]}
    return record(
        event=f"{noun}.{'added' if added else 'changed'}",
        target=row,
        by=by,
        before={name: before[name] for name in before if name in changed},
        after={name: values[name] for name in values if name in changed},
    )
