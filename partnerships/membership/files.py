"""Reading a list of members from a CSV file or a spreadsheet. Pure: bytes come in, rows come out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from essex_portal.ui.table_files import Limits, TableRefused, find_headings, read_table

LIMITS = Limits(cell=200, send_less="Send it in parts, one for each quadrant.")
COLUMNS: Mapping[str, frozenset[str]] = {
    "partnership": frozenset({"partnership", "partnership name", "name of partnership", "group", "cluster"}),
    "school": frozenset({"school", "school name", "name of school", "member", "establishment", "establishmentname"}),
    "urn": frozenset({"urn", "school urn"}),
    "from_on": frozenset({"from", "since", "member since", "first day", "start", "joined", "from date"}),
    "last_on": frozenset({"until", "to", "last day", "end", "left", "to date"}),
    "reason": frozenset({"reason", "why", "end reason"}),
}


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
    """The rows that name a partnership or a school. Raises TableRefused for a file of another shape."""
    table = read_table(content, filename, limits=LIMITS)
    headings = find_headings(
        table, COLUMNS, enough=lambda found: "partnership" in found and ("school" in found or "urn" in found)
    )
    if headings is None:
        raise TableRefused(
            "The file needs a heading “Partnership” and a heading “School” or “URN”, in one row near the top. "
            "The template has them."
        )
    start, columns = headings
    rows = [_row(line, cells, columns) for line, cells in enumerate(table[start:], start=start + 1)]
    found = [row for row in rows if row.partnership or row.school or row.urn]
    if not found:
        raise TableRefused("The file has headings, and no school below them.")
    return found


def _row(line: int, cells: Sequence[str], columns: Mapping[str, int]) -> MemberRow:
    found = {what: cells[at] if at < len(cells) else "" for what, at in columns.items()}
    return MemberRow(line=line, **found)
