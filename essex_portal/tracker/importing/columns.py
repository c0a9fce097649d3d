"""Which column says what. Headings are guessed by the words that plans use; a person has the last word."""

from collections.abc import Mapping, Sequence

from essex_portal.tracker.importing.knowledge import plain
from essex_portal.tracker.states import ActionField
from essex_portal.ui.table_files import HEADINGS_WITHIN, Table, TableRefused

LONGEST_HEADING = 120
JOINED = frozenset({ActionField.DETAIL, ActionField.DIFFERENCE, ActionField.LEADS, ActionField.PARTNERS})
"""What several columns may say together, a line each."""

WORDS: Mapping[ActionField, tuple[str, ...]] = {
    ActionField.REFERENCE: ("reference", "ref", "ref no", "id", "no", "number", "action number", "action ref", "#"),
    ActionField.WORKSTREAM: ("workstream", "work stream", "theme", "priority", "strand", "area"),
    ActionField.TITLE: (
        "action", "actions", "what", "what will be done", "what will we do", "what we will do", "commitment", "task",
        "title", "activity", "agreed action",
    ),
    ActionField.DETAIL: ("detail", "details", "description", "more about it", "notes", "comments", "how", "steps"),
    ActionField.DIFFERENCE: (
        "difference", "difference wanted", "what will be different", "difference we want to make", "outcome",
        "outcomes", "intended outcome", "impact", "intended impact", "success criteria",
    ),
    ActionField.COPRODUCTION: ("co-production", "coproduction", "co production"),
    ActionField.WHEN: ("when", "timescale", "timescales", "timing", "timeline", "by when", "timeframe", "dates"),
    ActionField.STARTS: ("start", "starts", "start date", "from", "begins", "first day"),
    ActionField.DUE: ("due", "due date", "deadline", "end", "end date", "completion date", "last day", "target date"),
    ActionField.LEADS: (
        "lead", "leads", "who", "who leads it", "owner", "owners", "lead officer", "responsible", "lead organisation",
        "accountable", "by whom",
    ),
    ActionField.PARTNERS: ("partner", "partners", "with", "with whom", "supported by", "support", "organisations"),
    ActionField.QUADRANT: ("quadrant", "where", "place", "locality", "patch"),
    ActionField.AIM: ("aim", "strategic aim", "strategic priority", "aim served"),
}  # fmt: skip


def split_table(table: Table) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The headings, and the rows below that say something, with their lines counted from 1.

    A table may have a title above: the headings are the first line of which two are known, or else the first line.
    Raises TableRefused for one without rows, or of one column.
    """
    at = _heading_line(table)
    headings = [" ".join(cell.split())[:LONGEST_HEADING] for cell in table[at]]
    width = max(len(row) for row in table[at:])
    headings += [""] * (width - len(headings))
    rows = [(line, cells) for line, cells in enumerate(table[at + 1 :], start=at + 2) if any(cells)]
    if width < 2:
        raise TableRefused(
            "There is one column only. Copy the whole table, with its headings, out of the spreadsheet or document."
        )
    if not rows:
        raise TableRefused("The table has headings, and no row below them.")
    return headings, [(line, cells + [""] * (width - len(cells))) for line, cells in rows]


def guess_columns(headings: Sequence[str], remembered: Mapping[str, str] | None = None) -> list[str]:
    """What each column says: as it was said of that heading before (`remembered`, by plain heading), or by its words.

    An empty string leaves the column out. What one column can say alone goes to the first of its name.
    """
    said: list[str] = []
    for heading in headings:
        known = (remembered or {}).get(plain(heading))
        field = known if known is not None else _by_words(heading)
        said.append("" if field in said and field not in JOINED else field)
    return said


def texts_of(cells: Sequence[str], mapping: Sequence[str]) -> dict[str, str]:
    """What a row says, by field, as text. Columns that say the same are joined, a line each."""
    said: dict[str, str] = {}
    for cell, field in zip(cells, mapping, strict=False):
        if field and cell:
            said[field] = f"{said[field]}\n{cell}" if field in said else cell
    return said


def _heading_line(table: Table) -> int:
    first = next((at for at, row in enumerate(table) if any(row)), 0)
    for at, row in enumerate(table[:HEADINGS_WITHIN]):
        if sum(bool(field) for field in guess_columns(row)) >= 2:
            return at
    return first


def _by_words(heading: str) -> str:
    name = plain(heading).rstrip("?.:")
    return next((field.value for field, words in WORDS.items() if name in words), "")
