"""Reading a list of members from a CSV file or a spreadsheet. Pure: bytes come in, rows come out."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile, ZipFile

MOST_ROWS = 2000
MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
LONGEST = 200
HEADINGS_WITHIN = 20
COLUMNS: Mapping[str, frozenset[str]] = {
    "partnership": frozenset({"partnership", "partnership name", "name of partnership", "group", "cluster"}),
    "school": frozenset({"school", "school name", "name of school", "member", "establishment", "establishmentname"}),
    "urn": frozenset({"urn", "school urn"}),
    "from_on": frozenset({"from", "since", "member since", "first day", "start", "joined", "from date"}),
    "last_on": frozenset({"until", "to", "last day", "end", "left", "to date"}),
    "reason": frozenset({"reason", "why", "end reason"}),
}
DATE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})", re.ASCII)


class FileRefused(Exception):
    """The file is no list of members; `str()` is for the person. Nothing was changed."""


@dataclass(frozen=True)
class MemberRow:
    """One line. `line` counts from 1, headings included; days as they are written, ISO where they are dates."""

    line: int
    partnership: str
    school: str = ""
    urn: str = ""
    from_on: str = ""
    last_on: str = ""
    reason: str = ""


def read_members(content: bytes, filename: str) -> list[MemberRow]:
    """The rows that name a partnership or a school. Raises FileRefused for a file of another shape."""
    table = list(_sheet(content) if _is_spreadsheet(content, filename) else _csv(content))
    start, columns = _headings(table)
    rows = [_row(line, cells, columns) for line, cells in enumerate(table[start:], start=start + 1)]
    found = [row for row in rows if row.partnership or row.school or row.urn]
    if not found:
        raise FileRefused("The file has headings, and no school below them.")
    return found


def day_of(text: str) -> date | None:
    """The day that a cell names: `2021-09-01`, `1/9/2021`, `1.9.2021`. Raises ValueError for other text."""
    if not text:
        return None
    parts = DATE.fullmatch(text.strip())
    if parts is None:
        raise ValueError(text)
    first, month, last = (int(part) for part in parts.groups())
    return date(first, month, last) if first > 31 else date(last, month, first)


def _is_spreadsheet(content: bytes, filename: str) -> bool:
    return content[:4] == b"PK\x03\x04" or filename.lower().endswith(".xlsx")


def _sheet(content: bytes) -> Iterator[list[str]]:
    """The first sheet. openpyxl and its many reasons to fail are loaded when somebody sends one."""
    from openpyxl import load_workbook

    try:
        _refuse_bomb(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True)
        yield from _bounded([_text_of(cell) for cell in cells] for cells in rows)
    except FileRefused:
        raise
    except (BadZipFile, KeyError, ValueError, IndexError, TypeError, OSError):
        raise FileRefused("The file is not a spreadsheet that can be read. Save it as xlsx or CSV again.") from None


def _refuse_bomb(content: bytes) -> None:
    """A small file that unpacks to a huge one is refused before it is unpacked."""
    with ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise FileRefused("The spreadsheet is too large. Keep only the sheet with the list, and send it again.")


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    separator = max(",\t;", key=text.count)
    try:
        yield from _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise FileRefused("The file is not a CSV file. Save it as CSV or xlsx and try again.") from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused("The file is not text. Save it as CSV or xlsx and try again.")


def _bounded(table: Any) -> Iterator[list[str]]:
    for number, cells in enumerate(table):
        if number > MOST_ROWS:
            raise FileRefused(f"The file has more than {MOST_ROWS:,} lines. Send it in parts, one for each quadrant.")
        yield [cell.strip().removeprefix("'").replace("\x00", "")[:LONGEST] for cell in cells]


def _text_of(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _headings(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The number of the first row below the headings, and the columns by what they hold."""
    for number, cells in enumerate(table[:HEADINGS_WITHIN]):
        named = [" ".join(cell.lower().split()) for cell in cells]
        columns = {
            what: next(at for at, name in enumerate(named) if name in names)
            for what, names in COLUMNS.items()
            if names & set(named)
        }
        if "partnership" in columns and columns.keys() & {"school", "urn"}:
            return number + 1, columns
    raise FileRefused(
        "The file needs a heading “Partnership” and a heading “School” or “URN”, in one row near the top. "
        "The template has them."
    )


def _row(line: int, cells: Sequence[str], columns: Mapping[str, int]) -> MemberRow:
    found = {what: cells[at] if at < len(cells) else "" for what, at in columns.items()}
    return MemberRow(line=line, **found)
