"""A first pass over a whole register file, before anything is written."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import BinaryIO

from essex_portal.organisations.register.reading import TRUNCATED, Progress, Table, open_table
from essex_portal.organisations.register.refusals import RegisterRefusedError, RejectedRow
from essex_portal.organisations.register.rows import COLUMNS, SchoolRow, read_schools

DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")


@dataclass(frozen=True)
class CheckedFile:
    """A register file that can be taken. `newest_change_on` is the latest LastChangedDate in it."""

    table: Table
    read: int
    rejected: tuple[RejectedRow, ...]
    newest_change_on: dt.date | None

    @property
    def warnings(self) -> list[str]:
        if self.table.text.ends_with_line_break:
            return []
        return ["The file does not end with a line break. It may have been cut off after its last row."]


def check_register(file: BinaryIO, *, progress: Progress | None = None) -> CheckedFile:
    """Read a register file from end to end.

    Raises RegisterRefusedError for a file that is no register, is cut off, has two rows of one URN, or no row
    that can be taken.
    """
    table = open_table(file, columns=COLUMNS, what="school register")
    rejected: list[RejectedRow] = []
    lines: dict[int, int] = {}
    last = 0
    newest: dt.date | None = None
    for line, row in read_schools(table, rejected=rejected, progress=progress):
        _refuse_second(lines, line, row)
        last = line
        newest = max(filter(None, (newest, row.register_changed_on)), default=None)
    _refuse_empty(lines, rejected)
    if rejected and rejected[-1].line > last and not table.text.ends_with_line_break:
        raise RegisterRefusedError(TRUNCATED, line=rejected[-1].line)
    return CheckedFile(table, len(lines) + len(rejected), tuple(rejected), newest)


def date_in_name(filename: str) -> dt.date | None:
    """16 November 2023 for `edubasealldata20231116.csv`."""
    found = DATE_IN_NAME.search(filename)
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _refuse_second(lines: dict[int, int], line: int, row: SchoolRow) -> None:
    first = lines.setdefault(row.urn, line)
    if first != line:
        raise RegisterRefusedError(
            f"URN {row.urn} is already on line {first:,}. A school may be there once.", line=line
        )


def _refuse_empty(lines: dict[int, int], rejected: list[RejectedRow]) -> None:
    if lines:
        return
    if not rejected:
        raise RegisterRefusedError("The file has a header and no schools.")
    first = rejected[0]
    raise RegisterRefusedError(f"No row of the file can be taken. {first.reason}.", line=first.line)
