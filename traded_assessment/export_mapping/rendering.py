"""Writing records as a file. The same records and mapping are the same bytes. Source: domain.md B19, B20."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from essex_portal.money import money
from traded_assessment.export_mapping.definition import (
    Amounts,
    Column,
    ColumnKind,
    FileFormat,
    FileMapping,
    Layout,
    LineEnd,
    Padding,
    Quoting,
)

Value = str | int | Decimal | date | None
Record = Mapping[str, Value]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PADDED = {Padding.AFTER: str.ljust, Padding.BEFORE: str.rjust, Padding.ZEROS: str.zfill}
LINE_ENDS = {LineEnd.CRLF: "\r\n", LineEnd.LF: "\n"}


class CannotWrite(Exception):
    """No file was made: a value does not fit. `row` counts from 1, 0 is the headings."""

    def __init__(self, row: int, column: Column, words: str) -> None:
        where = f"row {row}" if row else "the headings"
        super().__init__(f"Column “{column.heading}” in {where}: {words}")
        self.row, self.column = row, column


def render(one: FileMapping, records: Iterable[Record]) -> bytes:
    """The file. Raises CannotWrite for a value too long for its column or with a letter that the encoding lacks.

    In a CSV a text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    rows = ([_text(column, record, one.format) for column in one.columns] for record in records)
    lines: list[str] = [_line(one, 0, [column.heading for column in one.columns])] if one.format.header else []
    lines += (_line(one, number, row) for number, row in enumerate(rows, start=1))
    return "".join(lines).encode(one.format.encoding)


def _text(column: Column, record: Record, style: FileFormat) -> str:
    if column.kind == ColumnKind.BLANK:
        return ""
    if column.kind == ColumnKind.CONSTANT:
        return _defused(column.value, style)
    value = record[column.value]
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(style.dates)
    if isinstance(value, Decimal):
        return _amount(value, style.amounts)
    return str(value) if isinstance(value, int) else _defused(_one_line(value), style)


def _amount(value: Decimal, written: Amounts) -> str:
    if written == Amounts.PENCE:
        return str(int(money(value) * 100))
    return f"{money(value):.2f}".replace(".", "," if written == Amounts.COMMA else ".")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _defused(text: str, style: FileFormat) -> str:
    return f"'{text}" if style.layout == Layout.CSV and text.startswith(FORMULA_STARTS) else text


def _line(one: FileMapping, row: int, texts: Sequence[str]) -> str:
    for column, text in zip(one.columns, texts, strict=True):
        _check_letters(one.format, row, column, text)
    if one.format.layout == Layout.FIXED:
        padded = (_padded(row, column, text) for column, text in zip(one.columns, texts, strict=True))
        return "".join(padded) + LINE_ENDS[one.format.line_end]
    out = io.StringIO()
    csv.writer(
        out,
        delimiter=one.format.delimiter,
        quoting=csv.QUOTE_ALL if one.format.quoting == Quoting.ALL else csv.QUOTE_MINIMAL,
        lineterminator=LINE_ENDS[one.format.line_end],
    ).writerow(texts)
    return out.getvalue()


def _padded(row: int, column: Column, text: str) -> str:
    if len(text) > column.width:
        raise CannotWrite(row, column, f"“{text}” is longer than {column.width} characters")
    filled = PADDED[column.padding](text, column.width) if row and text else text
    return filled.ljust(column.width)


def _check_letters(style: FileFormat, row: int, column: Column, text: str) -> None:
    try:
        text.encode(style.encoding)
    except UnicodeEncodeError as error:
        letter = text[error.start]
        raise CannotWrite(row, column, f"{style.encoding.label} has no “{letter}” (in “{text}”)") from error
