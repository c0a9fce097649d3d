"""What calling a session off would do to whom, and what it did."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import DecimalField, F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from essex_portal.money import ZERO, Money, vat_on
from traded_assessment.models import (
    Booking,
    Cancellation,
    GivenUpLine,
    LineCredit,
    OrderLine,
    SessionCallOff,
    TrainingSession,
)
from traded_assessment.states import BookingState, SessionState

MONEY = DecimalField(max_digits=9, decimal_places=2)


@dataclass(frozen=True)
class Outcome:
    """One booking: does it move, and what was paid for it that comes back when it does not, in pounds with VAT."""

    booking: Booking
    charged: Money
    moves: bool = False


@dataclass(frozen=True)
class Outlook:
    """What calling off would do at this moment."""

    outcomes: tuple[Outcome, ...]

    @property
    def moving(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.moves]

    @property
    def credited(self) -> list[Outcome]:
        return [one for one in self.outcomes if not one.moves]

    @property
    def back(self) -> Money:
        """What comes back in all, in pounds with VAT."""
        return sum((one.charged for one in self.credited), ZERO)


def outlook_of(session: TrainingSession, move_to: TrainingSession | None = None) -> Outlook:
    """What becomes of each booking, in the order in which they are settled. Two queries.

    Bookings move as long as there is room. One that would cost more at the other session, as when the subscription
    covers nothing there, is credited after all: that is seen when it is settled.
    """
    outcomes = _outcomes(session)
    return Outlook(tuple(_with_moves(outcomes, move_to.places_left if move_to else 0)))


def _outcomes(session: TrainingSession) -> list[Outcome]:
    booked = Booking.objects.filter(training_session=session, state=BookingState.BOOKED).order_by("pk")
    rows = list(booked.select_related("school", "order"))
    charged = _charged_by_school(session)
    # what a school paid there shows at its first booking: an event's first member's price is all its bookings'
    return [Outcome(row, charged.pop(row.school_id, ZERO)) for row in rows]


def _charged_by_school(session: TrainingSession) -> dict[int, Money]:
    lines = OrderLine.objects.filter(booking__training_session=session, net__gt=0).annotate(
        school=F("booking__school_id"),
        off=_sum(LineCredit, Sum("net")),
        kept=_sum(GivenUpLine, Sum(F("cost") - F("net"))),
        gone=_sum(GivenUpLine, Sum("units"), IntegerField()),
    )
    found: dict[int, Money] = {}
    for line in lines.filter(gone__lt=F("quantity")):
        net = line.net - line.off - line.kept
        found[line.school] = found.get(line.school, ZERO) + net + vat_on(net, line.vat_rate)
    return found


def _sum(model: type[LineCredit | GivenUpLine], total: Sum, field: DecimalField | IntegerField = MONEY) -> Coalesce:
    rows = model._default_manager.filter(order_line=OuterRef("pk")).order_by().values("order_line")
    return Coalesce(Subquery(rows.values(total=total)), Value(0), output_field=field)


def _with_moves(outcomes: list[Outcome], room: int) -> Iterator[Outcome]:
    for one in outcomes:
        fits = one.booking.places <= room
        room -= one.booking.places if fits else 0
        yield replace(one, moves=fits)


def sessions_to_move_to(session: TrainingSession, now: datetime) -> QuerySet[TrainingSession]:
    """Sessions to come that are sold in the same way and have room, the next one first."""
    rows = TrainingSession.objects.select_related("course").filter(
        course__product=session.course.product, state=SessionState.PUBLISHED, starts_at__gt=now
    )
    return rows.filter(capacity__gt=F("places_sold") + F("places_held")).exclude(pk=session.pk)


def settled(call_off: SessionCallOff) -> QuerySet[Cancellation]:
    """What became of each booking so far, with school, orders and credit notes."""
    related = ("booking__school", "booking__order", "moved_to__order", "moved_to__training_session")
    return call_off.cancellations.select_related(*related).prefetch_related("credit_notes").order_by("booking_id")
