"""The entitlement passport of a school, and what the county's schools have not used."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from essex_portal.money import pounds
from essex_portal.organisations.queries import lineage_ids
from essex_portal.ui.charts import Series, stacked_bar_chart
from traded_assessment.access import school_with_bookings
from traded_assessment.models import Package
from traded_assessment.passport_tables import SchoolUseTable
from traded_assessment.queries.county_passports import QuadrantUse, total_of, use_by_quadrant
from traded_assessment.queries.entitlements import Packages
from traded_assessment.queries.passports import passports_of
from traded_assessment.views.reading import reads_only

A_PAGE = 50


@requires(Permission.VIEW_SCHOOL_BOOKINGS)
def passport(request: HttpRequest) -> HttpResponse:
    """The school's subscriptions place by place; with `?years=earlier` those that have ended."""
    school = school_with_bookings(request)
    earlier = request.GET.get("years") == "earlier"
    context = {"passports": passports_of(lineage_ids(school), timezone.now(), ended=earlier), "earlier": earlier}
    return render(request, "traded_assessment/passports/passport.html", context)


@requires(Permission.VIEW_TRAINING)
def unused_places(request: HttpRequest) -> HttpResponse:
    """Places not used and what they are worth, by quadrant; `?year=2021/22` for another year's package."""
    packages = list(Package.objects.order_by("-first_on"))
    package = _package_shown(packages, request.GET.get("year", ""))
    uses = use_by_quadrant(package, timezone.now()) if package else []
    context = {
        "packages": packages,
        "package": package,
        "uses": uses,
        "total": total_of(uses),
        "chart": _chart(uses) if uses else "",
        "reads_only": reads_only(request),
    }
    return render(request, "traded_assessment/passports/unused.html", context)


@requires(Permission.VIEW_TRAINING)
def unused_places_of(request: HttpRequest, pk: int, quadrant: str) -> HttpResponse:
    """The schools behind one quadrant's figures."""
    package = next(iter(Package.objects.filter(pk=pk)), None)
    uses = use_by_quadrant(package, timezone.now()) if package else []
    use = next((use for use in uses if use.key == quadrant), None)
    if use is None:
        raise Http404
    table = SchoolUseTable(use.passports)
    RequestConfig(request, paginate={"per_page": A_PAGE}).configure(table)
    context = {"package": package, "use": use, "table": table}
    return render(request, "traded_assessment/passports/unused_schools.html", context)


def _package_shown(packages: list[Package], year: str) -> Package | None:
    """The year asked for, else the one that runs today, else the latest to have begun."""
    asked = next((one for one in packages if one.academic_year == year), None)
    return asked or Packages(packages[::-1], {}).on_sale(timezone.localdate())


def _chart(uses: list[QuadrantUse]) -> str:
    return stacked_bar_chart(
        key="unused",
        title="Worth of places not used, by quadrant",
        description="For each quadrant, the worth of the places that are still open and of those that are lost.",
        categories=[use.name for use in uses],
        series=[
            Series("Still open", [use.worth_open for use in uses]),
            Series("Lost", [use.worth_lost for use in uses]),
        ],
        words=pounds,
    )
