"""Orders with something to pay, and their invoices, issued by the real service."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.money import vat_on
from essex_portal.organisations.models import Organisation
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.models import Invoice, Order, OrderLine, SupplierDetails
from traded_assessment.pricing.facts import Part
from traded_assessment.queries.billing import terms_of
from traded_assessment.queries.invoices import invoices_by_order
from traded_assessment.services.invoicing import invoice_order
from traded_assessment.states import Product, Tier, VatCategory

ISSUED = date(2021, 11, 10)
_numbers = count(1)


def make_supplier(valid_from: date = date(2021, 4, 1), **changes: Any) -> SupplierDetails:
    """The council as its invoices show it."""
    details = {
        "name": "Essex County Council",
        "address": "Education Finance\nCounty Hall\nMarket Road\nChelmsford\nCM1 1QH",
        "vat_number": "GB 000 0000 00",
        "contact": "Education Finance, training-invoices@council.example",
        "identifier": "E10000012",
        "payment_days": 30,
    }
    return SupplierDetails.objects.get_or_create(valid_from=valid_from, defaults=details | changes)[0]


def make_order(
    school: Organisation | None = None,
    *,
    nets: Sequence[int | Decimal] = (60,),
    on: date = ISSUED,
    by: User | None = None,
    purchase_order: str = "",
    vat: Sequence[tuple[VatCategory, int]] | None = None,
    tier: Tier = Tier.ESSEX_MAINTAINED,
) -> Order:
    """An order of one line a net amount; `vat` is the category and rate of each, outside the scope if left out."""
    school = school or make_school()
    taxes = [(category, Decimal(rate)) for category, rate in vat or [(VatCategory.OUTSIDE_SCOPE, 0)] * len(nets)]
    sums = [(Decimal(net), vat_on(Decimal(net), rate)) for net, (_, rate) in zip(nets, taxes, strict=True)]
    number = next(_numbers)
    order = Order.objects.create(
        reference=f"TB-{number:06d}",
        school=school,
        placed_by=by or make_person(Role.HEADTEACHER, school),
        placed_at=datetime.combine(on, time(10), tzinfo=UTC),
        placed_on=on,
        priced_on=on,
        purchase_order=purchase_order,
        tier=tier,
        tier_reason="a community school in Essex (881)",
        net=sum(net for net, _ in sums),
        vat=sum(tax for _, tax in sums),
        gross=sum(net + tax for net, tax in sums),
        idempotency_key=f"order-{number}",
        request_digest="0" * 64,
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            product=Product.EVENT,
            description=f"Assessment and moderation in Year {position}, 14 March 2022",
            part=Part.FIRST,
            quantity=1,
            unit_price=net,
            net=net,
            vat_category=category,
            vat_rate=rate,
            vat_reason="" if category == VatCategory.STANDARD else category.label,
            vat_provisional=category == VatCategory.OUTSIDE_SCOPE,
            vat=tax,
            rule=f"Event, Essex, no subscription: £{net} for the first member of staff",
        )
        for position, ((net, tax), (category, rate)) in enumerate(zip(sums, taxes, strict=True), start=1)
    )
    return order


def make_invoice(school: Organisation | None = None, *, on: date = ISSUED, **order: Any) -> Invoice:
    """An issued invoice; the other arguments are those of `make_order`."""
    make_supplier()
    placed = make_order(school, on=on, **order)
    [invoice, *_] = invoice_order(order=placed, terms=terms_of(placed.school), by=placed.placed_by, on=on)
    return invoice


def invoice_of(order: Order) -> Invoice:
    """The one invoice of an order."""
    [invoice] = invoices_by_order([order])[order.pk]
    return invoice


def placed_by(invoice: Invoice) -> Any:
    """The person who placed the invoice's one order."""
    return Order.objects.get(reference__in=invoice.references).placed_by
