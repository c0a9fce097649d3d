"""Who comes to a session."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from traded_assessment.models import Attendee, Booking, TrainingSession
from traded_assessment.states import Attendance, BookingState, SessionState

A_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class SheetRow:
    """One place at a session. No name when the school has not said yet who comes; `attendance` as it is recorded."""

    school: str
    urn: int
    name: str
    job_title: str
    email: str
    order: str
    booked_by: str
    attendance: str = ""

    @property
    def named(self) -> bool:
        return bool(self.name)


def attendees_of(session: TrainingSession) -> QuerySet[Attendee]:
    """Everybody with a place, by school and name, each with booking, order, person who booked, and school."""
    return (
        Attendee.objects.filter(booking__training_session=session, booking__state=BookingState.BOOKED)
        .select_related("booking__order__placed_by", "booking__school__school")
        .order_by("booking__school__name", "name", "pk")
    )


def sheet_of(session: TrainingSession) -> list[SheetRow]:
    """Every place that is sold, by school and name; those without a name last in their school. Two queries."""
    bookings = (
        Booking.objects.filter(training_session=session, state=BookingState.BOOKED)
        .select_related("school__school", "order__placed_by")
        .prefetch_related("attendees")
    )
    rows = [row for booking in bookings for row in _places_of(booking)]
    return sorted(rows, key=lambda row: (row.school, row.urn, not row.named, row.name.casefold()))


def _places_of(booking: Booking) -> Iterator[SheetRow]:
    fixed = (booking.order.reference, booking.order.contact_email)
    school = (booking.school.name, booking.school.school.urn)
    named = list(booking.attendees.all())
    for who in named:
        known = who.attendance != Attendance.NOT_RECORDED
        came = who.get_attendance_display() if known else ""
        yield SheetRow(*school, who.name, who.job_title, who.email, *fixed, attendance=came)
    for _ in range(booking.places - len(named)):
        yield SheetRow(*school, "", "", "", *fixed)


def addresses_booked(session: TrainingSession) -> list[str]:
    """The e-mail addresses of everybody with a place and of those who booked for them, each once. Two queries."""
    bookings = Booking.objects.filter(training_session=session, state=BookingState.BOOKED)
    addresses = {
        *attendees_of(session).exclude(email="").values_list("email", flat=True),
        *(booking.order.contact_email for booking in bookings.select_related("order__placed_by")),
    }
    return sorted({address.casefold() for address in addresses})


@dataclass(frozen=True)
class UnnamedPlaces:
    """Places that a school bought and gave nobody."""

    school: str
    places: int
    order: str


def people_of_session(session: TrainingSession) -> QuerySet[Attendee]:
    """Everybody who has a place or came, by school and name, with who recorded it. One query."""
    return (
        Attendee.objects.filter(booking__training_session=session)
        .filter(Q(booking__state=BookingState.BOOKED) | ~Q(attendance=Attendance.NOT_RECORDED))
        .select_related("booking__school__school", "attendance_by")
        .order_by("booking__school__name", "name", "pk")
    )


def people_not_recorded(today: date, most: int) -> list[tuple[TrainingSession, int]]:
    """The latest sessions of the last month, at most so many, with how many people nobody knows of whether they came.

    One query.
    """
    missing = Q(bookings__state=BookingState.BOOKED, bookings__attendees__attendance=Attendance.NOT_RECORDED)
    rows = (
        TrainingSession.objects.select_related("course")
        .filter(ends_at__date__range=(today - A_MONTH, today - timedelta(days=1)))
        .exclude(state=SessionState.CANCELLED)
        .annotate(missing=Count("bookings__attendees", filter=missing))
        .filter(missing__gt=0)
        .order_by("-starts_at")
    )
    return [(session, session.missing) for session in rows[:most]]


def unnamed_places(session: TrainingSession) -> list[UnnamedPlaces]:
    """The places of the session without a name, by school. One query."""
    bookings = (
        Booking.objects.filter(training_session=session, state=BookingState.BOOKED)
        .annotate(named=Count("attendees"))
        .filter(places__gt=F("named"))
        .select_related("school", "order")
        .order_by("school__name", "pk")
    )
    return [UnnamedPlaces(one.school.name, one.places - one.named, one.order.reference) for one in bookings]
