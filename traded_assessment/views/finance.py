"""Finance's invoices: find them, open one, export the set that was found."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.documents.access import document_for
from essex_portal.documents.pages import status_of
from essex_portal.money import ZERO
from traded_assessment.access import invoice_for
from traded_assessment.filters import InvoiceFilter
from traded_assessment.invoice_words import shown
from traded_assessment.models import Invoice
from traded_assessment.queries.disputes import disputes_of, proposed_write_off
from traded_assessment.queries.einvoices import e_invoice_of
from traded_assessment.queries.invoices import as_list, history_of, totals_of
from traded_assessment.queries.payment_reminders import reminders_of
from traded_assessment.queries.price_reasons import reasons_of_lines
from traded_assessment.services.exports import csv_lines, spreadsheet
from traded_assessment.services.invoice_zip import NothingToExport, request_zip
from traded_assessment.tables import FinanceInvoiceTable, pages_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.VIEW_INVOICES)
@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    """The list with its filters, and the totals of what they leave."""
    found = _found(request)
    totals = totals_of(found.qs)
    may = _may(request.user)
    hidden = () if may["may_record"] else ("selected",)
    table = FinanceInvoiceTable(as_list(found.qs), today=found.today, exclude=hidden)
    RequestConfig(request, paginate=pages_of(totals.count)).configure(table)
    context = {"table": table, "filter_form": found.form, "totals": totals, **may}
    return render(request, "traded_assessment/finance/invoices.html", context)


@requires(Permission.VIEW_INVOICES)
@require_GET
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """One invoice: what it says, what was paid, what happened to it, its PDF."""
    found = invoice_for(request.user, number)
    lines = list(found.lines.all())
    context = {
        **shown(found, lines),
        "reasons": reasons_of_lines([line.order_line_id for line in lines], timezone.localdate()),
        **status_of(found.document),
        "e_invoice": e_invoice_of(found, lines),
        **_may(request.user),
        "status": found.status_on(timezone.localdate()),
        "payments": found.payments.all(),
        "credit_notes": found.credit_notes.all(),
        **disputes_of(found),
        "proposed_write_off": proposed_write_off(found),
        "reminders": reminders_of(found),
        "in_credit": max(-found.outstanding, ZERO),
        "history": history_of(found),
    }
    return render(request, "traded_assessment/finance/invoice.html", context)


@requires(Permission.EXPORT_INVOICES)
@require_GET
def invoices_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered set as CSV, sent while it is read."""
    found = _found(request)
    response = StreamingHttpResponse(csv_lines(as_list(found.qs), found.today), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="invoices-{found.today}.csv"'
    return response


@requires(Permission.EXPORT_INVOICES)
@require_GET
def invoices_xlsx(request: HttpRequest) -> HttpResponse:
    """The filtered set as a spreadsheet."""
    found = _found(request)
    headers = {"Content-Disposition": f'attachment; filename="invoices-{found.today}.xlsx"'}
    return HttpResponse(spreadsheet(as_list(found.qs), found.today), content_type=XLSX, headers=headers)


@requires(Permission.EXPORT_INVOICES)
@require_POST
def invoices_zip(request: HttpRequest) -> HttpResponse:
    """Ask for the PDFs of the filtered set, and go to the page that shows how far they are."""
    try:
        document = request_zip(invoices=_found(request).qs, by=request.user)
    except NothingToExport as refusal:
        messages.error(request, str(refusal))
        return redirect("traded_assessment:invoices")
    return redirect("traded_assessment:invoices_export", document.pk)


@requires(Permission.EXPORT_INVOICES)
@require_GET
def invoices_export(request: HttpRequest, pk: int) -> HttpResponse:
    """An export being made, then its link."""
    document = document_for(request.user, pk)
    context = {**status_of(document), "count": len(document.parameters["invoices"])}
    return render(request, "traded_assessment/finance/export.html", context)


def _found(request: HttpRequest) -> InvoiceFilter:
    """What the filters in the address leave, also for a request that posts."""
    return InvoiceFilter(request.GET, queryset=Invoice.objects.all(), today=timezone.localdate())


def _may(user: Any) -> dict[str, bool]:
    return {
        "may_record": holds(user, Permission.RECORD_PAYMENTS),
        "may_credit": holds(user, Permission.CREDIT_INVOICES),
        "may_manage_debt": holds(user, Permission.MANAGE_DEBT),
        "may_decide": holds(user, Permission.APPROVE_WRITE_OFFS),
        "may_export": holds(user, Permission.EXPORT_INVOICES),
        "may_rule": holds(user, Permission.MANAGE_VAT_RULES),
        "may_bill": holds(user, Permission.MANAGE_BILLING),
    }
