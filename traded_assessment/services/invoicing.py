"""Issuing invoices: one an order, with a number without gaps, frozen as it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from essex_portal.audit.services import record
from essex_portal.documents.services import request_new_document
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import address_lines, facts_on
from essex_portal.school_calendar import financial_year_of
from traded_assessment.models import Invoice, InvoiceLine, Order, OrderLine, SupplierDetails
from traded_assessment.models.orders import Line
from traded_assessment.services.refusals import OrderRefused
from traded_assessment.states import VatCategory

PREFIX = "INV"
LINE_FIELDS = tuple(field.name for field in Line._meta.get_fields())


class InvoiceRefused(OrderRefused):
    """No invoice can be issued, so the order is not placed; `str()` says why."""


class NoSupplierDetails(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(
            "Finance has not entered the council's details that an invoice must show. Contact the training office."
        )


class MixedVat(InvoiceRefused):
    """Source: domain.md B22: what is outside the scope of VAT never shares a document with anything else."""

    def __init__(self) -> None:
        super().__init__(
            "Some of this order is outside the scope of VAT and some is not. They need separate invoices: "
            "book them one after the other."
        )


@dataclass(frozen=True)
class Number:
    """The next number of a series; its row stays locked until the transaction ends."""

    series_id: int
    prefix: str
    financial_year: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.financial_year}-{self.sequence:06d}"


def issue_invoice(*, order: Order, by: Any, on: date, lines: Sequence[OrderLine] | None = None) -> Invoice | None:
    """Issue the invoice of an order, dated `on`, and ask for its PDF; None when there is nothing to pay.

    `lines` are the order's own, for a caller who has them at hand.
    Call it last in the order's transaction: other orders wait for the number from here to the commit, and a
    rollback gives it back. Raises InvoiceRefused. Source: domain.md B6, B7, B9.
    """
    if not order.gross:
        return None
    lines = list(order.lines.all()) if lines is None else lines
    _refuse_mixed_vat(lines)
    return _write(order, on, lines, customer_of(order.school, on), _supplier_on(on), by)


@transaction.atomic(savepoint=False)
def _write(
    order: Order, on: date, lines: Sequence[OrderLine], customer: dict, supplier: SupplierDetails, by: Any
) -> Invoice:
    number = _next_number(PREFIX, financial_year_of(on))
    invoice = Invoice.objects.create(
        series_id=number.series_id,
        sequence=number.sequence,
        number=str(number),
        order=order,
        school_id=order.school_id,
        issued_on=on,
        due_on=due_on(on, supplier.payment_days),
        tier=order.tier,
        purchase_order=order.purchase_order,
        customer=customer,
        supplier=as_printed(supplier),
        line_count=len(lines),
        net=order.net,
        vat=order.vat,
        gross=order.gross,
        document=request_new_document(
            kind="invoice_pdf",
            key=f"invoice:{number}",
            parameters={"number": str(number)},
            filename=f"{number}.pdf",
            by=by,
        ),
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(invoice=invoice, **{name: getattr(line, name) for name in LINE_FIELDS}) for line in lines
    )
    after = {"order": order.reference, "gross": order.gross, "due_on": invoice.due_on}
    record(event="invoice.issued", target=invoice, by=by, after=after)
    return invoice


def due_on(issued_on: date, payment_days: int) -> date:
    """The last day to pay: so many days after the day of issue. Source: domain.md B7, B16."""
    return issued_on + timedelta(days=payment_days)


def customer_of(school: Organisation, on: date) -> dict[str, Any]:
    """The school as an invoice of that day shows it: name, address lines, URN."""
    facts = facts_on(school, on)
    return {"name": facts.name, "address": address_lines(school), "urn": facts.urn}


def as_printed(supplier: SupplierDetails) -> dict[str, Any]:
    """The council as an invoice shows it; the bank account comes from the environment."""
    return {
        "name": supplier.name,
        "address": [line.strip() for line in supplier.address.splitlines() if line.strip()],
        "vat_number": supplier.vat_number,
        "contact": supplier.contact,
        "payment_days": supplier.payment_days,
        "bank": {
            "account_name": settings.BANK_ACCOUNT_NAME,
            "sort_code": settings.BANK_SORT_CODE,
            "account_number": settings.BANK_ACCOUNT_NUMBER,
        },
    }


def _refuse_mixed_vat(lines: Sequence[OrderLine]) -> None:
    outside_scope = {line.vat_category == VatCategory.OUTSIDE_SCOPE for line in lines}
    if len(outside_scope) > 1:
        raise MixedVat


def _supplier_on(on: date) -> SupplierDetails:
    supplier = SupplierDetails.objects.filter(valid_from__lte=on).first()
    if supplier is None:
        raise NoSupplierDetails
    return supplier


def _next_number(prefix: str, financial_year: int) -> Number:
    """Count the series up and lock it, in one statement that also begins a new year's series safely."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO traded_assessment_invoiceseries AS series (prefix, financial_year, last_number)
            VALUES (%s, %s, 1)
            ON CONFLICT (prefix, financial_year) DO UPDATE SET last_number = series.last_number + 1
            RETURNING id, last_number
            """,
            [prefix, financial_year],
        )
        series_id, sequence = cursor.fetchone()
    return Number(series_id, prefix, financial_year, sequence)
