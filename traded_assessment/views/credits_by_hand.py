"""Finance takes money off an invoice: what comes off, a look at it, then the credit note."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.money import Money
from traded_assessment.access import invoice_for
from traded_assessment.forms.money import CreditForm
from traded_assessment.models import Invoice
from traded_assessment.services.crediting import CreditRefused
from traded_assessment.services.finance_credits import credit_invoice, lines_left, preview_credit
from traded_assessment.services.printed import InvoiceRefused

PREVIEWED = "credited_before"
"""The preview sends it on: what had been credited when the person looked."""


@requires(Permission.CREDIT_INVOICES)
def credit(request: HttpRequest, number: str) -> HttpResponse:
    """Ask what comes off; show what it does to the invoice; issue the credit note."""
    invoice = invoice_for(request.user, number)
    form = CreditForm(posted(request), lines=lines_left(invoice))
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, invoice, form) if PREVIEWED not in request.POST else _issue(request, invoice, form)
        except (CreditRefused, InvoiceRefused) as refusal:
            form.add_error(None, str(refusal))
    return render(request, "traded_assessment/finance/credit.html", {"form": form, "invoice": invoice})


def _preview(request: HttpRequest, invoice: Invoice, form: CreditForm) -> HttpResponse:
    preview = preview_credit(invoice=invoice, nets=form.nets(), reason=form.cleaned_data["reason"])
    answers = [(name, value) for name, value in request.POST.items() if name in form.fields and value]
    context = {"invoice": invoice, "preview": preview, "answers": answers, "reason": form.cleaned_data["reason"]}
    return render(request, "traded_assessment/finance/credit_preview.html", context)


def _issue(request: HttpRequest, invoice: Invoice, form: CreditForm) -> HttpResponse:
    note = credit_invoice(
        invoice=invoice,
        nets=form.nets(),
        reason=form.cleaned_data["reason"],
        credited_before=_amount(request.POST[PREVIEWED]),
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, f"Credit note {note.number} is issued")
    return redirect("traded_assessment:credit_note", note.number)


def _amount(value: str) -> Money:
    """What the preview sent on; what is no amount never agrees with the invoice."""
    try:
        return Decimal(value)
    except InvalidOperation:
        return Decimal(-1)
