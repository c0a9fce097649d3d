"""An invoice as a printed page. Nothing here knows today: the same invoice makes the same bytes."""

from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string

from traded_assessment.invoice_words import shown
from traded_assessment.models import Invoice, InvoiceLine

STYLE = Path(__file__).with_name("invoice.css")


def invoice_pdf(invoice: Invoice, lines: Sequence[InvoiceLine]) -> bytes:
    """The PDF/UA-1 file of an issued invoice. Source: domain.md B6, B7, G5."""
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    html = render_to_string("traded_assessment/invoices/pdf.html", shown(invoice, lines))
    return typeset(html, style=STYLE, identifier=invoice.number)
