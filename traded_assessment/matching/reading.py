"""A bank's or a finance system's CSV as a table with its heading row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from essex_portal.ui.table_files import MEGABYTE, Limits, TableRefused, read_text_table

LIMITS = Limits(lines=5_000, bytes=5 * MEGABYTE, cell=1_000, send_less="Send a shorter period.")
MOST_COLUMNS = 60


@dataclass(frozen=True)
class Sheet:
    """The table: the headings, and the rows below with the line of the file on which each begins."""

    how_it_was_read: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheet(content: bytes) -> Sheet:
    """The table in a file. What stands above the headings, as banks like to put there, is left out.

    Raises TableRefused for an empty, too large or binary file, and for one without two columns and two rows.
    """
    table = read_text_table(content, limits=LIMITS)
    lines = [(line, cells) for line, cells in table.lines if any(cells)]
    start = next((place for place, (_, cells) in enumerate(lines) if _filled(cells) > 1), len(lines))
    if len(lines) < start + 2:
        raise TableRefused("The file has no table with headings and rows below. Send the bank’s export as CSV.")
    headings = _unique(lines[start][1][:MOST_COLUMNS])
    rows = tuple((line, _fitted(cells, len(headings))) for line, cells in lines[start + 1 :])
    return Sheet(table.how_it_was_read, headings, rows)


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
