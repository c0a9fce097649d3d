"""Invoices and credit notes as printed pages. Nothing here knows today: the same rows make the same bytes."""

from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string

from essex_portal.money import Money
from traded_assessment.credit_note_words import shown_credit_note
from traded_assessment.einvoice_files import carried_by
from traded_assessment.invoice_words import shown
from traded_assessment.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from traded_assessment.queries.einvoices import document_of_credit_note, document_of_invoice, is_sent
from traded_assessment.queries.price_reasons import orders_of_lines, priced_as

STYLE = Path(__file__).with_name("invoice.css")


def invoice_pdf(invoice: Invoice, lines: Sequence[InvoiceLine]) -> bytes:
    """The PDF/UA-1 file of an issued invoice, with the same as data inside where nothing lacks for that (PDF/A-3).

    Source: domain.md B6, B7, B23, G5.
    """
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    reasons = priced_as(orders_of_lines([line.order_line_id for line in lines]))
    html = render_to_string("traded_assessment/invoices/pdf.html", {**shown(invoice, lines), "reasons": reasons})
    carried = carried_by(document_of_invoice(invoice, lines)) if is_sent(invoice) else None
    return typeset(html, style=STYLE, identifier=invoice.number, carried=carried)


def credit_note_pdf(note: CreditNote, lines: Sequence[CreditNoteLine], credited_before: Money) -> bytes:
    """The PDF/UA-1 file of a credit note, which mirrors the invoice that it credits. Source: domain.md B8, G5."""
    from essex_portal.documents.typesetting import typeset  # as above

    reasons = priced_as(orders_of_lines([line.invoice_line.order_line_id for line in lines]))
    context = {**shown_credit_note(note, lines, credited_before), "reasons": reasons}
    html = render_to_string("traded_assessment/credit_notes/pdf.html", context)
    carried = carried_by(document_of_credit_note(note, lines)) if is_sent(note.invoice) else None
    return typeset(html, style=STYLE, identifier=note.number, carried=carried)
