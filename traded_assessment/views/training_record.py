"""A school's training record."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.queries import lineage_ids
from traded_assessment.access import school_with_bookings
from traded_assessment.queries.coverage import duties_on
from traded_assessment.queries.training_record import attended_at
from traded_assessment.services.training_record_csv import training_record_csv
from traded_assessment.training_records import by_duty, by_person

PEOPLE_A_PAGE = 25


@requires(Permission.VIEW_SCHOOL_BOOKINGS)
def training_record(request: HttpRequest) -> HttpResponse:
    """Which duties somebody is trained for, and who attended what."""
    school = school_with_bookings(request)
    attended = attended_at(lineage_ids(school))
    duties = by_duty(attended, duties_on(school))
    people = Paginator(by_person(attended), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    context = {"school": school, "duties": duties, "people": people, "nobody": [d for d in duties if not d.people]}
    return render(request, "traded_assessment/record/record.html", context)


@requires(Permission.VIEW_SCHOOL_BOOKINGS)
def training_record_file(request: HttpRequest) -> HttpResponse:
    """The record as CSV."""
    school = school_with_bookings(request)
    return HttpResponse(
        training_record_csv(by_person(attended_at(lineage_ids(school)))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="training-record.csv"'},
    )
