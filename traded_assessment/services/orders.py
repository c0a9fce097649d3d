"""Placing an order: the one way in which a school buys training.

Rows are locked in the same order by everybody, so that nobody waits in a circle: the school with its
predecessors, then the sessions by number, then the invoice series.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from essex_portal.audit.services import record
from essex_portal.money import Money
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_of, schools_on
from traded_assessment.emails import email_confirmations
from traded_assessment.models import (
    ApprovalRequest,
    BillingTerms,
    Invoice,
    Order,
    Package,
    PlaceHold,
    TrainingSession,
)
from traded_assessment.pricing import NotForSale, Quote, Use
from traded_assessment.queries.billing import terms_of
from traded_assessment.queries.entitlements import Packages
from traded_assessment.services.invoicing import invoice_order
from traded_assessment.services.order_checks import (
    check_needs_no_approval,
    check_permission,
    check_purchase_order,
    check_refusal_of_database,
    check_request,
    check_school,
    check_sessions,
)
from traded_assessment.services.order_requests import OnBehalf, OrderLineRequest, OrderRequest
from traded_assessment.services.order_rows import Chosen, Written, write_rows
from traded_assessment.services.place_holds import kept_for, use
from traded_assessment.services.quotes import Buyer, WantedLine, buyer_on, quote_to
from traded_assessment.services.refusals import IdempotencyConflict, PriceChanged
from traded_assessment.services.waiting_list import offer_freed_places
from traded_assessment.states import Billing, Product

REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0 or 1, which are misread
REFERENCE_TRIES = 5


def place_order(
    *,
    school: Organisation,
    lines: Sequence[OrderLineRequest],
    idempotency_key: str,
    by: Any,
    now: datetime,
    purchase_order: str = "",
    expected_gross: Money | None = None,
    taken_over: Mapping[int, Use] | None = None,
    approval: ApprovalRequest | None = None,
    on_behalf: OnBehalf | None = None,
) -> Order:
    """Book, subscribe and invoice at the prices of today, all or nothing; the same key again is the same order.

    `expected_gross` is the price that the person saw, in pounds with VAT; leave it out to accept any. Places that are
    kept for the school are used. The order, its lines, tier and reason are frozen; the confirmation and the invoice's
    PDF follow after the commit. `taken_over` says which places of the subscription that is bought here pay for earlier
    bookings (`services.converting`). `approval` is the request that an approver has just agreed to; without it the
    booking of somebody who needs approval is refused. `on_behalf` is what the council notes when it books for the
    school; the confirmation then goes to the school.
    Raises one of `refusals.REFUSALS`, or PermissionDenied. Source: domain.md B1 to B4.
    """
    request = OrderRequest(
        school, tuple(lines), purchase_order, idempotency_key, by, now, expected_gross, taken_over, on_behalf
    )
    check_permission(request)
    if approval is None:
        check_needs_no_approval(by, school)
    check_request(request)
    for _ in range(REFERENCE_TRIES):
        try:
            with transaction.atomic():
                return _place(request, approval)
        except IntegrityError as error:
            check_refusal_of_database(error, request)
    raise RuntimeError("No free order reference was found")


@dataclass(frozen=True)
class Priced:
    """A request that can be met: everything about it is locked, checked and priced."""

    school: Organisation
    chosen: Sequence[Chosen]
    packages: Packages
    quote: Quote
    terms: BillingTerms
    kept: Sequence[PlaceHold]
    """What is kept for the school at these sessions, to be used by the order."""

    def use_kept_places(self, now: datetime) -> None:
        use(self.kept, now=now)

    def pass_on_what_is_left(self, now: datetime) -> None:
        """Fewer places may have been booked than were kept."""
        for hold in self.kept:
            offer_freed_places(session=hold.training_session, now=now)


@dataclass(frozen=True)
class Placed:
    """An order that is written and confirmed, but not invoiced yet."""

    order: Order
    written: Written
    terms: BillingTerms

    def issue_invoices(self) -> list[Invoice]:
        """The invoices that the school gets at once. Last in the transaction: everybody waits for the numbers."""
        order = self.order
        return invoice_order(
            order=order, terms=self.terms, by=order.placed_by, on=order.placed_on, lines=self.written.lines
        )


def _place(request: OrderRequest, approval: ApprovalRequest | None) -> Order:
    school, school_ids = lock_school(request)
    if earlier := _placed_before(request):
        return earlier
    placed = write_unbilled(request, check_and_price(request, school, school_ids, approval))
    placed.issue_invoices()
    return placed.order


def write_unbilled(
    request: OrderRequest, priced: Priced, *, instead_of: TrainingSession | None = None, called_off: str = ""
) -> Placed:
    """Write an order that is checked and priced, and confirm it; its invoices are issued later in the transaction.

    `instead_of`: the session that a booking moves away from, and `called_off` why the council called that off, if it
    did; for the confirmation.
    """
    quote, terms = priced.quote, priced.terms
    order = _write_order(request, quote, priced.school)
    priced.use_kept_places(request.now)
    written = write_rows(order=order, chosen=priced.chosen, quote=quote, packages=priced.packages)
    priced.pass_on_what_is_left(request.now)
    record(event="order.placed", target=order, by=request.by, after={"gross": order.gross, "tier": order.tier})
    later = terms.billing != Billing.BY_ORDER
    email_confirmations(
        order=order, written=written, invoiced_later=later, instead_of=instead_of, called_off=called_off
    )
    return Placed(order, written, terms)


def check_and_price(
    request: OrderRequest, school: Organisation, school_ids: list[int], approval: ApprovalRequest | None = None
) -> Priced:
    """Lock the sessions, see that they have room for the school, and price the lines. Raises what stands in the way."""
    if request.priced_on is None:  # a booking that moves stays its school's, also when that has closed
        check_school(school)
    sessions = _lock_sessions(request)
    kept = kept_for(school, sessions, now=request.now, approval=approval)
    check_sessions(request, sessions, kept)
    buyer = buyer_on(school, request.price_day, school_ids, bought_by=request.on)
    chosen = _chosen(request, sessions, buyer.packages)
    quote, terms = _agreed_quote(request, chosen, buyer), terms_of(school)
    check_purchase_order(request, terms, quote)
    return Priced(school, chosen, buyer.packages, quote, terms, kept)


def lock_school(request: OrderRequest) -> tuple[Organisation, list[int]]:
    """The school as it is now, and its id with those of its predecessors. Their orders take turns from here on."""
    rows = schools_on(request.on).filter(pk__in=lineage_of(request.school)).order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    return locked[request.school.pk], list(locked)


def _placed_before(request: OrderRequest) -> Order | None:
    """The order of the same key. Raises IdempotencyConflict when that asked for something else."""
    order = Order.objects.filter(school=request.school, idempotency_key=request.idempotency_key).first()
    if order is not None and order.request_digest != request.digest:
        raise IdempotencyConflict
    return order


def _lock_sessions(request: OrderRequest) -> Mapping[int, TrainingSession]:
    if not request.session_ids:
        return {}
    rows = TrainingSession.objects.select_related("course").filter(pk__in=request.session_ids).order_by("pk")
    return {session.pk: session for session in rows.select_for_update(of=("self",), no_key=True)}


def _chosen(request: OrderRequest, sessions: Mapping[int, TrainingSession], packages: Packages) -> list[Chosen]:
    return [
        Chosen(None, _package(request, position, packages), (), 0)
        if line.product == Product.SUBSCRIPTION
        else Chosen(sessions[line.training_session_id or 0], None, line.attendees, line.unnamed)
        for position, line in enumerate(request.lines)
    ]


def _package(request: OrderRequest, position: int, packages: Packages) -> Package:
    """The package asked for by its id, else the one on sale."""
    asked = request.lines[position].package_id
    by_id = {package.pk: package for package in packages.rows}
    package = by_id.get(asked) if asked is not None else packages.on_sale(request.on)
    if package is None:
        raise NotForSale("There is no such package to subscribe to.", wanted=position)
    return package


def _agreed_quote(request: OrderRequest, chosen: Sequence[Chosen], buyer: Buyer) -> Quote:
    """The price of today. Raises a QuoteRefused, or PriceChanged when it is not what the person saw."""
    wanted = [
        WantedLine(line.product, one.training_session, line.places or 1, one.package)
        for line, one in zip(request.lines, chosen, strict=True)
    ]
    quote = quote_to(buyer, wanted, taken_over=request.taken_over)
    if request.expected_gross is not None and request.expected_gross != quote.gross:
        raise PriceChanged(request.expected_gross, quote.gross)
    return quote


def _write_order(request: OrderRequest, quote: Quote, school: Organisation) -> Order:
    return Order.objects.create(
        reference="TB-" + "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(6)),
        school=school,
        placed_by=request.by,
        placed_at=request.now,
        placed_on=request.on,
        priced_on=request.price_day,
        purchase_order=request.purchase_order,
        **(asdict(request.on_behalf) if request.on_behalf else {}),
        tier=quote.tier,
        tier_reason=quote.tier_reason,
        net=quote.net,
        vat=quote.vat,
        gross=quote.gross,
        idempotency_key=request.idempotency_key,
        request_digest=request.digest,
    )
