"""A board pack as a printed report and as a spreadsheet."""

from essex_portal.tracker.board_pack.pdf import board_pack_pdf
from essex_portal.tracker.board_pack.spreadsheet import board_pack_spreadsheet

__all__ = ["board_pack_pdf", "board_pack_spreadsheet"]
