"""Rows as a CSV file or a spreadsheet for people who open them in Excel: dates stay dates, no text is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Headings = Mapping[str, int]
"""Each column with its width in a spreadsheet."""


def defused(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, made harmless. Source: domain.md B20."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def csv_lines(headings: Headings, rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A CSV file line by line: UTF-8 with byte order mark, CRLF, safe to open as a sheet. Source: domain.md B20."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(headings)
    for row in rows:
        yield writer.writerow([defused(value) for value in row])


def spreadsheet(title: str, headings: Headings, rows: Iterable[Sequence[Any]]) -> bytes:
    """An xlsx file with real dates and numbers. openpyxl and lxml, which it takes, are loaded by who asks for one."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    add_sheet(book, title, headings, rows)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def add_sheet(book: Any, title: str, headings: Headings, rows: Iterable[Sequence[Any]]) -> None:
    """One more sheet in an openpyxl workbook that is written once, row by row."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for index, width in enumerate(headings.values(), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append([_heading(sheet, words) for words in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def sheet_response(form: str, name: str, headings: Headings, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The download: `form` is `csv` or `xlsx`, `name` the file's name without its ending."""
    if form == "xlsx":
        content: str | bytes = spreadsheet(name[:31], headings, rows)
        kind = XLSX
    else:
        content, kind = "".join(csv_lines(headings, rows)), "text/csv; charset=utf-8"
    disposition = f'attachment; filename="{name}.{form}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


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
