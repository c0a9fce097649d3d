"""Finance marks invoices as paid: one, wholly or in part, or several at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from traded_assessment.access import invoice_for
from traded_assessment.forms.finance import PaymentForm, PaymentsForm
from traded_assessment.models import Invoice
from traded_assessment.queries.invoices import as_list, totals_of
from traded_assessment.services.payments import (
    PaymentRefused,
    record_full_payments,
    record_payment,
    recorded_words,
)


@requires(Permission.RECORD_PAYMENTS)
def pay_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Record a payment for one invoice; the amount owed is filled in."""
    invoice = invoice_for(request.user, number)
    today = timezone.localdate()
    form = PaymentForm(posted(request), initial={"amount": invoice.outstanding, "received_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            payment = record_payment(invoice=invoice, by=request.user, today=today, **form.cleaned_data)
        except PaymentRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, recorded_words([payment]))
            return redirect("traded_assessment:invoice", invoice.number)
    return render(request, "traded_assessment/finance/pay_invoice.html", {"form": form, "invoice": invoice})


@requires(Permission.RECORD_PAYMENTS)
def pay_invoices(request: HttpRequest) -> HttpResponse:
    """Record that the selected invoices are paid in full under one reference."""
    chosen = _selected(request)
    today = timezone.localdate()
    form = PaymentsForm(posted(request), initial={"received_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            payments = record_full_payments(invoice_ids=chosen, by=request.user, today=today, **form.cleaned_data)
        except PaymentRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, recorded_words(payments))
            return redirect("traded_assessment:invoices")
    invoices = Invoice.objects.filter(pk__in=chosen)
    context = {"form": form, "invoices": as_list(invoices), "totals": totals_of(invoices)}
    return render(request, "traded_assessment/finance/pay_invoices.html", context)


def _selected(request: HttpRequest) -> list[int]:
    """The ids ticked in the list, which the page's form sends on."""
    values = (request.POST if request.method == "POST" else request.GET).getlist("selected")
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19]
