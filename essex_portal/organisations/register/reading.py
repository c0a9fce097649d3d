"""CSV rows by header name, in whatever order the columns come, refused as a whole when the file is not whole."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import BinaryIO

from essex_portal.organisations.register.refusals import RegisterRefusedError, RowRejectedError
from essex_portal.organisations.register.text import TextFile, open_text

Progress = Callable[[int, int], None]

LINES_BETWEEN_REPORTS = 2000
TRUNCATED = "The file ends in the middle of a row: it was cut off. Download it again."
# Letters that were cp1252 once and went through a wrong conversion: the register has some.
REPAIRS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


@dataclass(frozen=True)
class Table:
    """A CSV file whose header is known to hold the wanted columns."""

    text: TextFile
    columns: tuple[str, ...]
    positions: tuple[int, ...]
    width: int

    def rows(self, progress: Progress | None = None) -> Iterator["RawRow"]:
        """The rows in the file's order, each when it is asked for. Raises RegisterRefusedError for a broken file."""
        pick = itemgetter(*self.positions)
        rows = _with_last(_csv_rows(self.text))
        next(rows)  # the header
        for line, cells, is_last in rows:
            if progress and line % LINES_BETWEEN_REPORTS == 0:
                progress(line, self.text.line_count)
            if is_last and len(cells) < self.width:
                raise RegisterRefusedError(TRUNCATED, line=line)
            fits = len(cells) >= self.width and not any(cells[self.width :])
            values = pick(cells) if fits else ()
            yield RawRow(line, tuple(_clean(value) for value in values), len(cells), self.width)


@dataclass(frozen=True, slots=True)
class RawRow:
    """The wanted cells of one row. `line` is the one that the row begins on; row 1 is the header."""

    line: int
    cells: tuple[str, ...]
    found: int
    expected: int

    def check_width(self) -> None:
        if not self.cells:
            raise RowRejectedError(
                f"The row has {self.found} values and the header {self.expected}, so none can be told apart"
            )


def open_table(file: BinaryIO, *, columns: Sequence[str], what: str) -> Table:
    """Look a file over and read its header. `what` names the kind of file in refusals ("school register").

    Raises RegisterRefusedError with all the missing columns by name.
    """
    text = open_text(file)
    header_line, header, _ = next(_with_last(_csv_rows(text)), (1, [], True))
    names = [_folded(name) for name in header]
    _check_header(header_line, names, columns, what)
    return Table(text, tuple(columns), tuple(names.index(_folded(name)) for name in columns), len(names))


def _check_header(line: int, names: list[str], columns: Sequence[str], what: str) -> None:
    missing = [column for column in columns if _folded(column) not in names]
    if len(missing) == len(columns):
        raise RegisterRefusedError(f"This is not a {what} file. {_hint(names)}", line=line)
    if missing:
        raise RegisterRefusedError(f"These columns of a {what} file are missing: {', '.join(missing)}.", line=line)
    twice = [column for column in columns if names.count(_folded(column)) > 1]
    if twice:
        raise RegisterRefusedError(f"Two columns have the same name: {', '.join(twice)}.", line=line)


def _hint(names: list[str]) -> str:
    if len(names) == 1 and re.search("[;\t|]", names[0]):
        return "Its values are not separated by commas. Save it as CSV with commas."
    return "None of the columns that it should have is in its first line."


def _csv_rows(text: TextFile) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.lines(), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise RegisterRefusedError(_broken(str(error)), line=line) from None


def _broken(error: str) -> str:
    if "unexpected end" in error:
        return TRUNCATED
    if "field larger" in error:
        return "A quotation mark is opened here and not closed: the file is damaged. Download it again."
    return "The row’s quotation marks are wrong: the file is damaged. Download it again."


def _with_last(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str], bool]]:
    """Each row with whether it is the last."""
    before: tuple[int, list[str]] | None = None
    for row in rows:
        if before:
            yield *before, False
        before = row
    if before:
        yield *before, True


def _clean(cell: str) -> str:
    if not cell.isascii():
        cell = cell.translate(REPAIRS)
    return " ".join(cell.split())


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
