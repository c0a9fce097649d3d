"""Invoice runs: rehearse, look, issue; and what can be done about orders that are held back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.documents.pages import status_of
from traded_assessment.billing_tables import RehearsedBillTable, RunTable
from traded_assessment.forms.billing import ManifestForm, NothingToBillForm, PeriodForm, PurchaseOrderForm
from traded_assessment.models import Order, OrderLine, Rehearsal
from traded_assessment.queries.invoice_runs import (
    bills_of,
    figures_of,
    held_back_of,
    mends_of,
    period_to_offer,
    rehearsals,
)
from traded_assessment.queries.unbilled import unbilled_lines
from traded_assessment.run_manifest import NotGenuine
from traded_assessment.services.invoice_runs import RunRefused, request_rehearsal, retry_run, start_run
from traded_assessment.services.run_manifests import check_manifest
from traded_assessment.services.unbilled_orders import NotPossible, bill_nothing, give_purchase_order
from traded_assessment.tables import PER_PAGE

HELD_BACK_A_PAGE = 30


@requires(Permission.VIEW_INVOICES)
def invoice_runs(request: HttpRequest) -> HttpResponse:
    """All runs, and the form that rehearses another."""
    today = timezone.localdate()
    form = PeriodForm(posted(request), initial={"period_end": period_to_offer(today)})
    if request.method == "POST" and form.is_valid():
        try:
            made = request_rehearsal(**form.cleaned_data, by=request.user, today=today)
        except RunRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("traded_assessment:rehearsal", made.pk)
    table = RunTable(rehearsals())
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"form": form, "table": table, "may_bill": holds(request.user, Permission.MANAGE_BILLING)}
    return render(request, "traded_assessment/finance/invoice_runs.html", context)


@requires(Permission.VIEW_INVOICES)
@require_GET
def rehearsal(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be issued, what is held back and why, and how the run stands. For htmx, only how it stands."""
    found = get_object_or_404(Rehearsal.objects.select_related("run__manifest"), pk=pk)
    run = getattr(found, "run", None)
    job = run or found
    here = reverse("traded_assessment:rehearsal", args=[pk])
    may_bill = holds(request.user, Permission.MANAGE_BILLING)
    context: dict[str, Any] = {
        "rehearsal": found,
        "run": run,
        "job": job,
        "name": "The invoices" if run else "The rehearsal",
        "status_url": here,
        "ready_url": here,
        "ready_text": "See what was issued" if run else "See what would be issued",
        "retry_url": reverse("traded_assessment:retry_invoice_run", args=[pk]) if may_bill else "",
    }
    if "HX-Request" in request.headers:
        return render(request, "ui/job_status.html", context)
    table = RehearsedBillTable(bills_of(found))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    held_back = Paginator(held_back_of(found), HELD_BACK_A_PAGE).get_page(request.GET.get("held"))
    context |= {
        "table": table,
        "figures": figures_of(found),
        "held_back": held_back,
        "mends": [(bill, mends_of(bill)) for bill in held_back],
        "may_bill": may_bill,
        "manifest": status_of(run.manifest) if run and run.manifest else None,
    }
    return render(request, "traded_assessment/finance/rehearsal.html", context)


@requires(Permission.MANAGE_BILLING)
@require_POST
def start_invoice_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue what the rehearsal lists."""
    found = get_object_or_404(Rehearsal, pk=pk)
    try:
        start_run(rehearsal=found, by=request.user, today=timezone.localdate())
    except RunRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("traded_assessment:rehearsal", pk)


@requires(Permission.MANAGE_BILLING)
@require_POST
def retry_invoice_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a rehearsal or a run that stopped back to work."""
    found = get_object_or_404(Rehearsal.objects.select_related("run"), pk=pk)
    retry_run(job=getattr(found, "run", None) or found, by=request.user)
    messages.success(request, "It goes on where it stopped. What is issued stays issued.")
    return redirect("traded_assessment:rehearsal", pk)


@requires(Permission.VIEW_INVOICES)
def check_run_manifest(request: HttpRequest) -> HttpResponse:
    """Whether a manifest is genuine, and whether the files that it lists are still the same."""
    is_sent = request.method == "POST"
    form = ManifestForm(request.POST, request.FILES) if is_sent else ManifestForm()
    check = None
    if is_sent and form.is_valid():
        try:
            check = check_manifest(form.cleaned_data["manifest"].read())
        except NotGenuine as fault:
            form.add_error("manifest", str(fault))
    return render(request, "traded_assessment/finance/check_manifest.html", {"form": form, "check": check})


@requires(Permission.MANAGE_BILLING)
def unbilled_order(request: HttpRequest, reference: str) -> HttpResponse:
    """An order that no invoice has billed yet: give its purchase order number, or decide that a line is free."""
    order = _order(reference)
    late = getattr(order, "late_purchase_order", None)
    form = PurchaseOrderForm(posted(request), initial={"number": late.number if late else ""})
    if request.method == "POST" and form.is_valid():
        try:
            give_purchase_order(order=order, **form.cleaned_data, by=request.user, now=timezone.now())
        except NotPossible as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, f"The purchase order number is kept. The next rehearsal bills {reference}.")
            return redirect("traded_assessment:unbilled_order", reference)
    context = {"order": order, "form": form, "lines": unbilled_lines().filter(order=order), "late": late}
    return render(request, "traded_assessment/finance/unbilled_order.html", context)


@requires(Permission.MANAGE_BILLING)
def no_bill(request: HttpRequest, reference: str, position: int) -> HttpResponse:
    """Decide that a line without a price is not billed."""
    line = get_object_or_404(OrderLine.objects.select_related("order"), order=_order(reference), position=position)
    form = NothingToBillForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            bill_nothing(line=line, **form.cleaned_data, by=request.user, now=timezone.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The line is not billed")
            return redirect("traded_assessment:unbilled_order", reference)
    context = {
        "title": "Bill nothing for this line",
        "text": line.description,
        "form": form,
        "confirm_text": "Bill nothing",
        "cancel_url": reverse("traded_assessment:unbilled_order", args=[reference]),
    }
    return render(request, "ui/confirm.html", context)


def _order(reference: str) -> Order:
    return get_object_or_404(Order.objects.select_related("school", "late_purchase_order"), reference=reference)
