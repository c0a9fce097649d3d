"""Invoices and credit notes as e-invoices: the facts out of the rows, what they lack, and where the file is.

What the document says is frozen with it. Where it goes - the electronic addresses and the buyer's own reference - is
as of now, so that finance can mend it and send an invoice that is issued already.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models.functions import Now

from essex_portal.documents.models import Document
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import counted
from traded_assessment.einvoice import (
    Account,
    Contact,
    DocumentKind,
    EDocument,
    ElectronicAddress,
    Item,
    Lack,
    Party,
    Preceding,
    Standard,
    lacks_of,
)
from traded_assessment.einvoice.lacks import words_of
from traded_assessment.models import BillingTerms, CreditNote, CreditNoteLine, Invoice, InvoiceLine, SupplierDetails
from traded_assessment.models.orders import Line
from traded_assessment.states import InvoiceKind, VatCategory

UBL = "invoice_ubl"
PDF_HOLDS_DATA = "The PDF holds the same as data (EN 16931)."
PROVISIONAL = "The VAT treatment is provisional until the council’s VAT officer confirms it."


@dataclass(frozen=True)
class Routing:
    """Where an e-invoice comes from and goes to, as of now."""

    supplier: ElectronicAddress
    customer: ElectronicAddress
    buyer_reference: str
    supplier_identifier: str = ""


@dataclass(frozen=True)
class EInvoice:
    """What a page shows: the Peppol file, or else what it lacks; and whether the PDF holds the same as data."""

    number: str
    document: Document | None
    lacks: list[Lack]
    pdf_lacks: list[Lack]

    @property
    def pdf_words(self) -> str:
        return f"The PDF holds no data. {words_of(self.pdf_lacks)}" if self.pdf_lacks else PDF_HOLDS_DATA


def is_sent(invoice: Invoice) -> bool:
    """Whether the invoice and its credit notes go as e-invoices; a recharge is settled by journal, in house."""
    return invoice.kind == InvoiceKind.INVOICE


def e_invoice_of(invoice: Invoice, lines: Sequence[InvoiceLine]) -> EInvoice | None:
    """How an issued invoice stands as an e-invoice; None for a recharge. Three queries at most."""
    if not is_sent(invoice):
        return None
    return _standing(document_of_invoice(invoice, lines), ubl_of(invoice.number), invoice)


def e_invoice_of_credit_note(note: CreditNote, lines: Sequence[CreditNoteLine]) -> EInvoice | None:
    """How an issued credit note stands as one; its invoice is loaded with it. None for that of a recharge."""
    if not is_sent(note.invoice):
        return None
    return _standing(document_of_credit_note(note, lines), ubl_of(note.number), note.invoice)


def _standing(document: EDocument, file: Document | None, invoice: Invoice) -> EInvoice:
    lacks = [] if file else lacks_of(sent(document, routing_of(invoice)))
    return EInvoice(document.number, file, lacks, lacks_of(document, Standard.EN_16931))


def document_of_invoice(invoice: Invoice, lines: Sequence[InvoiceLine]) -> EDocument:
    """What an issued invoice says, out of what was frozen with it."""
    return EDocument(
        kind=DocumentKind.INVOICE,
        due_on=invoice.due_on,
        payment_terms=_terms_in_words(invoice.supplier),
        **_shared(invoice, invoice, lines),
    )


def document_of_credit_note(note: CreditNote, lines: Sequence[CreditNoteLine]) -> EDocument:
    """What an issued credit note says; its invoice is loaded with it."""
    invoice = note.invoice
    facts = _shared(note, invoice, lines)
    facts["note"] = f"{note.reason.rstrip('.')}. {facts['note']}"
    return EDocument(
        kind=DocumentKind.CREDIT_NOTE, due_on=None, preceding=Preceding(invoice.number, invoice.issued_on), **facts
    )


def sent(document: EDocument, routing: Routing) -> EDocument:
    """The document with where it goes, as Peppol needs it."""
    supplier = replace(
        document.supplier,
        electronic_address=routing.supplier,
        identifier=document.supplier.identifier or routing.supplier_identifier,
    )
    customer = replace(document.customer, electronic_address=routing.customer)
    return replace(document, supplier=supplier, customer=customer, buyer_reference=routing.buyer_reference)


def routing_of(invoice: Invoice) -> Routing:
    """Where the invoice and its credit notes go now. Two queries."""
    council = SupplierDetails.objects.filter(valid_from__lte=Now()).first() or SupplierDetails()
    terms = _terms_for(invoice.school, invoice.payer_id)
    return Routing(
        supplier=ElectronicAddress(council.endpoint_scheme, council.endpoint_id),
        customer=ElectronicAddress(terms.endpoint_scheme, terms.endpoint_id),
        buyer_reference=terms.buyer_reference,
        supplier_identifier=council.identifier,
    )


def lacking(invoice: Invoice, *standards: Standard) -> list[Lack]:
    """What an issued or unsaved invoice lacks to be an e-invoice, for the standards or for all of them.

    For `Standard.EN_16931` alone it needs no query beyond the lines. Source: domain.md B22.
    """
    document = document_of_invoice(invoice, list(invoice.lines.all()))
    if standards != (Standard.EN_16931,):
        document = sent(document, routing_of(invoice))
    return lacks_of(document, *standards)


def ubl_of(number: str) -> Document | None:
    """The Peppol file of an invoice or a credit note, in whatever state; None when nobody asked for it yet."""
    return Document.objects.filter(key=key_of(number)).first()


def key_of(number: str) -> str:
    """One file a document, however often it is asked for."""
    return f"{UBL}:{number}"


def _terms_for(school: Organisation | None, payer_id: int) -> BillingTerms:
    """The school's own; of an invoice for several schools, those that say most of their payer."""
    if school is not None:
        found = BillingTerms.objects.filter(school=school)
    else:
        found = BillingTerms.objects.filter(payer_id=payer_id, together=True).order_by("-endpoint_id", "pk")
    return found.first() or BillingTerms()


