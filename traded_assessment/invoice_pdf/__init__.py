"""An invoice as a printed page. Nothing here knows today: the same invoice makes the same bytes."""

from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string

from traded_assessment.einvoice_files import carried_by
from traded_assessment.invoice_words import shown
from traded_assessment.models import Invoice, InvoiceLine
from traded_assessment.queries.einvoices import document_of_invoice

STYLE = Path(__file__).with_name("invoice.css")


def invoice_pdf(invoice: Invoice, lines: Sequence[InvoiceLine]) -> bytes:
    """The PDF/UA-1 file of an issued invoice, with the same as data inside where nothing lacks for that (PDF/A-3).

    Source: domain.md B6, B7, B23, G5.
    """
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    html = render_to_string("traded_assessment/invoices/pdf.html", shown(invoice, lines))
    carried = carried_by(document_of_invoice(invoice, lines))
    return typeset(html, style=STYLE, identifier=invoice.number, carried=carried)
