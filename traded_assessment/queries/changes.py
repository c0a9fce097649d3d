"""What the pages of changing a booking show."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from traded_assessment.cancellation import Band, band_of, last_days, policy_words
from traded_assessment.models import Booking, Cancellation, CreditNote, GivenUpLine, LineCredit, Order, TrainingSession
from traded_assessment.queries.cancellation_policies import counts, policy_of, policy_row_on
from traded_assessment.states import BookingState, SessionState


@dataclass(frozen=True)
class RuleRow:
    """One band of the booking's rules: in words, its last day, and whether it holds now."""

    words: str
    band: Band
    until: date
    holds: bool


@dataclass(frozen=True)
class Rules:
    """The rules that were agreed to with the order, with their dates; no rows when nobody has set any."""

    rows: tuple[RuleRow, ...] = ()
    other_courses: bool = False

    @property
    def may_move(self) -> bool:
        """Whether the booking may move today."""
        return any(row.holds and row.band.may_move for row in self.rows)


def rules_of(booking: Booking, now: datetime) -> Rules:
    session = booking.training_session
    row = policy_row_on(session.course.product, booking.order.placed_on)
    if row is None:
        return Rules()
    policy = policy_of(row)
    counting, session_on, today = counts(policy.days), timezone.localdate(session.starts_at), timezone.localdate(now)
    holds, _ = band_of(policy, today, session_on, counting)
    bands = zip(policy_words(policy), last_days(policy, session_on, counting), strict=True)
    rows = tuple(RuleRow(words, band, until, band == holds) for words, (band, until) in bands)
    return Rules(rows, row.other_courses)


def dates_to_move_to(booking: Booking, now: datetime, *, any_course: bool = False) -> QuerySet[TrainingSession]:
    """Sessions of the same course with room for the whole booking, or of any course of the product."""
    session = booking.training_session
    same = {"course__product": session.course.product} if any_course else {"course": session.course_id}
    room = F("places_sold") + F("places_held") + booking.places
    open_ones = TrainingSession.objects.select_related("course").filter(state=SessionState.PUBLISHED, **same)
    return open_ones.filter(starts_at__gt=now, capacity__gte=room).exclude(pk=session.pk)


def may_change(booking: Booking, now: datetime) -> bool:
    """Whether the booking can still be cancelled or moved."""
    session = booking.training_session
    return booking.state == BookingState.BOOKED and session.state != SessionState.CANCELLED and session.starts_at > now


def credits_of(order: Order) -> list[LineCredit]:
    """What was taken off the lines of an order since it was placed, each with its reason, the first one first."""
    return list(LineCredit.objects.filter(order_line__order=order).order_by("pk"))


def lines_given_up(cancellation: Cancellation) -> QuerySet[GivenUpLine]:
    return cancellation.lines.select_related("order_line__order")


def notes_of(cancellation: Cancellation) -> QuerySet[CreditNote]:
    """The credit notes that came of it, with their documents."""
    return cancellation.credit_notes.select_related("document", "invoice").order_by("number")
