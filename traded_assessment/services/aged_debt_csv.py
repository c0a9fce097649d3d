"""The invoices behind aged debt as CSV."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from traded_assessment.ageing import Debt, bucket_of
from traded_assessment.services.exports import BYTE_ORDER_MARK, defused

HEADINGS = ("Invoice number", "School", "Payer", "Quadrant", "Customer", "Issued", "Due", "Total", "Owed", "Age")


def debts_csv(debts: Iterable[Debt], as_at: date) -> str:
    """One line an invoice, safe to open as a sheet. Source: domain.md B20."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for debt in debts:
        row = (
            debt.number, debt.school, debt.payer, debt.quadrant, debt.tier, debt.issued_on, debt.due_on, debt.gross,
            debt.owed, bucket_of(debt, as_at).words,
        )  # fmt: skip
        writer.writerow([defused(value) for value in row])
    return BYTE_ORDER_MARK + out.getvalue()
