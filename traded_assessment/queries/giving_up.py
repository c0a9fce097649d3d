"""What giving up places of a booking would do: which rule, how much money, which covered places. Changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from essex_portal.money import ZERO, Money, pounds
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids, successors
from essex_portal.ui.words import counted
from traded_assessment.cancellation import (
    Band,
    ChargedLine,
    Decision,
    GivenUp,
    Policy,
    Seats,
    band_of,
    band_words,
    decide,
)
from traded_assessment.cancellation.words import DAYS
from traded_assessment.models import Attendee, Booking, CancellationPolicy, GivenUpLine, OrderLine
from traded_assessment.pricing.facts import Part
from traded_assessment.queries.cancellation_policies import counts, policy_of, policy_row_on
from traded_assessment.services.crediting import already_credited, vat_of_credit
from traded_assessment.states import BookingState

NOTHING_CHARGED = Band(0, 0, may_move=True)


@dataclass(frozen=True)
class Terms:
    """The rule that is applied. Without `row` it is nobody's rule but the council's own doing, and free."""

    band: Band
    why: str
    row: CancellationPolicy | None = None
    days_before: int | None = None
    waived: str = ""

    @property
    def policy(self) -> Policy | None:
        return policy_of(self.row) if self.row else None


@dataclass(frozen=True)
class MoneyBack:
    """What comes back for a line, in pounds, and why in words that the credit note prints."""

    order_line: OrderLine
    given_up: GivenUp
    net: Money
    vat: Money
    why: str

    @property
    def gross(self) -> Money:
        return self.net + self.vat


@dataclass(frozen=True)
class GivingUp:
    """Places of a booking to be given up: who loses them, by which terms, and what that does."""

    booking: Booking
    whole: bool
    people: Sequence[Attendee]
    decision: Decision
    terms: Terms
    money: Sequence[MoneyBack]
    passes_first_to: Booking | None

    @property
    def places(self) -> int:
        return self.decision.places

    @property
    def unnamed(self) -> int:
        """How many of the places given up are nobody's."""
        return self.places - len(self.people)

    @property
    def gross(self) -> Money:
        return sum((one.gross for one in self.money), ZERO)

    @property
    def vat(self) -> Money:
        return sum((one.vat for one in self.money), ZERO)

    @property
    def uses_other_bookings(self) -> bool:
        """Whether a price of the school's other bookings at the event falls away, since the first passes on."""
        return any(one.order_line.booking_id != self.booking.pk for one in self.money)


def family_of(school: Organisation) -> list[int]:
    """Ids of the school, of what took over from it, and of all that this took over from: they book as one."""
    present, seen = school, {school.pk}
    while link := successors(present).exclude(later__organisation__in=seen).first():
        present = link.later.organisation
        seen.add(present.pk)
    return sorted({school.pk, *lineage_ids(present)})


def terms_now(booking: Booking, now: datetime, *, waived: str = "") -> Terms | None:
    """The terms of the day of the order, in the band of today; None when there are no rules for the product at all.

    `waived`: the office's reason to charge nothing.
    """
    session = booking.training_session
    row = policy_row_on(session.course.product, booking.order.placed_on)
    if row is None:
        return None
    policy = policy_of(row)
    band, days = band_of(policy, timezone.localdate(now), timezone.localdate(session.starts_at), counts(policy.days))
    why = f"{counted(days, DAYS[policy.days])} before the session: {band_words(band)}"
    if waived:
        band, why = Band(band.at_least, 0, may_move=True), f"{why}. Charge waived: {waived}"
    return Terms(band, why, row, days, waived)


def given_up(
    booking: Booking, school_ids: Collection[int], terms: Terms, *, people: Sequence[Attendee], places: int
) -> GivingUp:
    """What giving up so many places, those of these people among them, does. Raises `cancellation.NotSoMany`."""
    rows = _charged_rows(booking, school_ids)
    lines = {row.pk: row for row in rows}
    credited = already_credited(rows)
    decision = decide(terms.band, _seats(booking, rows, credited), places)
    money = [
        _money_back(lines[one.line], one, credited.get(one.line, (ZERO, ZERO)), terms) for one in decision.given_up
    ]
    whole = places == booking.places
    heir = _heir(booking, school_ids) if booking.paid_first and whole else None
    return GivingUp(booking, whole, people, decision, terms, money, heir)


def _charged_rows(booking: Booking, school_ids: Collection[int]) -> list[Any]:
    """The lines that pay for the booking; at an event those of all the school's bookings there, who share a first."""
    own = Q(booking=booking, part=Part.BLOCKS)
    shared = Q(
        booking__training_session=booking.training_session_id,
        booking__school__in=school_ids,
        part__in=(Part.FIRST, Part.FURTHER),
    )
    return list(OrderLine.objects.filter(own | shared).select_related("order", "booking").order_by("pk"))


def _given_up_before(rows: Sequence[OrderLine]) -> dict[int, tuple[int, Money]]:
    """By line that had any: units given up so far, and what was kept of their price."""
    lines = GivenUpLine.objects.filter(order_line__in=rows).order_by().values_list("order_line_id")
    return {pk: (units, cost - net) for pk, units, cost, net in lines.annotate(Sum("units"), Sum("cost"), Sum("net"))}


def _seats(booking: Booking, rows: Sequence[Any], credited: dict[int, tuple[Money, Money]]) -> Seats:
    covered = booking.covered_places.filter(lost=False).count()
    before = _given_up_before(rows)
    lines = tuple(_charged(row, row.booking_id == booking.pk, credited, before) for row in rows)
    return Seats(booking.places, covered, lines)


def _charged(
    row: OrderLine, own: bool, credited: Mapping[int, tuple[Money, Money]], before: Mapping[int, tuple[int, Money]]
) -> ChargedLine:
    units, kept = before.get(row.pk, (0, ZERO))
    off, _ = credited.get(row.pk, (ZERO, ZERO))
    return ChargedLine(row.pk, Part(row.part), row.quantity - units, row.net - off - kept, row.staff_per_unit, own)


def _money_back(line: OrderLine, one: GivenUp, before: tuple[Money, Money], terms: Terms) -> MoneyBack:
    vat = vat_of_credit(line, one.net, *before) if one.net else ZERO
    usual = one.cost == one.units * line.unit_price
    arithmetic = f"{one.units} × {pounds(line.unit_price)}" if usual else f"{one.units} for {pounds(one.cost)}"
    if terms.band.charge_percent:
        arithmetic += f" less {terms.band.charge_percent}%"
    return MoneyBack(line, one, one.net, vat, f"{arithmetic} = {pounds(one.net)}; {terms.why}")


def _heir(booking: Booking, school_ids: Collection[int]) -> Booking | None:
    """The school's other booking at the same event, to which the first member's price passes on."""
    same = Booking.objects.filter(
        training_session=booking.training_session_id, school__in=school_ids, state=BookingState.BOOKED
    )
    return same.exclude(pk=booking.pk).order_by("pk").first()
