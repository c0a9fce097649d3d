"""The spreadsheet that officers fill in: its columns, and its rows read back. Pure: no ORM, no clock."""

from essex_portal.tracker.sheets.columns import COLUMNS, FILLED_IN, Column
from essex_portal.tracker.sheets.reading import SheetRow, read_rows

__all__ = ["COLUMNS", "FILLED_IN", "Column", "SheetRow", "read_rows"]
