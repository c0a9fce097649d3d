"""Turning single sessions into a subscription: it is ordered, and what was paid for the singles goes back.

Everything happens in one transaction, or nothing does. A booking stays; its places are covered by the subscription
from then on, except a person too many, whose block stays paid.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import count, islice
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.money import ZERO, Money, pounds
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids
from essex_portal.ui.words import counted
from traded_assessment.models import CoveredPlace, Order, Package, Subscription
from traded_assessment.pricing.break_even import Cover, use_of
from traded_assessment.queries.invoices import invoices_by_order
from traded_assessment.queries.singles import BoughtSingle, covered_by, singles_of
from traded_assessment.services.balances import move_balance
from traded_assessment.services.crediting import CreditRefused, Off, credit_lines
from traded_assessment.services.order_requests import OnBehalf, OrderLineRequest
from traded_assessment.services.orders import place_order
from traded_assessment.services.refusals import OrderRefused
from traded_assessment.states import CreditKind, Product

Covered = tuple[BoughtSingle, Cover]


class ConversionRefused(OrderRefused):
    """The singles cannot be credited; nothing was ordered."""


class CreditChanged(ConversionRefused):
    """What goes back is not what the person saw."""

    def __init__(self, shown: Money, now: Money) -> None:
        super().__init__(
            f"What we give back has changed from {pounds(shown)} to {pounds(now)} since you saw it. Check it and "
            "confirm again."
        )


def convert_singles(
    *,
    school: Organisation,
    package: Package,
    lines: Sequence[OrderLineRequest],
    idempotency_key: str,
    by: Any,
    now: datetime,
    purchase_order: str = "",
    expected_gross: Money | None = None,
    expected_credit: Money | None = None,
    on_behalf: OnBehalf | None = None,
) -> Order:
    """Subscribe at the price of today, order `lines` beside it, and credit the singles that it takes over.

    `lines` is what else is wanted, without the subscription. What was paid on the credited invoices moves to the new
    one. `expected_gross` and `expected_credit` are the new order and the credit as the person saw them, in pounds with
    VAT; leave them out to accept any. `on_behalf` is what the training office notes when a school telephones. The same
    key again is the same order, and credits nothing more. Raises one of `refusals.REFUSALS`, or PermissionDenied.
    Source: domain.md B3, B4.
    """
    order_of_all = [OrderLineRequest(Product.SUBSCRIPTION, package_id=package.pk), *lines]
    asked = {
        "school": school, "lines": order_of_all, "idempotency_key": idempotency_key, "by": by, "now": now,
        "purchase_order": purchase_order, "on_behalf": on_behalf,
    }  # fmt: skip
    with transaction.atomic():
        school_ids = _lock(school)
        if Order.objects.filter(school=school, idempotency_key=idempotency_key).exists():
            return place_order(**asked)
        covered = covered_by(package, singles_of(school_ids, [package]))
        _check_credit(covered, expected_credit)
        use = use_of(cover for _, cover in covered)
        order = place_order(**asked, expected_gross=expected_gross, taken_over={package.pk: use})
        _cover(order.subscriptions.get(package=package), covered)
        _give_back(order, package, covered, by, now)
        return order


def _lock(school: Organisation) -> list[int]:
    """The school's id with those of its predecessors; their orders take turns from here on."""
    ids = lineage_ids(school)
    list(Organisation.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return ids


def _check_credit(covered: Sequence[Covered], expected: Money | None) -> None:
    credit = sum((cover.gross for _, cover in covered), ZERO)
    if expected is not None and expected != credit:
        raise CreditChanged(expected, credit)


def _cover(subscription: Subscription, covered: Sequence[Covered]) -> None:
    """Let the subscription pay for the places taken over, under the lowest numbers that are free at each session."""
    in_use = set(subscription.covered_places.values_list("training_session_id", "number"))
    rows = []
    for one, cover in covered:
        free = (number for number in count(1) if (one.session.pk, number) not in in_use)
        for number in list(islice(free, cover.places)):
            in_use.add((one.session.pk, number))
            rows.append(
                CoveredPlace(
                    subscription=subscription,
                    training_session=one.session,
                    booking_id=cover.single.booking_id,
                    number=number,
                    allowance=subscription.package.staff_per_session,
                )
            )
    CoveredPlace.objects.bulk_create(rows)


def _give_back(order: Order, package: Package, covered: Sequence[Covered], by: Any, now: datetime) -> None:
    """Credit what was charged for the places taken over, and move what was paid to the new order's invoices."""
    off = [Off(one.line, cover.net, _why(cover, package, order)) for one, cover in covered]
    reason = f"Single sessions turned into the subscription of order {order.reference}"
    try:
        notes = credit_lines(off=off, kind=CreditKind.CONVERTED, reason=reason, by=by, now=now)
    except CreditRefused as refusal:  # finance credited one of the lines at this moment
        raise ConversionRefused(str(refusal)) from refusal
    for note in notes:
        for invoice in invoices_by_order([order]).get(order.pk, []):  # none while it waits for a monthly one
            move_balance(source=note.invoice, target=invoice, by=by, now=now)
    credited = {one.line.order.reference: str(cover.gross) for one, cover in covered if cover.gross}
    record(event="order.singles_converted", target=order, by=by, after={"credited": credited})


def _why(cover: Cover, package: Package, order: Order) -> str:
    places = counted(cover.single.places, "place,places")
    return f"{cover.places} of {places} covered by the subscription to the {package}, order {order.reference}"
