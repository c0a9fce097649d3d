"""Issuing invoices with a number without gaps, frozen as they are printed; each line of an order is billed once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.documents.services import request_new_document
from essex_portal.money import ZERO, Money
from essex_portal.organisations.models import Organisation
from essex_portal.school_calendar import financial_year_of
from traded_assessment.models import BillingTerms, Invoice, InvoiceLine, Order, OrderLine, SupplierDetails
from traded_assessment.models.orders import Line
from traded_assessment.services.numbers import INVOICES, RECHARGES, next_number
from traded_assessment.services.printed import as_printed, customer_of, supplier_on
from traded_assessment.states import Billing, InvoiceKind, Settlement, Tier, VatCategory

LINE_FIELDS = tuple(field.name for field in Line._meta.get_fields())
PREFIXES = {InvoiceKind.INVOICE: INVOICES, InvoiceKind.RECHARGE: RECHARGES}


@dataclass(frozen=True)
class BillLine:
    """A line of an order, and what had been taken off it before it is billed, in pounds."""

    order_line: OrderLine
    credited_net: Money = ZERO
    credited_vat: Money = ZERO

    @property
    def net(self) -> Money:
        return self.order_line.net - self.credited_net

    @property
    def vat(self) -> Money:
        return self.order_line.vat - self.credited_vat


@dataclass(frozen=True)
class Bill:
    """What one invoice will say. Its lines are all outside the scope of VAT, or none is. Source: domain.md B22."""

    payer: Organisation
    school: Organisation | None
    kind: InvoiceKind
    tier: Tier
    purchase_order: str
    lines: tuple[BillLine, ...]
    payer_address: str = ""
    cost_centre: str = ""
    """That a recharge is journalled to."""

    @property
    def net(self) -> Money:
        return sum((line.net for line in self.lines), ZERO)

    @property
    def vat(self) -> Money:
        return sum((line.vat for line in self.lines), ZERO)

    @property
    def references(self) -> list[str]:
        """Of the orders, in the order of the lines."""
        return list(dict.fromkeys(line.order_line.order.reference for line in self.lines))


def invoice_order(
    *, order: Order, terms: BillingTerms, by: Any, on: date, lines: Sequence[OrderLine] | None = None
) -> list[Invoice]:
    """Issue what a new order asks for, dated `on`, when its school is billed by order; else nothing.

    One invoice, or two where some of it is outside the scope of VAT and some is not (domain.md B22); none for nothing
    to pay (docs/adr/0003). `lines` are the order's own, for a caller who has them at hand. Call it last in the order's
    transaction. Raises InvoiceRefused.
    """
    if not order.gross or terms.billing != Billing.BY_ORDER:
        return []
    lines = list(order.lines.all()) if lines is None else lines
    return [issue(bill, by=by, on=on) for bill in _bills_of(order, lines, terms)]


def kind_of(terms: BillingTerms, *, outside_scope: bool) -> InvoiceKind:
    """A recharge for a school settled by journal that owes no VAT, else an invoice. Source: domain.md B14, B22."""
    recharged = terms.settlement == Settlement.JOURNAL and outside_scope
    return InvoiceKind.RECHARGE if recharged else InvoiceKind.INVOICE


def issue(bill: Bill, *, by: Any, on: date) -> Invoice:
    """Issue one invoice dated `on` and ask for its PDF. Raises InvoiceRefused. Source: domain.md B6, B7, B9.

    Call it last in its transaction: everybody waits for the number from here to the commit.
    """
    customer = customer_of(bill.payer, on, bill.school, bill.payer_address)
    if bill.kind == InvoiceKind.RECHARGE:
        customer["cost_centre"] = bill.cost_centre
    return _write(bill, customer, supplier_on(on), by, on)


@transaction.atomic(savepoint=False)
def _write(bill: Bill, customer: dict[str, Any], supplier: SupplierDetails, by: Any, on: date) -> Invoice:
    number = next_number(PREFIXES[bill.kind], financial_year_of(on))
    invoice = Invoice.objects.create(
        series_id=number.series_id,
        sequence=number.sequence,
        number=str(number),
        kind=bill.kind,
        references=bill.references,
        payer=bill.payer,
        school=bill.school,
        issued_on=on,
        due_on=due_on(on, supplier.payment_days),
        tier=bill.tier,
        purchase_order=bill.purchase_order,
        customer=customer,
        supplier=as_printed(supplier),
        line_count=len(bill.lines),
        net=bill.net,
        vat=bill.vat,
        gross=bill.net + bill.vat,
        document=request_new_document(
            kind="invoice_pdf",
            key=f"invoice:{number}",
            parameters={"number": str(number)},
            filename=f"{number}.pdf",
            by=by,
        ),
    )
    InvoiceLine.objects.bulk_create(_lines(invoice, bill))
    after = {"orders": bill.references, "gross": invoice.gross, "due_on": invoice.due_on}
    record(event="invoice.issued", target=invoice, by=by, after=after)
    return invoice


def due_on(issued_on: date, payment_days: int) -> date:
    """The last day to pay: so many days after the day of issue. Source: domain.md B7, B16."""
    return issued_on + timedelta(days=payment_days)


def _bills_of(order: Order, lines: Sequence[OrderLine], terms: BillingTerms) -> Iterator[Bill]:
    """One bill a VAT family, outside scope first, so that recharges are numbered before invoices."""
    families = [(line.vat_category != VatCategory.OUTSIDE_SCOPE, line) for line in lines]
    for taxed, family in groupby(sorted(families, key=itemgetter(0)), key=itemgetter(0)):
        bill = Bill(
            payer=terms.payer or order.school,
            school=order.school,
            kind=kind_of(terms, outside_scope=not taxed),
            tier=Tier(order.tier),
            purchase_order=order.purchase_order,
            lines=tuple(BillLine(line) for _, line in family),
            payer_address=terms.payer_address,
            cost_centre=terms.cost_centre,
        )
        if bill.net + bill.vat:
            yield bill


def _lines(invoice: Invoice, bill: Bill) -> Iterator[InvoiceLine]:
    for position, line in enumerate(bill.lines, start=1):
        row = line.order_line
        yield InvoiceLine(
            invoice=invoice,
            order_line=row,
            order_reference=row.order.reference,
            school_name="" if bill.school else row.order.school.name,
            **{name: getattr(row, name) for name in LINE_FIELDS} | _as_billed(line) | {"position": position},
        )


def _as_billed(line: BillLine) -> dict[str, Any]:
    """What differs from the order's line when something was taken off before it was billed."""
    if not line.credited_net:
        return {}
    return {
        "quantity": 1,
        "unit_price": line.net,
        "net": line.net,
        "vat": line.vat,
        "rule": f"{line.order_line.rule}; less £{line.credited_net} taken off before this invoice"[:300],
    }