def _shared(document: Any, invoice: Invoice, lines: Sequence[Line]) -> dict[str, Any]:
    """What an invoice and a credit note say alike; the customer and the references are the invoice's."""
    return {
        "number": document.number,
        "issued_on": document.issued_on,
        "supplier": council_of(document.supplier),
        "customer": _customer(invoice.customer),
        "items": tuple(map(_item, lines)),
        "net": document.net,
        "vat": document.vat,
        "gross": document.gross,
        "account": account_of(document.supplier["bank"]),
        "purchase_order": invoice.purchase_order,
        "note": _note(invoice, lines),
    }


def council_of(printed: dict[str, Any]) -> Party:
    """The council as a document printed it."""
    return Party(
        name=printed["name"],
        address=tuple(printed["address"]),
        identifier=printed.get("identifier", ""),
        vat_number=printed["vat_number"],
        contact=Contact(printed["contact"], printed.get("contact_telephone", ""), printed.get("contact_email", "")),
    )


def _customer(printed: dict[str, Any]) -> Party:
    return Party(name=printed["name"], address=tuple(printed["address"]), identifier=str(printed["urn"] or ""))


def account_of(bank: dict[str, Any]) -> Account:
    """By IBAN where there is one, else by sort code and account number."""
    if bank.get("iban"):
        return Account(bank["account_name"], bank["iban"].replace(" ", ""), bank.get("bic", ""))
    return Account(bank["account_name"], f"{bank['sort_code']} {bank['account_number']}".strip())


def _item(line: Line) -> Item:
    """The school stands before the rule where one invoice bills several."""
    school = getattr(line, "school_name", "")
    return Item(
        description=line.description,
        quantity=line.quantity,
        unit_price=line.unit_price,
        net=line.net,
        category=VatCategory(line.vat_category),
        rate=line.vat_rate,
        vat=line.vat,
        reason=line.vat_reason,
        rule=f"{school}. {line.rule}" if school else line.rule,
    )


def _note(invoice: Invoice, lines: Sequence[Line]) -> str:
    words = f"{'Booking' if len(invoice.references) == 1 else 'Bookings'} {', '.join(invoice.references)}."
    return f"{words} {PROVISIONAL}" if any(line.vat_provisional for line in lines) else words


def _terms_in_words(supplier: dict[str, Any]) -> str:
    return f"Payment is due within {counted(supplier['payment_days'], 'day,days')} of the date of this invoice."
