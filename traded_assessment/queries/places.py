"""Places of single people: by personal link, and what the link's page shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from essex_portal.organisations.queries import lineage_ids
from traded_assessment.joining import JoinState, Window
from traded_assessment.models import Attendee, DeliverySettings, TrainingSession
from traded_assessment.place_links import read_place_token
from traded_assessment.queries.delivery import delivery_settings
from traded_assessment.states import Attendance, BookingState, SessionState

A_MONTH = timedelta(days=30)
PARTS = ("booking__training_session__course", "booking__school__school", "booking__order__placed_by")


@dataclass(frozen=True)
class Place:
    """One person's place, as it is at a moment."""

    attendee: Attendee
    state: JoinState
    opens_at: datetime
    opens_minutes: int

    @property
    def session(self) -> TrainingSession:
        return self.attendee.booking.training_session


def attendee_of_token(token: str) -> Attendee | None:
    """Whose link it is, with session, school and order; None when it opens nothing (any more). One query."""
    read = read_place_token(token)
    if read is None:
        return None
    number, key = read
    return Attendee.objects.select_related(*PARTS).filter(pk=number, link_key=key).first()


def place_at(attendee: Attendee, now: datetime) -> Place:
    """The place with what can be done about joining. One query, for the settings."""
    settings = delivery_settings()
    window = window_of(attendee.booking.training_session, settings)
    return Place(attendee, join_state(attendee, window, now), window.opens_at, settings.join_minutes)


def window_of(session: TrainingSession, settings: DeliverySettings) -> Window:
    return Window(session.starts_at, session.ends_at, settings.opens_before)


def join_state(attendee: Attendee, window: Window, now: datetime) -> JoinState:
    """As `Window.state`, for a place whose session and booking are loaded."""
    booking = attendee.booking
    return window.state(
        now=now,
        booked=booking.state == BookingState.BOOKED,
        called_off=booking.training_session.state == SessionState.CANCELLED,
        has_link=bool(booking.training_session.join_link),
    )


def places_of_person(attendee: Attendee) -> QuerySet[Attendee]:
    """The person's places at the same school and those that it took over from, by date, given-up ones too."""
    whose = {"email__iexact": attendee.email} if attendee.email else {"name__iexact": attendee.name, "email": ""}
    return (
        Attendee.objects.select_related(*PARTS)
        .filter(booking__school__in=lineage_ids(attendee.booking.school), **whose)
        .order_by("booking__training_session__starts_at", "pk")
    )


def own_training(email: str, today: date) -> QuerySet[Attendee]:
    """What concerns the person with this address today: places at sessions of the day, and what they attended in the
    last month and have not evaluated. By date, one query.
    """
    of_today = Q(booking__state=BookingState.BOOKED, booking__training_session__starts_at__date=today)
    days = (today - A_MONTH, today - timedelta(days=1))
    to_evaluate = Q(
        attendance=Attendance.ATTENDED, evaluation__isnull=True, booking__training_session__ends_at__date__range=days
    )
    return (
        Attendee.objects.select_related("booking__training_session__course")
        .filter(of_today | to_evaluate, email__iexact=email)
        .exclude(booking__training_session__state=SessionState.CANCELLED)
        .order_by("booking__training_session__starts_at", "pk")
    )


def moved_to(attendee: Attendee) -> TrainingSession | None:
    """The session that the booking of this place was moved to, if it was. One query."""
    sessions = TrainingSession.objects.select_related("course")
    return sessions.filter(bookings__moved_from__booking=attendee.booking_id).first()


def coming_places(attendee: Attendee, now: datetime) -> QuerySet[Attendee]:
    """The person's other places at sessions that will take place."""
    return (
        places_of_person(attendee)
        .filter(booking__state=BookingState.BOOKED, booking__training_session__ends_at__gte=now)
        .exclude(booking__training_session__state=SessionState.CANCELLED)
        .exclude(pk=attendee.pk)
    )
