"""How a credit note reads, the same on its page and in its PDF. Pure."""

from collections.abc import Sequence
from typing import Any

from essex_portal.money import Money, pounds
from traded_assessment.invoice_words import charges_or_exempts, vat_notes
from traded_assessment.models import CreditNote, CreditNoteLine
from traded_assessment.states import InvoiceKind


def shown_credit_note(note: CreditNote, lines: Sequence[CreditNoteLine], credited_before: Money) -> dict[str, Any]:
    """The context of every template that shows a credit note.

    `credited_before`: pounds that earlier credit notes had taken off the same invoice.
    """
    left = note.invoice.gross - credited_before - note.gross
    return {
        "note": note,
        "invoice": note.invoice,
        "customer": note.invoice.customer,
        "supplier": note.supplier,
        "lines": lines,
        "references": list(dict.fromkeys(line.invoice_line.order_reference for line in lines)),
        "credited_before": credited_before,
        "left": left,
        "money": what_happens(note.invoice.kind, note.invoice.number, left),
        "vat_notes": vat_notes(lines),
        "vat_number": note.supplier["vat_number"] if charges_or_exempts(lines) else "",
    }


def what_happens(kind: str, number: str, left: Money) -> list[str]:
    """What becomes of the money, in sentences that stay true whatever is paid later. `left`: what is now asked for."""
    if kind == InvoiceKind.RECHARGE:
        return ["The council puts the amount back to your school’s budget by journal. There is nothing for you to do."]
    if left:
        asks = f"Invoice {number} now asks for {pounds(left)} in all, whatever has been paid towards it."
    else:
        asks = f"Invoice {number} now asks for nothing."
    return [
        asks,
        "If you have paid more than that, the difference is in credit: finance pays it back, or uses it for another "
        "of your invoices.",
    ]
