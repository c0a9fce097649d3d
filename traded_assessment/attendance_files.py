"""Reading who came from a file: the portal's own list with a column filled in, or the report of a meeting service.

Pure: bytes come in, rows come out. A file without a column about attendance is a list of those who came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from essex_portal.ui.table_files import Limits, TableRefused, find_headings, read_text_table
from traded_assessment.states import Attendance

LIMITS = Limits(lines=5000)
COLUMNS: Mapping[str, frozenset[str]] = {
    "email": frozenset({"email", "e-mail", "email address", "participant id (upn)", "upn", "user email"}),
    "name": frozenset({"name", "full name", "participant", "participant name", "attendee", "name (original name)"}),
    "school": frozenset({"school", "urn"}),
    "came": frozenset({"attended", "attendance", "came", "present"}),
}
YES = frozenset({"yes", "y", "true", "1", "x", "attended", "present", "came"})
NO = frozenset({"no", "n", "false", "0", "absent", "did not attend", "did not come"})


@dataclass(frozen=True)
class FileRow:
    """One line: who, and whether they came. `line` counts from 1, headings included."""

    line: int
    name: str
    email: str
    school: str
    attendance: Attendance


@dataclass(frozen=True)
class KnownPerson:
    """Somebody with a place, as far as a file can name them."""

    pk: int
    name: str
    email: str
    school: str
    urn: str


def read_attendance(content: bytes) -> list[FileRow]:
    """The rows that name somebody. Raises TableRefused for a file that is no list, or has no heading that we know."""
    table = [cells for _, cells in read_text_table(content, limits=LIMITS).lines]
    headings = find_headings(table, COLUMNS, enough=lambda found: "email" in found or "name" in found)
    if headings is None:
        raise TableRefused("The file needs a heading “Name” or “Email”.")
    start, columns = headings
    rows = [_row(number, cells, columns) for number, cells in enumerate(table[start:], start=start + 1)]
    found = [row for row in rows if row.name or row.email]
    if not found:
        raise TableRefused("The file names nobody below its headings.")
    return found


def match(rows: Sequence[FileRow], people: Sequence[KnownPerson]) -> tuple[dict[int, Attendance], list[FileRow]]:
    """What the rows say of whom, and the rows that fit nobody or more than one.

    Somebody is found by e-mail address, else by name, and where two share a name by name and school or URN. Said
    twice, attended counts: meeting services list a person each time they come in.
    """
    said: dict[int, Attendance] = {}
    unknown = []
    for row in rows:
        fitting = _fitting(row, people)
        if len(fitting) != 1:
            unknown.append(row)
        elif said.get(fitting[0].pk) != Attendance.ATTENDED:
            said[fitting[0].pk] = row.attendance
    return said, unknown


def _fitting(row: FileRow, people: Sequence[KnownPerson]) -> list[KnownPerson]:
    if row.email and (by_email := [one for one in people if _same(one.email, row.email)]):
        return by_email
    by_name = [one for one in people if _same(one.name, row.name)]
    if len(by_name) > 1 and row.school:
        return [one for one in by_name if _same(one.school, row.school) or one.urn == row.school]
    return by_name


def _same(one: str, other: str) -> bool:
    return bool(one) and " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _row(line: int, cells: Sequence[str], columns: Mapping[str, int]) -> FileRow:
    def cell(what: str) -> str:
        at = columns.get(what)
        return cells[at] if at is not None and at < len(cells) else ""

    return FileRow(line, cell("name"), cell("email"), cell("school"), _attendance(cell("came"), "came" in columns))


def _attendance(word: str, asked: bool) -> Attendance:
    if not asked or word.lower() in YES:
        return Attendance.ATTENDED
    return Attendance.ABSENT if word.lower() in NO else Attendance.NOT_RECORDED
