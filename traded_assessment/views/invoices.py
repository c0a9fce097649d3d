"""A school's own invoices: the list, and each as a page with its PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.documents.pages import status_of
from traded_assessment.access import invoice_for, school_with_invoices
from traded_assessment.invoice_words import shown
from traded_assessment.queries.disputes import disputes_of
from traded_assessment.queries.einvoices import ubl_of
from traded_assessment.queries.invoices import as_list, invoices_of, totals_of
from traded_assessment.queries.price_reasons import reasons_of_lines
from traded_assessment.tables import InvoiceTable, pages_of


@requires(Permission.VIEW_SCHOOL_INVOICES)
def school_invoices(request: HttpRequest) -> HttpResponse:
    """All invoices of the school acted for, and what is still to pay."""
    school = school_with_invoices(request)
    invoices = invoices_of(school)
    totals = totals_of(invoices)
    table = InvoiceTable(as_list(invoices), today=timezone.localdate())
    RequestConfig(request, paginate=pages_of(totals.count)).configure(table)
    context = {"school": school, "table": table, "totals": totals, "credited": totals.credited}
    return render(request, "traded_assessment/invoices/list.html", context)


@requires(Permission.VIEW_SCHOOL_INVOICES)
def school_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """The invoice as a page: what the PDF says, whether it is paid, and the PDF as soon as it is made."""
    invoice = invoice_for(request.user, number)
    lines = list(invoice.lines.all())
    context = {
        **shown(invoice, lines),
        "reasons": reasons_of_lines([line.order_line_id for line in lines], timezone.localdate()),
        **status_of(invoice.document),
        "e_invoice_file": ubl_of(invoice.number),
        "status": invoice.status_on(timezone.localdate()),
        "credit_notes": invoice.credit_notes.all(),
        **disputes_of(invoice),
        "may_dispute": holds(request.user, Permission.DISPUTE_INVOICES),
    }
    return render(request, "traded_assessment/invoices/invoice.html", context)
