"""Partnerships beside one another, for the officers of a quadrant and for the county."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from essex_portal.ui.sheets import sheet_response
from partnerships.queries.county_results import CountyResults, county_results
from partnerships.queries.results import thresholds_in_force
from partnerships.result_sheets import county_headings, county_rows
from partnerships.results_access import partnerships_compared_by

sees_quadrants = requires(Permission.VIEW_QUADRANT_EVALUATION)


@sees_quadrants
def compared_results(request: HttpRequest) -> HttpResponse:
    """A table of partnerships and dimensions, quadrant by quadrant, with the newest results of each."""
    found = _found(request)
    context = {
        "results": found,
        "thresholds": thresholds_in_force(),
        "published": sum(len(one.partnerships) for one in found.quadrants),
        "without": sum(len(one.without) for one in found.quadrants),
    }
    return render(request, "partnerships/results/compared.html", context)


@sees_quadrants
def compared_results_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The same table as CSV or xlsx."""
    if form not in ("csv", "xlsx"):
        raise Http404
    found = _found(request)
    return sheet_response(
        form, f"partnership-results-{timezone.localdate()}", county_headings(found), county_rows(found)
    )


def _found(request: HttpRequest) -> CountyResults:
    return county_results(partnerships_compared_by(request.user, timezone.localdate()), thresholds_in_force())
