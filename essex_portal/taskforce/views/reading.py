"""The Year of Reading: what is done, where and for whom; entering it."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.accounts.access import signed_in
from essex_portal.accounts.requests import posted
from essex_portal.documents.uploads import hand_out
from essex_portal.taskforce.access import (
    activity_changed_by,
    activity_or_404,
    entering_of,
    may_change,
    may_enter,
    reading_year_or_404,
)
from essex_portal.taskforce.forms.reading import ReadingFilterForm, form_for
from essex_portal.taskforce.models import IdeaBook
from essex_portal.taskforce.queries import reading as queries
from essex_portal.taskforce.reading_picture import reading_map
from essex_portal.taskforce.services import reading as services
from essex_portal.taskforce.services.reading import ReadingRefused
from essex_portal.taskforce.tables import ActivityTable
from essex_portal.taskforce.views.permissions import keeps_programmes
from essex_portal.ui.saving import saved


@signed_in
def reading(request: HttpRequest) -> HttpResponse:
    """The map and its table; the address says what of it is looked at."""
    year = queries.reading_year()
    if year is None:
        return render(request, "taskforce/reading/none.html")
    form = ReadingFilterForm(request.GET)
    found = queries.activities(year, form.asked())
    table = ActivityTable(found)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    schools, (own, reached) = queries.county_schools(), queries.touched(found)
    context = {
        "year": year,
        "filter_form": form,
        "table": table,
        "count": table.paginator.count,
        "picture": reading_map(schools, own, reached, title=f"{year}: schools that take part"),
        "events": queries.coming_events(year, timezone.localdate())[:5],
        "books": queries.books(),
        "may_enter": may_enter(request),
        "keeps": keeps_programmes(request.user),
    }
    return render(request, "taskforce/reading/reading.html", context)


@signed_in
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    found = activity_or_404(pk)
    context = {
        "activity": found,
        "reached": found.reached.select_related("school"),
        "may_change": may_change(request.user, found),
    }
    return render(request, "taskforce/reading/activity.html", context)


@signed_in
def add_activity(request: HttpRequest) -> HttpResponse:
    """A school or partnership enters its own, an officer what others do."""
    organisation, year = entering_of(request).organisation, reading_year_or_404()
    form = form_for(organisation)(posted(request))
    done = saved(
        form,
        lambda _: services.add_activity(
            reading_year=year, organisation=organisation, facts=form.facts(), by=request.user, now=timezone.now()
        ),
        ReadingRefused,
    )
    if done:
        messages.success(request, f"“{done}” is on the map.")
        return redirect("taskforce:activity", done.pk)
    context = {
        "form": form,
        "title": "Add what you do for reading" if organisation else "Add what others do for reading",
        "caption": organisation or str(year),
        "back_url": reverse("taskforce:reading"),
        "submit_text": "Put it on the map",
    }
    return render(request, "ui/form_page.html", context)


@signed_in
def change_activity(request: HttpRequest, pk: int) -> HttpResponse:
    found = activity_changed_by(request.user, pk)
    form_class = form_for(found.organisation)
    form = form_class(posted(request), initial=form_class.initial_of(found))

    def change(_: object) -> bool:
        services.change_activity(activity=found, facts=form.facts(), by=request.user)
        return True

    if saved(form, change, ReadingRefused):
        messages.success(request, f"“{form.cleaned_data['title']}” was saved.")
        return redirect("taskforce:activity", pk)
    context = {
        "form": form,
        "title": "Change this entry",
        "caption": found.title,
        "back_url": reverse("taskforce:activity", args=[pk]),
    }
    return render(request, "ui/form_page.html", context)


@signed_in
def withdraw_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, then takes it off the map."""
    found = activity_changed_by(request.user, pk)
    if request.method == "POST":
        try:
            services.withdraw_activity(activity=found, by=request.user, now=timezone.now())
        except ReadingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"“{found}” is off the map.")
        return redirect("taskforce:reading")
    context = {
        "title": "Take this off the map?",
        "text": f"“{found}” is no longer shown or counted. You can enter it again.",
        "confirm_text": "Take it off",
        "cancel_url": reverse("taskforce:activity", args=[pk]),
        "warning": True,
    }
    return render(request, "ui/confirm.html", context)


@signed_in
def book_file(request: HttpRequest, pk: int) -> FileResponse:
    book = get_object_or_404(IdeaBook.objects.select_related("file"), pk=pk, withdrawn_at=None)
    if book.file is None:
        raise Http404
    return hand_out(book.file)
