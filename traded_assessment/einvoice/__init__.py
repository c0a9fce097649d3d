"""Invoices and credit notes as data: EN 16931 in the PDF (Factur-X), Peppol BIS Billing 3.0 as a file. Pure.

`facts` says what such a document holds, `lacks` what one still needs, `terms` how the standard calls it, `syntax`
writes it. `einvoice_checks` holds the result to the published schemas and rules. Only workers write and check: the
libraries for that are loaded inside functions.
"""

from traded_assessment.einvoice.facts import (
    Account,
    Contact,
    DocumentKind,
    EDocument,
    ElectronicAddress,
    Item,
    Party,
    Preceding,
)
from traded_assessment.einvoice.identifiers import address_choices, address_fault
from traded_assessment.einvoice.lacks import Lack, Standard, lacks_of

__all__ = [
    "Account",
    "Contact",
    "DocumentKind",
    "EDocument",
    "ElectronicAddress",
    "Item",
    "Lack",
    "Party",
    "Preceding",
    "Standard",
    "address_choices",
    "address_fault",
    "lacks_of",
]
