"""How an invoice reads, the same on its page and in its PDF. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from essex_portal.money import Money, money
from traded_assessment.models import Invoice, InvoiceLine
from traded_assessment.states import VatCategory

TREATMENTS = {
    VatCategory.ZERO: "0%",
    VatCategory.EXEMPT: "Exempt",
    VatCategory.OUTSIDE_SCOPE: "Outside scope",
}


class TaxedLine(Protocol):
    vat_category: str
    vat_rate: Money
    vat_reason: str
    vat_provisional: bool


def shown(invoice: Invoice, lines: Sequence[InvoiceLine]) -> dict[str, Any]:
    """The context of every template that shows an invoice."""
    return {
        "invoice": invoice,
        "customer": invoice.customer,
        "supplier": invoice.supplier,
        "lines": lines,
        "vat_notes": vat_notes(lines),
        "vat_number": invoice.supplier["vat_number"] if charges_or_exempts(lines) else "",
    }


def pence(amount: Money) -> str:
    """`£1,234.50`, always with pence, so that a column of them lines up."""
    return f"£{money(amount):,.2f}"


def balance(amount: Money) -> str:
    """`£55.00` that is owed, or `£5.00 in credit`."""
    return f"{pence(-amount)} in credit" if amount < 0 else pence(amount)


def vat_treatment(line: TaxedLine) -> str:
    """What the VAT column says: `20%`, `Exempt`. Source: domain.md B6."""
    return TREATMENTS.get(VatCategory(line.vat_category)) or f"{line.vat_rate.normalize():f}%"


def vat_notes(lines: Iterable[TaxedLine]) -> list[str]:
    """Why no VAT is charged, and what is provisional, once for each treatment. Source: domain.md B6, B13."""
    notes = (" ".join(_sentences(line)) for line in lines)
    return [note for note in dict.fromkeys(notes) if note]


def charges_or_exempts(lines: Iterable[TaxedLine]) -> bool:
    """Whether the supplier's VAT number belongs on the document. Source: domain.md B6, B22 (BR-O-02)."""
    return any(line.vat_category != VatCategory.OUTSIDE_SCOPE for line in lines)


def _sentences(line: TaxedLine) -> list[str]:
    category = VatCategory(line.vat_category)
    sentences = []
    if category != VatCategory.STANDARD:
        sentences.append(_reason(category, line.vat_reason.rstrip(".")))
    if line.vat_provisional:
        sentences.append("This VAT treatment is provisional until the council’s VAT officer confirms it.")
    return sentences


def _reason(category: VatCategory, reason: str) -> str:
    """The treatment with its reason, not said twice when the reason begins with it."""
    if reason.lower().startswith(category.label.lower()):
        return f"{reason}."
    return f"{category.label}: {reason}." if reason else f"{category.label}."
