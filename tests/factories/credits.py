"""Credits of invoiced lines, made by the real service."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from traded_assessment.models import CreditNote, Invoice
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.states import CreditKind

CREDITED_AT = datetime(2021, 11, 20, 9, 30, tzinfo=UTC)


def make_credit_note(
    invoice: Invoice,
    nets: Mapping[int, int | Decimal] | None = None,
    *,
    by: Any = None,
    now: datetime = CREDITED_AT,
    reason: str = "The trainer was ill",
) -> CreditNote:
    """A credit note; `nets` are pounds by the line's position, and all of every line if left out."""
    lines = invoice.lines.select_related("order_line__order__placed_by")
    chosen = [line for line in lines if nets is None or line.position in nets]
    off = [
        Off(line.order_line, line.net if nets is None else Decimal(nets[line.position]), f"Line {line.position}")
        for line in chosen
    ]
    by = by or chosen[0].order_line.order.placed_by
    [note] = credit_lines(off=off, kind=CreditKind.GOODWILL, reason=reason, by=by, now=now)
    return note
