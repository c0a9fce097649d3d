from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from essex_portal.tracker.sheets.columns import NEEDED, Column
from essex_portal.ui.table_files import Table, TableRefused, day_of


@dataclass(frozen=True)
class SheetRow:
    """One filled-in line, as it was written. `line` counts from 1, headings included."""

    line: int
    programme: str
    reference: str
    seen: str
    delivery: str
    why: str
    impact: str
    percent: str
    forecast: str
    contradiction: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def base(self) -> int | None:
        """The update that had been the latest when the sheet was downloaded; None when there was none."""
        return int(self.seen) if self.seen.isascii() and self.seen.isdigit() and int(self.seen) else None

    @property
    def forecast_on(self) -> date | None:
        """Raises ValueError, with words for the person, for text that is no date."""
        return day_of(self.forecast)

    @property
    def percentage(self) -> int | None:
        """Raises ValueError, with words for the person, for text that is no number from 0 to 100."""
        number = self.percent.removesuffix("%").strip()
        if not number:
            return None
        if not (number.isascii() and number.isdigit() and int(number) <= 100):
            raise ValueError(f"“{self.percent}” is no percentage. Write a whole number from 0 to 100.")
        return int(number)


def read_rows(table: Table) -> list[SheetRow]:
    """The lines in which somebody filled something in. Raises TableRefused when a column is gone or renamed."""
    columns = _columns(table[0] if table else [])
    rows = (_row(line, cells, columns) for line, cells in enumerate(table[1:], start=2))
    return [row for row in rows if row.reference and _is_filled(row)]


def _columns(headings: Sequence[str]) -> dict[Column, int]:
    found = {name: at for at, name in enumerate(headings)}
    missing = [column.value for column in NEEDED if column not in found]
    if missing:
        names = ", ".join(f"“{name}”" for name in missing)
        raise TableRefused(
            f"The sheet lacks the column {names}. Its headings must stay as they were downloaded: download the sheet "
            "again and copy what you filled in into it. Nothing was saved."
        )
    return {column: found[column] for column in NEEDED}


def _row(line: int, cells: Sequence[str], columns: dict[Column, int]) -> SheetRow:
    def cell(column: Column) -> str:
        at = columns[column]
        return cells[at] if at < len(cells) else ""

    return SheetRow(
        line=line, programme=cell(Column.PROGRAMME), reference=cell(Column.REFERENCE).upper(), seen=cell(Column.SEEN),
        delivery=cell(Column.DELIVERY), why=cell(Column.WHY), impact=cell(Column.IMPACT),
        percent=cell(Column.PERCENT), forecast=cell(Column.FORECAST), contradiction=cell(Column.CONTRADICTION),
    )  # fmt: skip


def _is_filled(row: SheetRow) -> bool:
    filled = (row.delivery, row.why, row.impact, row.percent, row.forecast, row.contradiction)
    return any(filled)
