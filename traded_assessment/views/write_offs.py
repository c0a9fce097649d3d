"""Write-offs: proposed by one person, decided by another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.money import ZERO, pounds
from traded_assessment.access import invoice_for, write_off_for
from traded_assessment.debt_tables import WriteOffTable
from traded_assessment.forms.money import DecideWriteOffForm, WriteOffForm
from traded_assessment.models import WriteOff
from traded_assessment.queries.disputes import write_off_list
from traded_assessment.services.write_offs import (
    WriteOffRefused,
    approve_write_off,
    propose_write_off,
    refuse_write_off,
    withdraw_write_off,
)
from traded_assessment.tables import PER_PAGE


@requires(Permission.VIEW_INVOICES)
@require_GET
def write_offs(request: HttpRequest) -> HttpResponse:
    """Those to decide first."""
    table = WriteOffTable(write_off_list())
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    text = "One person proposes that the council stops asking for a debt, another decides."
    context = {"table": table, "title": "Write-offs", "text": text}
    return render(request, "traded_assessment/finance/debt_list.html", context)


@requires(Permission.MANAGE_DEBT)
def write_off_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Propose a write-off; what is owed is filled in."""
    invoice = invoice_for(request.user, number)
    form = WriteOffForm(posted(request), initial={"amount": max(invoice.outstanding, ZERO)})
    if request.method == "POST" and form.is_valid():
        try:
            propose_write_off(invoice=invoice, by=request.user, now=timezone.now(), **form.cleaned_data)
        except WriteOffRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"The write-off of {invoice.number} waits for a second person")
            return redirect("traded_assessment:invoice", invoice.number)
    context = {
        "invoice": invoice,
        "form": form,
        "title": f"Propose to write off {invoice.number}",
        "text": "Somebody else has to decide it. Until then the invoice stays as it is.",
        "press": "Propose write-off",
        "rows": [
            {"key": "Payer", "value": invoice.customer["name"]},
            {"key": "Left to pay", "value": pounds(invoice.outstanding)},
        ],
    }
    return render(request, "traded_assessment/finance/about_invoice.html", context)


@requires(Permission.APPROVE_WRITE_OFFS)
def decide_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person approves or refuses. Who proposed it reads why they cannot."""
    write_off = write_off_for(request.user, pk)
    invoice = write_off.invoice
    own = write_off.proposed_by_id == request.user.pk
    form = DecideWriteOffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            decided = _decide(request, write_off, form)
        except WriteOffRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{invoice.number}: {decided.get_state_display().lower()}")
            return redirect("traded_assessment:invoice", invoice.number)
    context = {
        "invoice": invoice,
        "write_off": write_off,
        "form": None if own else form,
        "own": own,
        "title": f"Decide the write-off of {invoice.number}",
        "text": "You proposed this write-off, so somebody else has to decide it." if own else "",
        "press": "Save decision",
        "rows": [
            {"key": "Payer", "value": invoice.customer["name"]},
            {"key": "Left to pay", "value": pounds(invoice.outstanding)},
            {"key": "To write off", "value": pounds(write_off.amount)},
            {"key": "Why", "value": write_off.reason},
            {"key": "Proposed by", "value": str(write_off.proposed_by)},
        ],
    }
    return render(request, "traded_assessment/finance/about_invoice.html", context)


@requires(Permission.MANAGE_DEBT)
@require_POST
def take_back_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back that nobody has decided."""
    write_off = write_off_for(request.user, pk)
    try:
        withdraw_write_off(write_off=write_off, by=request.user, now=timezone.now())
    except WriteOffRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The proposal is taken back")
    return redirect("traded_assessment:invoice", write_off.invoice.number)


def _decide(request: HttpRequest, write_off: WriteOff, form: DecideWriteOffForm) -> WriteOff:
    if form.cleaned_data["decision"] == "approve":
        return approve_write_off(write_off=write_off, by=request.user, now=timezone.now())
    answer = form.cleaned_data["answer"]
    return refuse_write_off(write_off=write_off, answer=answer, by=request.user, now=timezone.now())
