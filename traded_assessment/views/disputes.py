"""Disputes: the school says what is wrong with an invoice, finance answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.money import pounds
from traded_assessment.access import dispute_for, invoice_for
from traded_assessment.debt_tables import DisputeTable
from traded_assessment.forms.money import CloseDisputeForm, DisputeForm, FinanceDisputeForm
from traded_assessment.queries.disputes import dispute_list
from traded_assessment.services.disputes import DisputeRefused, close_dispute, open_dispute
from traded_assessment.states import DisputeOutcome
from traded_assessment.tables import PER_PAGE


@requires(Permission.DISPUTE_INVOICES)
def dispute_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Say that an invoice is wrong: the school itself, or finance for it."""
    invoice = invoice_for(request.user, number)
    at_finance = holds(request.user, Permission.MANAGE_DEBT)
    form = (FinanceDisputeForm if at_finance else DisputeForm)(posted(request))
    route = "traded_assessment:invoice" if at_finance else "traded_assessment:school_invoice"
    if request.method == "POST" and form.is_valid():
        try:
            open_dispute(invoice=invoice, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except DisputeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{invoice.number} is in dispute. No reminders go out until finance answers.")
            return redirect(route, invoice.number)
    context = {
        "invoice": invoice,
        "form": form,
        "route": route,
        "title": f"Dispute invoice {invoice.number}",
        "press": "Send to finance" if not at_finance else "Open dispute",
        "rows": [{"key": "Left to pay", "value": pounds(invoice.outstanding)}],
    }
    return render(request, "traded_assessment/finance/about_invoice.html", context)


@requires(Permission.VIEW_INVOICES)
@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """Those that wait for an answer, the oldest first; then those that have one."""
    table = DisputeTable(dispute_list(), may_answer=holds(request.user, Permission.MANAGE_DEBT))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"table": table, "title": "Disputes", "text": "Nobody is reminded of an invoice while it is in dispute."}
    return render(request, "traded_assessment/finance/debt_list.html", context)


@requires(Permission.MANAGE_DEBT)
def answer_dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a dispute with an answer that the school gets."""
    dispute = dispute_for(request.user, pk)
    invoice = dispute.invoice
    form = CloseDisputeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        outcome, answer = DisputeOutcome(form.cleaned_data["outcome"]), form.cleaned_data["answer"]
        try:
            close_dispute(dispute=dispute, outcome=outcome, answer=answer, by=request.user, now=timezone.now())
        except DisputeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The dispute about {invoice.number} is closed")
            route = "credit_invoice" if outcome == DisputeOutcome.CREDITED else "invoice"
            return redirect(f"traded_assessment:{route}", invoice.number)
    context = {
        "invoice": invoice,
        "form": form,
        "title": f"Answer the dispute about {invoice.number}",
        "text": "When the school is right, you are asked next what to credit.",
        "press": "Close dispute",
        "rows": [
            {"key": "What is wrong", "value": dispute.reason},
            {"key": "Opened", "value": f"{dispute.opened_by}, {timezone.localtime(dispute.opened_at):%-d %B %Y}"},
            {"key": "Left to pay", "value": pounds(invoice.outstanding)},
        ],
    }
    return render(request, "traded_assessment/finance/about_invoice.html", context)
