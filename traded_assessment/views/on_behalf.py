"""Booking on behalf of a school that telephones: find it, book for it in the booking pages, stop."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from essex_portal.accounts.access import organisation_for, requires
from essex_portal.accounts.acting_for import book_for, stop_booking_for
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import SchoolSearch
from essex_portal.organisations.queries.search import OPEN, SchoolFilters
from traded_assessment.forms.on_behalf import FindSchoolForm
from traded_assessment.on_behalf_tables import SchoolToBookForTable


@requires(Permission.MANAGE_TRAINING)
def book_for_school(request: HttpRequest) -> HttpResponse:
    """Find the school by name, URN, postcode or town."""
    form = FindSchoolForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    found = SchoolSearch(SchoolFilters(q=q, status=OPEN)).schools() if q else Organisation.objects.none()
    table = SchoolToBookForTable(found)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"filter_form": form, "q": q, "table": table, "count": table.paginator.count}
    return render(request, "traded_assessment/office/book_for_school.html", context)


@requires(Permission.MANAGE_TRAINING)
@require_POST
def begin_booking_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Book for this school from here on, until the order is placed."""
    book_for(request, organisation_for(request.user, Permission.BOOK_TRAINING, pk))
    return redirect("traded_assessment:catalogue")


@requires(Permission.MANAGE_TRAINING)
@require_POST
def end_booking_for(request: HttpRequest) -> HttpResponse:
    """Book for it no more. What was chosen stays for the next time, until signing out."""
    stop_booking_for(request)
    return redirect("traded_assessment:office")
