"""Rows as records for exports: by the names of `export_mapping.fields`, out of what never changes once issued."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from essex_portal.school_calendar import financial_year_of
from traded_assessment.export_mapping import Per, Record, Subject
from traded_assessment.models import CreditNote, Invoice, JournalPosting, Payment
from traded_assessment.models.orders import Line

CHUNK = 200


def rows_of(subject: Subject) -> QuerySet[Any]:
    """The rows of a subject, in the order of the file."""
    return _ROWS[subject]()


def between(subject: Subject, first_on: date, last_on: date) -> QuerySet[Any]:
    """Those of the days from `first_on` to `last_on`, inclusive."""
    day = _DAY[subject]
    return rows_of(subject).filter(**{f"{day}__gte": first_on, f"{day}__lte": last_on})


def latest(subject: Subject, count: int) -> list[Any]:
    """So many rows of the newest, for a preview."""
    return list(rows_of(subject).order_by("-pk")[:count])[::-1]


def records_of(subject: Subject, per: Per, ids: Sequence[int]) -> Iterator[Record]:
    """The records of these rows, or of their lines, in the order of the file."""
    for row in rows_of(subject).filter(pk__in=ids).iterator(CHUNK):
        yield from records_of_row(subject, per, row)


def records_of_row(subject: Subject, per: Per, row: Any) -> Iterator[Record]:
    """One record, or one for each line of the row."""
    shared = _RECORD[subject](row)
    if per == Per.DOCUMENT:
        yield shared | _totals(row) if subject in WITH_LINES else shared
        return
    for line in row.lines.all():
        credited = {"invoice_line_number": line.invoice_line.position} if subject == Subject.CREDIT_NOTES else {}
        yield shared | _line(line, row) | credited


def journal_period(day: date) -> str:
    """The ledger's period: `P08 2021/22` for November 2021. The year begins in April. Source: domain.md B15."""
    year = financial_year_of(day)
    return f"P{(day.month - 4) % 12 + 1:02d} {year}/{(year + 1) % 100:02d}"


def _invoice(invoice: Invoice) -> dict[str, Any]:
    return {
        "number": invoice.number,
        "kind": invoice.get_kind_display(),
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "order_references": " ".join(invoice.references),
        "payment_days": invoice.supplier["payment_days"],
    } | _customer(invoice)


def _credit_note(note: CreditNote) -> dict[str, Any]:
    return {
        "number": note.number,
        "invoice_number": note.invoice.number,
        "issued_on": note.issued_on,
        "reason": note.reason,
    } | _customer(note.invoice)


def _customer(invoice: Invoice) -> dict[str, Any]:
    customer = invoice.customer
    return {
        "customer": customer["name"],
        "customer_address": ", ".join(customer["address"]),
        "school": customer["school"],
        "urn": customer["urn"],
        "cost_centre": customer.get("cost_centre", ""),
        "tier": invoice.get_tier_display(),
        "purchase_order": invoice.purchase_order,
    }


def _totals(row: Any) -> dict[str, Any]:
    return {
        "net": row.net,
        "vat": row.vat,
        "gross": row.gross,
        "minus_net": -row.net,
        "minus_vat": -row.vat,
        "minus_gross": -row.gross,
    }


def _line(line: Line, row: Any) -> dict[str, Any]:
    billed: Any = getattr(line, "invoice_line", line)  # of a credit note: the line that it credits
    return {
        "line_number": line.position,
        "product": line.get_product_display(),
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "net": line.net,
        "vat": line.vat,
        "gross": line.gross,
        "minus_net": -line.net,
        "minus_vat": -line.vat,
        "vat_category": line.vat_category,
        "vat_rate": line.vat_rate,
        "vat_reason": line.vat_reason,
        "order_reference": billed.order_reference,
        "line_school": billed.school_name or (row.invoice if isinstance(row, CreditNote) else row).customer["school"],
    }


def _payment(payment: Payment) -> dict[str, Any]:
    customer = payment.invoice.customer
    return {
        "number": payment.invoice.number,
        "received_on": payment.received_on,
        "amount": payment.amount,
        "kind": payment.get_kind_display(),
        "reference": payment.reference,
        "customer": customer["name"],
        "school": customer["school"],
        "urn": customer["urn"],
    }


def _posting(posting: JournalPosting) -> dict[str, Any]:
    return {
        "batch": posting.batch.reference,
        "posted_on": posting.batch.period_end,
        "period": journal_period(posting.batch.period_end),
        "line_number": posting.position,
        "cost_centre": posting.cost_centre,
        "subjective": posting.subjective,
        "activity": posting.activity,
        "debit": posting.debit,
        "credit": posting.credit,
        "amount": posting.debit - posting.credit,
        "reference": posting.reference,
        "description": posting.description,
    }


WITH_LINES = (Subject.INVOICES, Subject.CREDIT_NOTES)
_RECORD: Mapping[Subject, Callable[[Any], dict[str, Any]]] = {
    Subject.INVOICES: _invoice,
    Subject.CREDIT_NOTES: _credit_note,
    Subject.PAYMENTS: _payment,
    Subject.JOURNAL_LINES: _posting,
}
_DAY: Mapping[Subject, str] = {
    Subject.INVOICES: "issued_on",
    Subject.CREDIT_NOTES: "issued_on",
    Subject.PAYMENTS: "received_on",
    Subject.JOURNAL_LINES: "batch__period_end",
}
_ROWS: Mapping[Subject, Callable[[], QuerySet[Any]]] = {
    Subject.INVOICES: lambda: Invoice.objects.prefetch_related("lines").order_by("number"),
    Subject.CREDIT_NOTES: lambda: (
        CreditNote.objects.select_related("invoice").prefetch_related("lines__invoice_line").order_by("number")
    ),
    Subject.PAYMENTS: lambda: Payment.objects.select_related("invoice").order_by("pk"),
    Subject.JOURNAL_LINES: lambda: JournalPosting.objects.select_related("batch").order_by("batch_id", "position"),
}
