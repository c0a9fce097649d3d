"""A set of invoices as CSV and as a spreadsheet. `queries.invoices.as_list` gives the set what these show."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from essex_portal.ui import sheets
from essex_portal.ui.sheets import BYTE_ORDER_MARK, defused

__all__ = ["BYTE_ORDER_MARK", "HEADINGS", "csv_lines", "defused", "spreadsheet"]

HEADINGS = {
    "Invoice number": 18,
    "Issued": 12,
    "Due": 12,
    "Status": 11,
    "School": 44,
    "URN": 9,
    "Customer": 24,
    "Booking reference": 18,
    "Purchase order": 18,
    "Net": 11,
    "VAT": 11,
    "Total": 11,
    "Paid": 11,
    "Credited": 11,
    "Written off": 11,
    "Outstanding": 12,
}
"""Each column with its width in a spreadsheet."""

CHUNK = 500


def csv_lines(invoices: QuerySet[Any], today: date) -> Iterator[str]:
    """A CSV file line by line. Source: domain.md B20."""
    return sheets.csv_lines(HEADINGS, _rows(invoices, today))


def spreadsheet(invoices: QuerySet[Any], today: date) -> bytes:
    """An xlsx file with real dates and numbers."""
    return sheets.spreadsheet("Invoices", HEADINGS, _rows(invoices, today))


def _rows(invoices: QuerySet[Any], today: date) -> Iterator[tuple[date | Decimal | int | str, ...]]:
    return (_row(invoice, today) for invoice in invoices.iterator(CHUNK))


def _row(invoice: Any, today: date) -> tuple[date | Decimal | int | str, ...]:
    return (
        invoice.number,
        invoice.issued_on,
        invoice.due_on,
        invoice.status_on(today).label,
        invoice.school_name,
        int(invoice.urn) if invoice.urn else "",
        invoice.get_tier_display(),
        " ".join(invoice.references),
        invoice.purchase_order,
        invoice.net,
        invoice.vat,
        invoice.gross,
        invoice.paid,
        invoice.credited,
        invoice.written_off,
        invoice.outstanding,
    )
