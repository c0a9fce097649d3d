"""How amounts and VAT read on an invoice, the same on its page and in its PDF. Pure."""

from collections.abc import Iterable
from typing import Protocol

from essex_portal.money import Money, money
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


def pence(amount: Money) -> str:
    """`£1,234.50`, always with pence, so that a column of them lines up."""
    return f"£{money(amount):,.2f}"


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
        reason = line.vat_reason.rstrip(".")
        sentences.append(f"{category.label}{': ' if reason else ''}{reason}.")
    if line.vat_provisional:
        sentences.append("This VAT treatment is provisional until the council’s VAT officer confirms it.")
    return sentences
