"""How a worker makes the training side's documents, and who may open them."""

from typing import Any

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.documents.access import may_open
from essex_portal.documents.makers import MadeFile, maker
from essex_portal.documents.models import Document
from essex_portal.jobs.services import Progress
from essex_portal.organisations.models import Organisation
from traded_assessment.access import sees, sees_invoice
from traded_assessment.attendance_sheet import sheet_pdf
from traded_assessment.certificate_pdf import certificate_pdf
from traded_assessment.credit_note_emails import email_credit_note_ready
from traded_assessment.delivery_emails import email_certificate_ready
from traded_assessment.invoice_emails import email_invoice_ready
from traded_assessment.invoice_pdf import credit_note_pdf, invoice_pdf
from traded_assessment.models import Certificate, CreditNote, ExportMappingVersion, Invoice, InvoiceRun, TrainingSession
from traded_assessment.queries.attendance import sheet_of
from traded_assessment.queries.credit_notes import credited_before, lines_of
from traded_assessment.services.einvoicing import request_where_complete
from traded_assessment.services.export_batches import content_of
from traded_assessment.services.invoice_zip import zip_of
from traded_assessment.services.run_manifests import manifest_of
from traded_assessment.services.statements import may_see_statement
from traded_assessment.statement_pdf import statement_pdf

PDF = "application/pdf"
ZIP = "application/zip"
CSV = "text/csv; charset=utf-8"
PLAIN = "application/octet-stream"
"""A ledger's file: its encoding is the mapping's."""


@maker("invoice_pdf")
def make_invoice_pdf(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the invoice's `number`. Once it is kept, headteachers are told of what others ordered, and the
    Peppol file is asked for.
    """
    whole = Invoice.objects.select_related("school", "rehearsed_bill").prefetch_related("lines")
    invoice = whole.get(number=document.parameters["number"])
    content = invoice_pdf(invoice, list(invoice.lines.all()))
    return MadeFile(content, PDF, when_stored=lambda: _follow_up(invoice, content))


def _follow_up(invoice: Invoice, content: bytes) -> None:
    email_invoice_ready(invoice, content)
    request_where_complete(invoice)


@may_open("invoice_pdf")
def may_open_invoice(user: Any, document: Document) -> bool:
    invoice = Invoice.objects.select_related("school").filter(document=document).first()
    return invoice is not None and sees_invoice(user, invoice)


@maker("credit_note_pdf")
def make_credit_note_pdf(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the credit note's `number`. Once it is kept, the school is told, and the Peppol file asked for."""
    note = CreditNote.objects.select_related("invoice__school").get(number=document.parameters["number"])
    content = credit_note_pdf(note, lines_of(note), credited_before(note))
    return MadeFile(content, PDF, when_stored=lambda: _follow_up_credit(note))


def _follow_up_credit(note: CreditNote) -> None:
    email_credit_note_ready(note)
    request_where_complete(note)


@may_open("credit_note_pdf")
def may_open_credit_note(user: Any, document: Document) -> bool:
    note = CreditNote.objects.select_related("invoice__school").filter(document=document).first()
    return note is not None and sees_invoice(user, note.invoice)


@maker("statement_pdf")
def make_statement(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: all that it says, as `services.statements` froze it."""
    return MadeFile(statement_pdf(document.parameters, document.key), PDF)


@may_open("statement_pdf")
def may_open_statement(user: Any, document: Document) -> bool:
    organisation = Organisation.objects.filter(pk=document.parameters["organisation"]).first()
    return organisation is not None and may_see_statement(user, organisation)


@maker("attendance_sheet")
def make_attendance_sheet(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the id of the `session`."""
    session = TrainingSession.objects.select_related("course").get(pk=document.parameters["session"])
    return MadeFile(sheet_pdf(session, sheet_of(session)), PDF)


@may_open("attendance_sheet")
def may_open_sheet(user: Any, document: Document) -> bool:
    return holds(user, Permission.MANAGE_TRAINING)


@maker("export_batch")
def make_export_batch(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the id of the mapping's `version`, and the `ids` of the rows."""
    version = ExportMappingVersion.objects.get(pk=document.parameters["version"])
    kind = ZIP if version.definition.zipped else PLAIN
    return MadeFile(content_of(version, document.parameters["ids"]), kind)


@may_open("export_batch")
def may_open_export_batch(user: Any, document: Document) -> bool:
    return holds(user, Permission.VIEW_INVOICES)


@maker("invoice_run_manifest")
def make_run_manifest(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the id of the `run`, whose PDFs are all made."""
    return MadeFile(manifest_of(InvoiceRun.objects.get(pk=document.parameters["run"])), CSV)


@may_open("invoice_run_manifest")
def may_open_manifest(user: Any, document: Document) -> bool:
    return holds(user, Permission.VIEW_INVOICES)


@maker("invoices_zip")
def make_invoices_zip(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the ids of the `invoices`."""
    return MadeFile(zip_of(document.parameters["invoices"], progress), ZIP)


@may_open("invoices_zip")
def may_open_export(user: Any, document: Document) -> bool:
    return holds(user, Permission.EXPORT_INVOICES)


@maker("certificate_pdf")
def make_certificate_pdf(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the certificate's `code`. The person is told where it is, once it is kept."""
    related = ("attendee__booking__order__placed_by", "attendee__booking__training_session__course")
    certificate = Certificate.objects.select_related(*related).get(code=document.parameters["code"])
    return MadeFile(
        certificate_pdf(certificate), PDF, when_stored=lambda: email_certificate_ready(certificate.attendee)
    )


@may_open("certificate_pdf")
def may_open_certificate(user: Any, document: Document) -> bool:
    found = Certificate.objects.select_related("attendee__booking__school").filter(document=document).first()
    return found is not None and sees(user, Permission.VIEW_SCHOOL_BOOKINGS, found.attendee.booking.school)
