"""Credit notes: each as a page with its PDF, the school's list and finance's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.documents.pages import status_of
from traded_assessment.access import credit_note_for, school_with_invoices
from traded_assessment.credit_note_tables import CreditNoteTable, FinanceCreditNoteTable
from traded_assessment.credit_note_words import shown_credit_note
from traded_assessment.filters import CreditNoteFilter
from traded_assessment.queries.credit_notes import credit_note_list, credit_notes_of, credited_before, lines_of
from traded_assessment.queries.einvoices import e_invoice_of_credit_note, ubl_of
from traded_assessment.queries.price_reasons import reasons_of_lines
from traded_assessment.tables import PER_PAGE


@requires(Permission.VIEW_SCHOOL_INVOICES)
@require_GET
def credit_note(request: HttpRequest, number: str) -> HttpResponse:
    """What the PDF says, and the PDF as soon as it is made; for the school, and for finance."""
    note = credit_note_for(request.user, number)
    lines = lines_of(note)
    at_finance = holds(request.user, Permission.VIEW_INVOICES)
    ordered = [line.invoice_line.order_line_id for line in lines]
    context = {
        **shown_credit_note(note, lines, credited_before(note)),
        "reasons": reasons_of_lines(ordered, timezone.localdate()),
        **status_of(note.document),
        "e_invoice": e_invoice_of_credit_note(note, lines) if at_finance else None,
        "e_invoice_file": ubl_of(note.number),
        "may_export": holds(request.user, Permission.EXPORT_INVOICES),
        "may_rule": holds(request.user, Permission.MANAGE_VAT_RULES),
        "may_bill": holds(request.user, Permission.MANAGE_BILLING),
        "invoice_route": f"traded_assessment:{'invoice' if at_finance else 'school_invoice'}",
    }
    return render(request, "traded_assessment/credit_notes/credit_note.html", context)


@requires(Permission.VIEW_SCHOOL_INVOICES)
@require_GET
def school_credit_notes(request: HttpRequest) -> HttpResponse:
    """All credit notes of the school acted for."""
    school = school_with_invoices(request)
    table = CreditNoteTable(credit_notes_of(school))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "traded_assessment/credit_notes/list.html", {"school": school, "table": table})


@requires(Permission.VIEW_INVOICES)
@require_GET
def credit_notes(request: HttpRequest) -> HttpResponse:
    """Finance's list of them, with a search."""
    found = CreditNoteFilter(request.GET, queryset=credit_note_list())
    table = FinanceCreditNoteTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"table": table, "filter_form": found.form, "finance": True}
    return render(request, "traded_assessment/credit_notes/list.html", context)
