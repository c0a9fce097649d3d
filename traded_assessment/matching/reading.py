"""A bank's or a finance system's CSV as a table: its encoding, separator and heading row are found out."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 1_000
LOOKED_AT = 50
"""Lines that are read to find the separator."""
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):
    """The file is no table that can be read; `str()` says why, for the person who sent it."""


@dataclass(frozen=True)
class Sheet:
    """The table: the headings, and the rows below with the line of the file on which each begins."""

    encoding: str
    separator: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def how_it_was_read(self) -> str:
        return f"{ENCODINGS[self.encoding]}, separated by {SEPARATORS[self.separator]}"


def read_sheet(content: bytes) -> Sheet:
    """The table in a file. What stands above the headings, as banks like to put there, is left out.

    Raises Unreadable for an empty, too large or binary file, and for one without two columns and two rows.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("The file is larger than 5 MB. Send a shorter period")
    text, encoding = _text(content)
    separator = _separator(text)
    lines = _lines(text, separator)
    start = next((place for place, (_, cells) in enumerate(lines) if _filled(cells) > 1), len(lines))
    if len(lines) < start + 2:
        raise Unreadable("The file has no table with headings and rows below. Send the bank’s export as CSV")
    headings = _unique(lines[start][1][:MOST_COLUMNS])
    rows = tuple((line, _fitted(cells, len(headings))) for line, cells in lines[start + 1 :])
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"The file has {len(rows):,} rows; at most {MOST_ROWS:,} are taken at once. Send it in parts")
    return Sheet(encoding, separator, headings, rows)


def _text(content: bytes) -> tuple[str, str]:
    if not content.strip():
        raise Unreadable("The file is empty")
    encoding = "utf-16" if content.startswith(UTF_16_MARKS) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = content.decode(encoding, errors="replace")
    if "\x00" in text:
        raise Unreadable("The file is not text. Save it as CSV, then send it again")
    return text, encoding


def _separator(text: str) -> str:
    """The one that cuts most lines into the same number of cells, two at least."""
    head = "\n".join(text.splitlines()[:LOOKED_AT])

    def regularity(separator: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in _cells(head, separator) if len(cells) > 1)
        width, lines = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return lines, width

    return max(SEPARATORS, key=regularity)


def _lines(text: str, separator: str) -> list[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines, line = [], 1
    try:
        for cells in reader:
            lines.append((line, tuple(cell.strip()[:LONGEST_CELL] for cell in cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"Line {line} of the file cannot be read. Send the bank’s export as CSV") from error
    return [one for one in lines if any(one[1])]


def _cells(text: str, separator: str) -> Sequence[Sequence[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return []


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell)


def _unique(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings that tell columns apart: an empty one is called by its place, a repeated one gets a number."""
    seen: Counter[str] = Counter()
    headings = []
    for place, cell in enumerate(cells, start=1):
        heading = cell or f"Column {place}"
        seen[heading] += 1
        headings.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return tuple(headings)


def _fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("",) * (width - len(cells)))
