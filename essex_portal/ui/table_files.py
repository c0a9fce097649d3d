"""A table that somebody sent as CSV, as a spreadsheet or pasted out of one: bytes come in, lines of text come out.

Pure. Each app says which headings it looks for and what a line means; how a file is read is said here alone.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile, ZipFile

MEGABYTE = 1024 * 1024
MOST_BYTES = 2 * MEGABYTE
MOST_UNPACKED = 40 * MEGABYTE
SEPARATORS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "vertical bar"}
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 50
"""Lines that are read to find the separator."""
HEADINGS_WITHIN = 20
"""Lines from the top among which the headings are looked for."""
DATE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})", re.ASCII)

Table = list[list[str]]
Line = tuple[int, list[str]]


class TableRefused(Exception):
    """The file is no table that can be read; `str()` is for the person. Nothing was changed."""


@dataclass(frozen=True)
class Limits:
    """How much is taken at once: lines below one of headings, bytes, letters in a cell; and how to send less."""

    lines: int = 2000
    bytes: int = MOST_BYTES
    cell: int = 5000
    send_less: str = "Send it in parts."


USUAL = Limits()


@dataclass(frozen=True)
class TextTable:
    """The table in a text file: its lines, blank ones too, each with the line of the file on which it begins."""

    encoding: str
    separator: str
    lines: tuple[Line, ...]

    @property
    def how_it_was_read(self) -> str:
        return f"{ENCODINGS[self.encoding]}, separated by {SEPARATORS[self.separator]}"


def read_table(content: bytes, filename: str = "", *, limits: Limits = USUAL) -> Table:
    """The lines of a CSV file or of a spreadsheet's first sheet, each a list of stripped cells, headings included.

    Days become ISO dates. Raises TableRefused for other files, for longer ones and for larger ones.
    """
    if not _is_spreadsheet(content, filename):
        return [cells for _, cells in read_text_table(content, limits=limits).lines]
    _refuse_large(content, limits)
    return [cells for _, cells in _bounded(_sheet(content), limits)]


def read_text_table(content: bytes, *, limits: Limits = USUAL) -> TextTable:
    """The table of a CSV file, with how it was read: encoding and separator are found out. Raises TableRefused."""
    _refuse_large(content, limits)
    text, encoding = _decoded(content)
    separator = _separator(text)
    return TextTable(encoding, separator, tuple(_bounded(_csv(text, separator), limits)))


def read_pasted(text: str, *, limits: Limits = USUAL) -> Table:
    """The lines of a table copied out of a spreadsheet, a slide or a document. Raises TableRefused."""
    if not text.strip():
        raise TableRefused("There is no table in what you pasted. Copy the table with its headings and paste it again.")
    return [cells for _, cells in _bounded(_csv(text, _separator(text)), limits)]


def find_headings(
    table: Sequence[Sequence[str]],
    names: Mapping[str, Collection[str]],
    *,
    enough: Callable[[Collection[str]], bool],
) -> tuple[int, dict[str, int]] | None:
    """The first line near the top that has `enough` of the headings: the number of lines down to it, and its columns.

    `names` says by what lower-case headings a column goes. None when there is no such line.
    """
    for number, cells in enumerate(table[:HEADINGS_WITHIN], start=1):
        headings = [" ".join(cell.lower().split()) for cell in cells]
        found = {
            what: next((at for at, one in enumerate(headings) if one in known), -1) for what, known in names.items()
        }
        columns = {what: at for what, at in found.items() if at >= 0}
        if enough(columns.keys()):
            return number, columns
    return None


def day_of(text: str) -> date | None:
    """The day that a cell names: `2022-05-27`, `27/5/2022`, `27.5.22`; None for an empty one.

    Raises ValueError, with words for the person, for other text.
    """
    if not text.strip():
        return None
    try:
        first, month, last = (int(part) for part in DATE.fullmatch(text.strip()).groups())  # type: ignore[union-attr]
        return date(first, month, last) if first > 31 else date(last + (2000 if last < 100 else 0), month, first)
    except (ValueError, AttributeError):
        raise ValueError(f"“{text}” is no date. Write it like 27/5/2022.") from None


def _is_spreadsheet(content: bytes, filename: str) -> bool:
    return content[:4] == b"PK\x03\x04" or filename.lower().endswith(".xlsx")


def _refuse_large(content: bytes, limits: Limits) -> None:
    if len(content) > limits.bytes:
        raise TableRefused(f"The file is larger than {limits.bytes // MEGABYTE} MB. {limits.send_less}")


def _sheet(content: bytes) -> Iterator[Line]:
    """The first sheet. openpyxl and its many reasons to fail are loaded when somebody sends one."""
    from openpyxl import load_workbook

    try:
        _refuse_bomb(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield number, [_text_of(cell) for cell in cells]
    except (BadZipFile, KeyError, ValueError, IndexError, TypeError, OSError):
        raise TableRefused("The file is not a spreadsheet that can be read. Save it as xlsx or CSV again.") from None


def _refuse_bomb(content: bytes) -> None:
    """A small file that unpacks to a huge one is refused before it is unpacked."""
    with ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise TableRefused("The spreadsheet is too large. Keep only the sheet with the table, and send it again.")


def _text_of(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _decoded(content: bytes) -> tuple[str, str]:
    encoding = "utf-16" if content.startswith(UTF_16_MARKS) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = content.decode(encoding, errors="replace")
    if "\x00" in text:
        raise TableRefused("The file is not text. Save the table as CSV and send it again.")
    return text, encoding


def _separator(text: str) -> str:
    """The one that cuts most lines into the same number of cells, two at least."""
    head = "\n".join(text.splitlines()[:LOOKED_AT])

    def regularity(separator: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in _cells(head, separator) if len(cells) > 1)
        width, lines = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return lines, width

    return max(SEPARATORS, key=regularity)


def _cells(text: str, separator: str) -> Table:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return []


def _csv(text: str, separator: str) -> Iterator[Line]:
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise TableRefused(
            f"Line {line} of the file cannot be read. Save the table as CSV and send it again."
        ) from None


def _bounded(lines: Iterable[Line], limits: Limits) -> Iterator[Line]:
    """The lines with clean cells. Raises TableRefused for too many, and when there is nothing in any."""
    filled = False
    for number, (line, cells) in enumerate(lines):
        if number > limits.lines:
            raise TableRefused(f"The table has more than {limits.lines:,} lines. {limits.send_less}")
        clean = [cell.strip().removeprefix("'").replace("\x00", "")[: limits.cell] for cell in cells]
        filled = filled or any(clean)
        yield line, clean
    if not filled:
        raise TableRefused("The file is empty. Choose the file with the table in it.")
