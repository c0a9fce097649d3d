"""Asking for the Peppol file of an issued invoice or credit note."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.documents.models import Document
from essex_portal.documents.services import request_document
from essex_portal.money import ZERO
from traded_assessment.einvoice import DocumentKind, EDocument, ElectronicAddress, Item, Lack, Party, lacks_of
from traded_assessment.einvoice.lacks import words_of
from traded_assessment.models import BillingTerms, CreditNote, Invoice, SupplierDetails
from traded_assessment.queries.einvoices import (
    UBL,
    Routing,
    account_of,
    council_of,
    document_of_credit_note,
    document_of_invoice,
    is_sent,
    key_of,
    routing_of,
    sent,
)
from traded_assessment.services.printed import as_printed
from traded_assessment.states import VatCategory


class Incomplete(Exception):
    """No file was asked for; `lacks` says what is missing, and `str()` says it in one sentence."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__(words_of(lacks))
        self.lacks = lacks


class NoEInvoice(Exception):
    def __init__(self) -> None:
        super().__init__("A recharge is settled by journal inside the council. It has no e-invoice.")


@transaction.atomic
def request_e_invoice(*, document: Invoice | CreditNote, by: Any) -> Document:
    """Ask a worker for the Peppol file of an issued invoice or credit note, once however often it is asked.

    Raises Incomplete, NoEInvoice, PermissionDenied.
    """
    if not holds(by, Permission.EXPORT_INVOICES):
        raise PermissionDenied
    if not is_sent(invoice_behind(document)):
        raise NoEInvoice
    if lacks := lacks_of(to_send(document)):
        raise Incomplete(lacks)
    record(event="invoice.peppol_file_requested", target=document, by=by)
    return _request(document, by)


def request_where_complete(document: Invoice | CreditNote) -> None:
    """Ask for the Peppol file when nothing is missing for it; the portal does so once the PDF is kept."""
    if is_sent(invoice_behind(document)) and not lacks_of(to_send(document)):
        _request(document, None)


def invoice_behind(document: Invoice | CreditNote) -> Invoice:
    """The invoice itself, or the one that a credit note takes from."""
    return document.invoice if isinstance(document, CreditNote) else document


def lacking_before_issue(
    *, supplier: SupplierDetails, terms: BillingTerms, categories: Iterable[VatCategory], purchase_order: str
) -> list[Lack]:
    """What an invoice would lack if it were issued with these details, for a rehearsal. No query.

    For a customer with an electronic address everything that Peppol needs; for any other the VAT number alone, which
    every invoice with VAT or an exempt supply must show. Source: domain.md B6, B22.
    """
    customer = ElectronicAddress(terms.endpoint_scheme, terms.endpoint_id)
    document = EDocument(
        kind=DocumentKind.INVOICE,
        number="0",
        issued_on=supplier.valid_from,
        due_on=supplier.valid_from,
        supplier=council_of(as_printed(supplier)),
        customer=Party("Customer", ("Address",)),
        items=tuple(Item("Line", 1, ZERO, ZERO, one, ZERO, ZERO, reason="Reason") for one in categories),
        net=ZERO,
        vat=ZERO,
        gross=ZERO,
        account=account_of(as_printed(supplier)["bank"]),
        purchase_order=purchase_order,
    )
    council = ElectronicAddress(supplier.endpoint_scheme, supplier.endpoint_id)
    lacks = lacks_of(sent(document, Routing(council, customer, terms.buyer_reference)))
    return lacks if customer else [lack for lack in lacks if lack.rule == "BR-S-02"]


def to_send(document: Invoice | CreditNote) -> Any:
    """The facts that go into the Peppol file, as of now."""
    if isinstance(document, CreditNote):
        return sent(document_of_credit_note(document, list(document.lines.all())), routing_of(document.invoice))
    return sent(document_of_invoice(document, list(document.lines.all())), routing_of(document))


def _request(document: Invoice | CreditNote, by: Any) -> Document:
    number = document.number
    return request_document(
        kind=UBL, key=key_of(number), parameters={"number": number}, filename=f"{number}.xml", by=by
    )
