"""What an invoice still needs before it can be an e-invoice, in words for finance. Source: domain.md B6, B22."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from traded_assessment.einvoice.facts import DocumentKind, EDocument, ElectronicAddress
from traded_assessment.einvoice.identifiers import address_fault
from traded_assessment.states import VatCategory


class Standard(StrEnum):
    """What the file in the PDF must meet, and what Peppol asks beyond it."""

    EN_16931 = "en16931"
    PEPPOL = "peppol"


class Place(StrEnum):
    """Where finance mends it."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    VAT_RULES = "vat_rules"
    ORDER = "order"
    SERVER = "server"


@dataclass(frozen=True)
class Lack:
    """One thing missing: which field, in words, where it is entered, and the rule that asks for it."""

    standard: Standard
    field: str
    words: str
    place: Place
    rule: str


@dataclass(frozen=True)
class _Need:
    rule: str
    field: str
    words: str
    place: Place
    met: Callable[[EDocument], bool]
    standard: Standard = Standard.EN_16931


def lacks_of(document: EDocument, *standards: Standard) -> list[Lack]:
    """What the document lacks for the standards, all of them when none is named; nothing when it can be made."""
    wanted = standards or tuple(Standard)
    return [
        Lack(need.standard, need.field, need.words, need.place, need.rule)
        for need in NEEDS
        if need.standard in wanted and not need.met(document)
    ]


def words_of(lacks: Iterable[Lack]) -> str:
    """All of them in one sentence, for a job that cannot go on."""
    return "The e-invoice needs: " + "; ".join(lack.words[0].lower() + lack.words[1:] for lack in lacks) + "."


def _has_reasons(document: EDocument) -> bool:
    return all(item.reason for item in document.items if item.category == VatCategory.EXEMPT)


def _names_its_vat_number(document: EDocument) -> bool:
    return document.outside_scope or bool(document.supplier.vat_number)


def _identifies_the_council(document: EDocument) -> bool:
    supplier = document.supplier
    return bool(supplier.identifier or (supplier.vat_number and not document.outside_scope))


def _is_not_mixed(document: EDocument) -> bool:
    return not document.outside_scope or len(document.categories) == 1


def _has_good_address(address: ElectronicAddress) -> bool:
    return bool(address) and not address_fault(address)


NEEDS = (
    _Need("BR-06", "Name of the council", "The council’s name", Place.SUPPLIER, lambda d: bool(d.supplier.name)),
    _Need(
        "BR-08", "Address of the council", "The council’s address", Place.SUPPLIER, lambda d: bool(d.supplier.address)
    ),
    _Need("BR-09", "Country", "The council’s country", Place.SUPPLIER, lambda d: bool(d.supplier.country)),
    _Need("BR-07", "Name of the customer", "The customer’s name", Place.CUSTOMER, lambda d: bool(d.customer.name)),
    _Need(
        "BR-10", "Address of the customer", "The customer’s address", Place.CUSTOMER, lambda d: bool(d.customer.address)
    ),
    _Need(
        "BR-S-02",
        "VAT registration number",
        "The council’s VAT registration number, because VAT is charged or a supply is exempt",
        Place.SUPPLIER,
        _names_its_vat_number,
    ),
    _Need(
        "BR-CO-26",
        "Identifier of the council",
        "An identifier of the council that is no VAT number, because the supply is outside the scope of VAT",
        Place.SUPPLIER,
        _identifies_the_council,
    ),
    _Need("BR-E-10", "Reason", "The reason why the supply is exempt from VAT", Place.VAT_RULES, _has_reasons),
    _Need(
        "BR-O-11",
        "VAT treatment",
        "A document of its own for what is outside the scope of VAT",
        Place.VAT_RULES,
        _is_not_mixed,
    ),
    _Need("BR-CO-25", "Pay by", "The day by which to pay", Place.SUPPLIER, lambda d: bool(d.due_on or _credits(d))),
    _Need(
        "BR-61",
        "Bank account",
        "The bank account to pay to",
        Place.SERVER,
        lambda d: bool(d.account.number or _credits(d)),
    ),
    _Need(
        "BR-55",
        "Invoice",
        "The invoice that the credit note takes from",
        Place.ORDER,
        lambda d: bool(d.preceding or not _credits(d)),
    ),
    _Need(
        "PEPPOL-EN16931-R003",
        "Purchase order or buyer reference",
        "A purchase order number on the invoice, or the customer’s own buyer reference",
        Place.CUSTOMER,
        lambda d: bool(d.purchase_order or d.buyer_reference),
        Standard.PEPPOL,
    ),
    _Need(
        "PEPPOL-EN16931-R010",
        "Electronic address of the customer",
        "The customer’s electronic address (a GLN needs its right check digit)",
        Place.CUSTOMER,
        lambda d: _has_good_address(d.customer.electronic_address),
        Standard.PEPPOL,
    ),
    _Need(
        "PEPPOL-EN16931-R020",
        "Electronic address of the council",
        "The council’s electronic address (a GLN needs its right check digit)",
        Place.SUPPLIER,
        lambda d: _has_good_address(d.supplier.electronic_address),
        Standard.PEPPOL,
    ),
)


def _credits(document: EDocument) -> bool:
    return document.kind == DocumentKind.CREDIT_NOTE
