"""A table that somebody sent as CSV, as a spreadsheet or pasted out of one: bytes come in, lines of text come out."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile, ZipFile

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_LINES = 2000
LONGEST_CELL = 5000

Table = list[list[str]]


class TableRefused(Exception):
    """The file is no table that can be read; `str()` is for the person. Nothing was changed."""


def read_table(content: bytes, filename: str, *, most_lines: int = MOST_LINES, most_bytes: int = MOST_BYTES) -> Table:
    """The lines of a CSV file or of a spreadsheet's first sheet, each a list of stripped cells, headings included.

    Days become ISO dates. Raises TableRefused for other files, for longer ones and for larger ones.
    """
    if len(content) > most_bytes:
        raise TableRefused(
            f"The file is larger than {most_bytes // 1024 // 1024} MB. Keep only the table, and send it again."
        )
    lines = _sheet(content) if _is_spreadsheet(content, filename) else _csv(_decoded(content))
    table = list(_bounded(lines, most_lines))
    if not any(any(line) for line in table):
        raise TableRefused("The file is empty. Choose the file with the table in it.")
    return table


def read_pasted(text: str, *, most_lines: int = MOST_LINES) -> Table:
    """The lines of a table copied out of a spreadsheet, a slide or a document. Raises TableRefused."""
    table = list(_bounded(_csv(text), most_lines))
    if not any(any(line) for line in table):
        raise TableRefused("There is no table in what you pasted. Copy the table with its headings and paste it again.")
    return table


def _is_spreadsheet(content: bytes, filename: str) -> bool:
    return content[:4] == b"PK\x03\x04" or filename.lower().endswith(".xlsx")


def _sheet(content: bytes) -> Iterator[list[str]]:
    """The first sheet. openpyxl and its many reasons to fail are loaded when somebody sends one."""
    from openpyxl import load_workbook

    try:
        _refuse_bomb(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for cells in book.worksheets[0].iter_rows(values_only=True):
            yield [_text_of(cell) for cell in cells]
    except (BadZipFile, KeyError, ValueError, IndexError, TypeError, OSError):
        raise TableRefused("The file is not a spreadsheet that can be read. Save it as xlsx or CSV again.") from None


def _refuse_bomb(content: bytes) -> None:
    """A small file that unpacks to a huge one is refused before it is unpacked."""
    with ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise TableRefused("The spreadsheet is too large. Keep only the sheet with the table, and send it again.")


def _csv(text: str) -> Iterator[list[str]]:
    separator = max("\t,;", key=text.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise TableRefused("The file is not a CSV file. Save it as CSV or xlsx and try again.") from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise TableRefused("The file is not a table. Save it as CSV or xlsx and try again.")


def _bounded(lines: Iterable[list[str]], most: int) -> Iterator[list[str]]:
    for number, cells in enumerate(lines):
        if number > most:
            raise TableRefused(f"The table has more than {most:,} lines. Send it in parts.")
        yield [cell.strip().removeprefix("'").replace("\x00", "")[:LONGEST_CELL] for cell in cells]


def _text_of(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
