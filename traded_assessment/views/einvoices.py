"""Finance asks for the e-invoice of an issued invoice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from traded_assessment.access import invoice_for
from traded_assessment.services.einvoicing import Incomplete, request_e_invoice


@requires(Permission.EXPORT_INVOICES)
@require_POST
def make_e_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the Peppol file; the invoice's page shows how far it is."""
    invoice = invoice_for(request.user, number)
    try:
        request_e_invoice(document=invoice, by=request.user)
    except Incomplete as refusal:
        messages.error(request, str(refusal))
    return redirect("traded_assessment:invoice", invoice.number)
