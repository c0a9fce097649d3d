"""Statements of account: the school's own, and any school's or payer's for finance."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.documents.access import document_for
from essex_portal.documents.pages import status_of
from essex_portal.organisations.models import Organisation
from essex_portal.school_calendar import financial_year_of
from traded_assessment.access import payer_for, school_with_invoices
from traded_assessment.forms.money import PeriodForm
from traded_assessment.queries.statements import entries_of, invoices_on_statement, standing_of
from traded_assessment.services.printed import InvoiceRefused
from traded_assessment.services.statements import request_statement
from traded_assessment.statements import statement_of


@requires(Permission.VIEW_SCHOOL_INVOICES)
def school_statement(request: HttpRequest) -> HttpResponse:
    """The statement of the school acted for."""
    return _statement(request, school_with_invoices(request))


@requires(Permission.VIEW_INVOICES)
def statement_of_payer(request: HttpRequest, pk: int) -> HttpResponse:
    """The statement of a school, or of another payer such as a trust."""
    return _statement(request, payer_for(request.user, pk))


def _statement(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    today = timezone.localdate()
    usual = {"first_on": year_begins(today), "last_on": today}
    form = PeriodForm(request.GET or None, initial=usual)
    first_on, last_on = form.period(**usual)
    invoices = invoices_on_statement(organisation)
    statement = statement_of(entries_of(invoices), first_on, last_on)
    standing = standing_of(invoices, today)
    if request.method == "POST":
        try:
            document = request_statement(
                organisation=organisation, statement=statement, standing=standing, by=request.user, today=today
            )
        except InvoiceRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())
        return redirect(f"{request.path}?{period_query(first_on, last_on)}&pdf={document.pk}")
    at_finance = holds(request.user, Permission.VIEW_INVOICES)
    context = {
        "organisation": organisation,
        "statement": statement,
        "standing": standing,
        "period_form": form,
        "periods": _periods(today),
        "finance": at_finance,
        "may_manage_debt": holds(request.user, Permission.MANAGE_DEBT),
        "invoice_route": f"traded_assessment:{'invoice' if at_finance else 'school_invoice'}",
        **_pdf(request),
    }
    return render(request, "traded_assessment/statements/statement.html", context)


def _pdf(request: HttpRequest) -> dict[str, object]:
    """The PDF that was asked for here, being made or ready."""
    asked = request.GET.get("pdf", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return {}
    return status_of(document_for(request.user, int(asked)))


def year_begins(day: date) -> date:
    """The first day of the council's financial year that a day lies in."""
    return date(financial_year_of(day), 4, 1)


def _periods(today: date) -> list[dict[str, str]]:
    """The financial year, the one before, and all of it."""
    this = year_begins(today)
    last = year_begins(this.replace(month=3))
    return [
        {"words": "This financial year", "query": period_query(this, today)},
        {"words": "The year before", "query": period_query(last, date(last.year + 1, 3, 31))},
        {"words": "All of it", "query": period_query(date(2000, 1, 1), today)},
    ]


def period_query(first_on: date, last_on: date) -> str:
    """For an address: `first_on=2021-04-01&last_on=2022-03-31`."""
    return f"first_on={first_on}&last_on={last_on}"
