"""Finance pays back what was paid too much, or uses it for another invoice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.money import ZERO, pounds
from traded_assessment.access import invoice_for
from traded_assessment.forms.money import RefundForm, UseCreditForm
from traded_assessment.models import Invoice
from traded_assessment.queries.balances import invoices_to_use_credit_for
from traded_assessment.services.payments import PaymentRefused
from traded_assessment.services.refunds import record_refund, use_credit


@requires(Permission.MANAGE_DEBT)
def refund_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Record that money was paid back; what is in credit is filled in."""
    invoice = invoice_for(request.user, number)
    today = timezone.localdate()
    form = RefundForm(posted(request), initial={"amount": max(-invoice.outstanding, ZERO), "paid_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            payment = record_refund(invoice=invoice, by=request.user, today=today, **form.cleaned_data)
        except PaymentRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{pounds(-payment.amount)} paid back for {invoice.number}")
            return redirect("traded_assessment:invoice", number)
    text = "Record it once the transfer is made. It cannot be changed afterwards."
    return _page(request, invoice, form, f"Pay back what {invoice.number} has in credit", text, "Record refund")


@requires(Permission.MANAGE_DEBT)
def use_credit_of(request: HttpRequest, number: str) -> HttpResponse:
    """Use what is in credit for another invoice of the same payer."""
    source = invoice_for(request.user, number)
    targets = {invoice.number: invoice for invoice in invoices_to_use_credit_for(source)}
    form = UseCreditForm(posted(request), invoices=targets.values())
    if request.method == "POST" and form.is_valid():
        target = targets[form.cleaned_data["target"]]
        try:
            moved = use_credit(source=source, target=target, by=request.user, now=timezone.now())
        except PaymentRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{pounds(moved)} moved from {source.number} to {target.number}")
            return redirect("traded_assessment:invoice", target.number)
    text = "" if targets else "The payer has no other invoice with something to pay. Pay the money back instead."
    return _page(request, source, form if targets else None, f"Use the credit of {source.number}", text, "Move")


def _page(
    request: HttpRequest, invoice: Invoice, form: RefundForm | UseCreditForm | None, title: str, text: str, press: str
) -> HttpResponse:
    context = {
        "invoice": invoice,
        "form": form,
        "title": title,
        "text": text,
        "press": press,
        "rows": [
            {"key": "Payer", "value": invoice.customer["name"]},
            {"key": "In credit", "value": pounds(max(-invoice.outstanding, ZERO))},
        ],
    }
    return render(request, "traded_assessment/finance/about_invoice.html", context)
