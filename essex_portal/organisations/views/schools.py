"""Finding schools and looking at one: for every signed-in person."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.organisations.forms.schools import DayForm, SchoolSearchForm, filters_from
from essex_portal.organisations.panels import school_panels
from essex_portal.organisations.queries import (
    SchoolSearch,
    facts_on,
    known_since,
    predecessors,
    school_by_urn,
    successors,
)
from essex_portal.organisations.queries.search import FACETS
from essex_portal.organisations.tables import SchoolTable
from essex_portal.organisations.views.summaries import (
    before_and_after,
    contact_rows,
    number_rows,
    school_rows,
    status_tag,
)
from essex_portal.ui.access import signed_in


@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Schools by name, URN, postcode or town, narrowed by facets that the address keeps."""
    filters = filters_from(request.GET)
    looked_for = SchoolSearch(filters)
    facets = looked_for.facets()
    table = SchoolTable(looked_for.schools())
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {
        "table": table,
        "count": table.paginator.count,
        "filter_form": SchoolSearchForm(filters, facets),
        "with_any_status": sum(value.count for value in facets["status"]),
        "is_narrowed": any(getattr(filters, facet) for facet in FACETS),
        "filters": filters,
    }
    return render(request, "organisations/search.html", context)


@signed_in
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """What the register says of a school, today or on the day that the address asks about."""
    found = school_by_urn(urn)
    if found is None:
        raise Http404
    form, asked = _day_asked(request)
    facts = facts_on(found, asked or timezone.localdate())
    context = {
        "school": found,
        "form": form,
        "asked": asked,
        "facts": facts,
        "status": status_tag(facts),
        "facts_rows": school_rows(facts),
        "contact_rows": contact_rows(found),
        "number_rows": number_rows(found),
        "before_and_after": before_and_after(predecessors(found), successors(found)),
        "known_since": known_since() if asked else None,
        "panels": [] if asked else school_panels(found, request.user, timezone.localdate()),
    }
    return render(request, "organisations/school.html", context)


def _day_asked(request: HttpRequest) -> tuple[DayForm, dt.date | None]:
    """The form of the day, and the day; none when the address asks for none or for no real day."""
    is_asked = any(name == "on" or name.startswith("on_") for name in request.GET)
    form = DayForm(request.GET if is_asked else None)
    return form, form.cleaned_data["on"] if is_asked and form.is_valid() else None
