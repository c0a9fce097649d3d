"""Asking for the Peppol file of an issued invoice or credit note."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.documents.models import Document
from essex_portal.documents.services import request_document
from traded_assessment.einvoice import Lack, lacks_of
from traded_assessment.einvoice.lacks import words_of
from traded_assessment.models import CreditNote, Invoice
from traded_assessment.queries.einvoices import (
    UBL,
    document_of_credit_note,
    document_of_invoice,
    key_of,
    routing_of,
    sent,
)


class Incomplete(Exception):
    """No file was asked for; `lacks` says what is missing, and `str()` says it in one sentence."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__(words_of(lacks))
        self.lacks = lacks


@transaction.atomic
def request_e_invoice(*, document: Invoice | CreditNote, by: Any) -> Document:
    """Ask a worker for the Peppol file of an issued invoice or credit note, once however often it is asked.

    Raises Incomplete, PermissionDenied.
    """
    if not holds(by, Permission.EXPORT_INVOICES):
        raise PermissionDenied
    if lacks := lacks_of(to_send(document)):
        raise Incomplete(lacks)
    record(event="invoice.peppol_file_requested", target=document, by=by)
    return _request(document, by)


def request_where_complete(document: Invoice | CreditNote) -> None:
    """Ask for the Peppol file when nothing is missing for it; the portal does so once the PDF is kept."""
    if not lacks_of(to_send(document)):
        _request(document, None)


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
