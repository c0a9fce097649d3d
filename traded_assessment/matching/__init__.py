"""Which payment in a bank's file is for which invoice. Pure: bytes, rows and facts in, proposals out.

`reading` makes a table of a file, `columns` makes payments of the table, `proposing` finds their invoices.
"""

from traded_assessment.matching.columns import BankRow, Columns, DateOrder, bank_rows, guess_columns
from traded_assessment.matching.proposing import Doubt, OpenInvoice, Proposal, allocate, numbers_in, propose
from traded_assessment.matching.reading import Sheet, read_sheet

__all__ = [
    "BankRow",
    "Columns",
    "DateOrder",
    "Doubt",
    "OpenInvoice",
    "Proposal",
    "Sheet",
    "allocate",
    "bank_rows",
    "guess_columns",
    "numbers_in",
    "propose",
    "read_sheet",
]
