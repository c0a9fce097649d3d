"""A set of invoices as CSV and as a spreadsheet. `queries.invoices.as_list` gives the set what these show."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
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
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(invoices: QuerySet[Any], today: date) -> Iterator[str]:
    """A CSV file line by line: UTF-8 with byte order mark, CRLF, safe to open as a sheet. Source: domain.md B20."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(HEADINGS)
    for invoice in invoices.iterator(CHUNK):
        yield writer.writerow([defused(value) for value in _row(invoice, today)])


def spreadsheet(invoices: QuerySet[Any], today: date) -> bytes:
    """An xlsx file with real dates and numbers. openpyxl and lxml, which it takes, are loaded by who asks for one."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Invoices")
    sheet.freeze_panes = "B2"
    for index, width in enumerate(HEADINGS.values()):
        sheet.column_dimensions[chr(ord("A") + index)].width = width
    sheet.append([_heading(sheet, words) for words in HEADINGS])
    for invoice in invoices.iterator(CHUNK):
        sheet.append([_cell(sheet, value) for value in _row(invoice, today)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def defused(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, made harmless. Source: domain.md B20."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


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


def _heading(sheet: Any, words: str) -> "Cell":
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> "Cell":
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, Decimal):
        cell.number_format = "£#,##0.00"
    return cell


class _Echo:
    """A file whose `write` answers the line, so that a csv writer hands each row on."""

    def write(self, line: str) -> str:
        return line
