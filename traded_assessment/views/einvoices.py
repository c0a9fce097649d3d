"""Finance asks for the e-invoice of an issued invoice or credit note."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from traded_assessment.access import credit_note_for, invoice_for
from traded_assessment.models import CreditNote, Invoice
from traded_assessment.services.einvoicing import Incomplete, NoEInvoice, request_e_invoice


@requires(Permission.EXPORT_INVOICES)
@require_POST
def make_e_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the Peppol file; the invoice's page shows how far it is."""
    return _ask(request, invoice_for(request.user, number), "traded_assessment:invoice")


@requires(Permission.EXPORT_INVOICES)
@require_POST
def make_e_credit_note(request: HttpRequest, number: str) -> HttpResponse:
    """As `make_e_invoice`, for a credit note."""
    return _ask(request, credit_note_for(request.user, number), "traded_assessment:credit_note")


def _ask(request: HttpRequest, document: Invoice | CreditNote, page: str) -> HttpResponse:
    try:
        request_e_invoice(document=document, by=request.user)
    except (Incomplete, NoEInvoice) as refusal:
        messages.error(request, str(refusal))
    return redirect(page, document.number)
