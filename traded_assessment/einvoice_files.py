"""How a worker makes e-invoices: the XML inside a PDF, and the Peppol file. Both are checked before they are kept."""

import logging
from typing import TYPE_CHECKING, Any

from essex_portal.documents.access import may_open
from essex_portal.documents.makers import MadeFile, maker
from essex_portal.documents.models import Document
from essex_portal.jobs.services import JobError, Progress
from traded_assessment.access import sees_invoice
from traded_assessment.einvoice import DocumentKind, EDocument, Standard, lacks_of
from traded_assessment.einvoice.lacks import words_of
from traded_assessment.models import CreditNote, Invoice
from traded_assessment.queries.einvoices import UBL
from traded_assessment.services.einvoicing import to_send

if TYPE_CHECKING:
    from essex_portal.documents.archiving import Carried

log = logging.getLogger("portal.einvoices")

XML = "application/xml"


def carried_by(document: EDocument) -> "Carried | None":
    """The XML for inside the document's PDF; None when it lacks something, and its PDF goes without.

    A school must be able to pay, so what only our own rules would have to know never keeps a PDF back: it is logged.
    """
    from traded_assessment.einvoice.embedding import embedded
    from traded_assessment.einvoice.syntax import as_factur_x
    from traded_assessment.einvoice_checks import Format, NotValid, checked

    if lacks_of(document, Standard.EN_16931):
        return None
    try:
        xml = checked(as_factur_x(document), Format.FACTUR_X)
    except NotValid as error:
        log.error("embedded e-invoice not valid", extra={"number": document.number, "findings": str(error)})
        return None
    return embedded(xml, issued_on=document.issued_on)


@maker(UBL)
def make_ubl(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the `number` of an invoice or a credit note."""
    from traded_assessment.einvoice.syntax import as_peppol
    from traded_assessment.einvoice_checks import Format, NotValid, checked

    facts = to_send(_document(document.parameters["number"]))
    if lacks := lacks_of(facts):
        raise JobError(words_of(lacks))
    form = Format.PEPPOL_INVOICE if facts.kind == DocumentKind.INVOICE else Format.PEPPOL_CREDIT_NOTE
    try:
        return MadeFile(checked(as_peppol(facts), form), XML)
    except NotValid as error:
        raise JobError(f"The e-invoice breaks rules of Peppol, and was not kept. {error}") from error


@may_open(UBL)
def may_open_ubl(user: Any, document: Document) -> bool:
    found = _document(document.parameters["number"])
    return sees_invoice(user, found if isinstance(found, Invoice) else found.invoice)


def _document(number: str) -> Invoice | CreditNote:
    """The invoice or the credit note of a number."""
    note = CreditNote.objects.select_related("invoice__school").filter(number=number).first()
    return note or Invoice.objects.select_related("school").get(number=number)
