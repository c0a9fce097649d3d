"""Moving a booking: its places are given up with all their money, and ordered again at another session.

The new order keeps the prices of the old: the register's facts, the price list and the VAT rules of that day.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.money import Money, pounds
from essex_portal.organisations.queries import schools_on
from essex_portal.ui.words import date_words
from traded_assessment.models import Booking, Cancellation, OrderLine, SessionCallOff, TrainingSession
from traded_assessment.queries.approvals import needs_approval
from traded_assessment.queries.giving_up import NOTHING_CHARGED, GivingUp, Terms
from traded_assessment.services.balances import move_balance
from traded_assessment.services.cancelling import check_open, check_permission, terms_of
from traded_assessment.services.crediting import lock_invoices_of
from traded_assessment.services.giving_up import (
    CancellationRefused,
    choose,
    credit,
    done_before,
    key_of,
    lock_booking,
    take_places,
    write_cancellation,
)
from traded_assessment.services.order_checks import check_refusal_of_database
from traded_assessment.services.order_requests import OnBehalf, OrderLineRequest, OrderRequest, Person
from traded_assessment.services.orders import REFERENCE_TRIES, Placed, check_and_price, write_unbilled
from traded_assessment.states import CreditKind, Product


@dataclass(frozen=True)
class Price:
    """What a move comes to, in pounds with VAT: what comes back, and what the new order costs."""

    back: Money
    cost: Money

    @property
    def difference(self) -> Money:
        """To pay more; negative when money comes back."""
        return self.cost - self.back

    @property
    def owed(self) -> Money:
        """The difference without its sign."""
        return abs(self.difference)


@dataclass(frozen=True)
class Rehearsal:
    """What a move would do at this moment."""

    giving_up: GivingUp
    lines: list[OrderLine]
    price: Price


class PriceMoved(CancellationRefused):
    def __init__(self, shown: Money, now_is: Money) -> None:
        super().__init__(
            f"The difference has changed from {pounds(shown)} to {pounds(now_is)} since you saw it. Check it and "
            "confirm again."
        )


class WouldCostMore(CancellationRefused):
    def __init__(self) -> None:
        super().__init__("The other session would cost the school more.")


class NeedsHeadteacher(CancellationRefused):
    """Who needs approval to book may not spend more by moving a booking either."""

    def __init__(self, more: Money) -> None:
        super().__init__(
            f"This date costs {pounds(more)} more, and your headteacher wants to approve what you book. "
            "Ask your headteacher or a deputy to move the booking. It stays as it is until then."
        )


def rehearse(*, booking: Booking, to: TrainingSession, by: Any, now: datetime) -> Rehearsal:
    """What moving the booking would cost at this moment: it is carried out and taken back, so it cannot be wrong.

    Raises what `exchange` raises.
    """
    check_permission(by, booking)
    with transaction.atomic():
        giving_up, placed, price = _Move(booking, to, "rehearsal", by, now).carry_out()
        transaction.set_rollback(True)
    return Rehearsal(giving_up, placed.written.lines, price)


def exchange(
    *,
    booking: Booking,
    to: TrainingSession,
    key: str,
    by: Any,
    now: datetime,
    shown: Price | None = None,
    call_off: SessionCallOff | None = None,
) -> Cancellation:
    """Move a whole booking to another session, all or nothing; the same key again is the same move.

    `shown`: what the person saw; leave it out to accept any. The old lines are credited, the new ones invoiced as the
    school is billed, and what was paid goes along. With `call_off`, because the council called the session off, the
    move may not cost more. Raises CancellationRefused, one of `refusals.REFUSALS`, CreditRefused or PermissionDenied.
    """
    if call_off is None:
        check_permission(by, booking)
    for _ in range(REFERENCE_TRIES):
        move = _Move(booking, to, key, by, now, call_off)
        try:
            with transaction.atomic():
                return move.finish(shown)
        except IntegrityError as error:
            check_refusal_of_database(error, move.request(booking))
    raise RuntimeError("No free order reference was found")


@dataclass(frozen=True)
class _Move:
    booking: Booking
    to: TrainingSession
    key: str
    by: Any
    now: datetime
    call_off: SessionCallOff | None = None

    def finish(self, shown: Price | None) -> Cancellation:
        booking, school_ids, sessions = lock_booking(self.booking, also=[self.to.pk])
        if earlier := done_before(booking, self.key):
            return earlier
        giving_up, placed, price = self._swap(booking, school_ids, sessions)
        if shown is not None and shown != price:
            raise PriceMoved(shown.difference, price.difference)
        [moved_to] = placed.written.bookings.values()
        cancellation = write_cancellation(
            giving_up,
            kind=CreditKind.MOVED,
            key=self.key,
            by=self.by,
            now=self.now,
            moved_to=moved_to,
            call_off=self.call_off,
        )
        self._settle(cancellation, giving_up, placed)
        return cancellation

    def carry_out(self) -> tuple[GivingUp, Placed, Price]:
        booking, school_ids, sessions = lock_booking(self.booking, also=[self.to.pk])
        return self._swap(booking, school_ids, sessions)

    def request(self, booking: Booking) -> OrderRequest:
        """The order of the same people at the other session, at the old order's prices."""
        people = tuple(Person(who.name, who.job_title, who.email) for who in booking.attendees.all())
        line = OrderLineRequest(
            Product(self.to.course.product), self.to.pk, people, unnamed=booking.places - len(people)
        )
        order = booking.order
        asked = OnBehalf(order.asked_by or str(order.placed_by), order.contact_email) if self._by_council else None
        return OrderRequest(
            school=booking.school,
            lines=(line,),
            purchase_order=order.purchase_order,
            idempotency_key=f"move:{key_of(booking, self.key)}",
            by=self.by,
            now=self.now,
            expected_gross=None,
            on_behalf=asked,
            priced_on=order.priced_on,
        )

    @property
    def _by_council(self) -> bool:
        return self.call_off is not None or holds(self.by, Permission.MANAGE_TRAINING)

    def _swap(
        self, booking: Booking, school_ids: list[int], sessions: dict[int, TrainingSession]
    ) -> tuple[GivingUp, Placed, Price]:
        terms = self._terms(booking, sessions[self.to.pk])
        giving_up = choose(booking, school_ids, terms, people=None)
        take_places(giving_up, now=self.now)
        request = self.request(booking)
        school = schools_on(request.price_day).get(pk=booking.school_id)
        priced = check_and_price(request, school, school_ids)
        why = self.call_off.reason if self.call_off else ""
        placed = write_unbilled(request, priced, instead_of=booking.training_session, called_off=why)
        price = Price(giving_up.gross, placed.order.gross)
        self._check_cost(booking, price.difference)
        return giving_up, placed, price

    def _terms(self, booking: Booking, to: TrainingSession) -> Terms:
        """Free of charge, when the rules let the booking move there."""
        check_other_date(booking, to)
        words = f"Moved to {date_words(to.starts_at)}"
        if self.call_off:
            return Terms(NOTHING_CHARGED, f"The session was called off. {words}")
        check_open(booking, self.now)
        terms = terms_of(booking, self.now)
        if not self._by_council:
            check_may_move(booking, to, terms)
        return Terms(NOTHING_CHARGED, f"{words}. {terms.why}", terms.row, terms.days_before)

    def _check_cost(self, booking: Booking, more: Money) -> None:
        """What costs no more is nobody's decision but the mover's."""
        if more <= 0:
            return
        if self.call_off:
            raise WouldCostMore
        if needs_approval(self.by, booking.school):
            raise NeedsHeadteacher(more)

    def _settle(self, cancellation: Cancellation, giving_up: GivingUp, placed: Placed) -> None:
        """Invoices, then credit notes, then the money: rows are locked before numbers are taken."""
        lock_invoices_of([one.order_line for one in giving_up.money])
        invoices = placed.issue_invoices()
        notes = credit(cancellation, giving_up, by=self.by, now=self.now)
        for note in notes:
            for invoice in invoices:
                move_balance(source=note.invoice, target=invoice, by=self.by, now=self.now)


def check_other_date(booking: Booking, to: TrainingSession) -> None:
    """Raises CancellationRefused for the same session, or one that is sold in another way."""
    if to.pk == booking.training_session_id:
        raise CancellationRefused("The booking is for this date already. Select another.", field="to")
    if to.course.product != booking.training_session.course.product:
        raise CancellationRefused("A booking cannot move between the package and events.", field="to")


def check_may_move(booking: Booking, to: TrainingSession, terms: Terms) -> None:
    """Raises CancellationRefused when the rules do not let the school move the booking there."""
    if not terms.band.may_move:
        raise CancellationRefused(f"It is too late to move this booking: {terms.why}.")
    allowed = terms.policy is not None and terms.policy.other_courses
    if to.course_id != booking.training_session.course_id and not allowed:
        raise CancellationRefused("A booking can only move to another date of the same training.", field="to")
