"""What an electronic invoice or credit note says, without saying how. Amounts in pounds, dates inclusive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from essex_portal.money import Money
from traded_assessment.states import VatCategory


class DocumentKind(StrEnum):
    """The document type codes of EN 16931 (UNTDID 1001)."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


@dataclass(frozen=True)
class ElectronicAddress:
    """Where Peppol delivers: an identifier and the scheme it belongs to. Source: domain.md B22."""

    scheme: str
    identifier: str

    def __bool__(self) -> bool:
        return bool(self.scheme and self.identifier)


NOWHERE = ElectronicAddress("", "")


@dataclass(frozen=True)
class Contact:
    name: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Party:
    """The council or who pays. `identifier` is one that needs no scheme, such as a URN."""

    name: str
    address: tuple[str, ...]
    country: str = "GB"
    identifier: str = ""
    vat_number: str = ""
    electronic_address: ElectronicAddress = NOWHERE
    contact: Contact = Contact()


@dataclass(frozen=True)
class Account:
    """Where to pay. `number` is an IBAN, or sort code and account number; `bank` is a BIC."""

    name: str = ""
    number: str = ""
    bank: str = ""


@dataclass(frozen=True)
class Item:
    """A line. `rule` is how its price came about; `reason` why no VAT is charged."""

    description: str
    quantity: int
    unit_price: Money
    net: Money
    category: VatCategory
    rate: Money
    vat: Money
    reason: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Preceding:
    """The invoice that a credit note takes from."""

    number: str
    issued_on: date


@dataclass(frozen=True)
class EDocument:
    """An issued invoice or credit note as facts. A credit note's amounts are above nought, as the standard has them."""

    kind: DocumentKind
    number: str
    issued_on: date
    due_on: date | None
    supplier: Party
    customer: Party
    items: tuple[Item, ...]
    net: Money
    vat: Money
    gross: Money
    account: Account = Account()
    buyer_reference: str = ""
    purchase_order: str = ""
    payment_terms: str = ""
    note: str = ""
    preceding: Preceding | None = None

    @property
    def categories(self) -> frozenset[VatCategory]:
        return frozenset(item.category for item in self.items)

    @property
    def outside_scope(self) -> bool:
        """Whether it is outside the scope of VAT, so that it carries nobody's VAT number. Source: domain.md B22."""
        return VatCategory.OUTSIDE_SCOPE in self.categories


SCHEMES: Mapping[str, str] = {
    "9932": "UK VAT number",
    "0088": "Global Location Number (GLN)",
    "0060": "D-U-N-S number",
}
"""Schemes of electronic addresses that the forms offer. Peppol knows more; one more is one more row here."""
