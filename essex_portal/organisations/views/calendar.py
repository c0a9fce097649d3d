"""The county's term dates, for administrators."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from essex_portal.organisations.access import manages_calendar
from essex_portal.organisations.forms.calendar import AcademicYearForm, HalfTermForm
from essex_portal.organisations.models import HalfTermDates
from essex_portal.organisations.queries import history_of, school_calendar
from essex_portal.organisations.services.calendar import (
    CalendarRefusedError,
    add_academic_year,
    change_half_term,
)
from essex_portal.organisations.tables import HalfTermTable
from essex_portal.organisations.views.summaries import history_rows

FIELDS = {"first_on": "First day", "last_on": "Last day", "provisional": "Provisional"}


@manages_calendar
def calendar(request: HttpRequest) -> HttpResponse:
    """Every academic year, the newest first."""
    known = school_calendar()
    rows = HalfTermDates.objects.order_by("-academic_year", "number")
    tables = [
        HalfTermTable(list(terms), year=year, known=known)
        for year, terms in groupby(rows, lambda row: row.academic_year)
    ]
    return render(request, "organisations/calendar.html", {"tables": tables})


@manages_calendar
def half_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a half term's dates, and see how they came to be."""
    row = get_object_or_404(HalfTermDates, pk=pk)
    now = {"first_on": row.first_on, "last_on": row.last_on, "provisional": row.provisional}
    form = HalfTermForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            change_half_term(half_term=row, **form.cleaned_data, by=request.user)
        except CalendarRefusedError as error:
            # Only the half term after this one can be in the way of its last day.
            form.add_error(error.field if error.number == row.number else "last_on", str(error))
        else:
            messages.success(request, f"The dates of {row} were saved.")
            return redirect("organisations:calendar")
    context = {"half_term": row, "form": form, "history": history_rows(history_of(row), FIELDS)}
    return render(request, "organisations/half_term.html", context)


@manages_calendar
def new_year(request: HttpRequest) -> HttpResponse:
    form = AcademicYearForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["academic_year"]
        try:
            add_academic_year(
                academic_year=year,
                half_terms=form.half_terms(),
                provisional=form.cleaned_data["provisional"],
                by=request.user,
            )
        except CalendarRefusedError as error:
            form.add_error(f"{error.field}_{error.number}" if error.number else "academic_year", str(error))
        else:
            messages.success(request, f"The dates of {year} were added.")
            return redirect("organisations:calendar")
    return render(request, "organisations/new_year.html", {"form": form})
