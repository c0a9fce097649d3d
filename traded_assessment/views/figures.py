"""The dashboard of a year, and the rows behind each of its figures."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.queries import school_calendar
from essex_portal.school_calendar import academic_year_of
from traded_assessment.figure_pictures import income_chart, places_chart
from traded_assessment.figure_rows import in_words
from traded_assessment.forms.figures import RowsForm, YearForm
from traded_assessment.periods import periods_of, year_as_period
from traded_assessment.queries import figures as queries
from traded_assessment.queries.figures import METRICS, TIERS, Asked, YearFigures
from traded_assessment.views.reading import reads_only

views_training = requires(Permission.VIEW_TRAINING)
COUNTS = ("sold", "open", "waiting", "cancelled", "absent")
ROWS_A_PAGE = 50


@views_training
def figures(request: HttpRequest) -> HttpResponse:
    """Places and income of an academic year, as numbers and pictures. Each number leads to its rows."""
    now = timezone.now()
    years = queries.years_with_figures(now)
    year = YearForm(request.GET, years=years).chosen_year(academic_year_of(timezone.localdate(now)))
    found = queries.figures_of(year, now)
    context = {
        "filter_form": YearForm({"year": year}, years=years),
        "year": year,
        "totals": [_cell(found, year, key) for key in METRICS],
        "count_heads": [METRICS[key].title for key in COUNTS],
        "counts": [(period.name, [_cell(found, year, key, period.key) for key in COUNTS]) for period in found.periods],
        "count_totals": [_cell(found, year, key) for key in COUNTS],
        "tiers": [words for _, words in TIERS],
        "income": [(period.name, _income_cells(found, year, period.key)) for period in found.periods],
        "income_totals": _income_cells(found, year, None),
        "places_chart": places_chart(found, year),
        "income_chart": income_chart(found, year),
        "reads_only": reads_only(request),
    }
    return render(request, "traded_assessment/figures/figures.html", context)


@views_training
def figure_rows(request: HttpRequest, metric: str) -> HttpResponse:
    """The rows behind one figure, and what they add up to."""
    if metric not in METRICS:
        raise Http404
    found, now = METRICS[metric], timezone.now()
    years = queries.years_with_figures(now)
    year = YearForm(request.GET, years=years).chosen_year(academic_year_of(timezone.localdate(now)))
    periods = periods_of(year, school_calendar().half_terms)
    form = RowsForm(request.GET, years=years, periods=periods, has_tier=bool(found.tier))
    form.is_valid()
    period = next((one for one in periods if one.key == form.cleaned_data.get("half_term")), year_as_period(year))
    asked = Asked(period, form.cleaned_data.get("tier", ""))
    rows = queries.rows_of(found, asked, now)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "metric": found,
        "year": year,
        "period": period,
        "tier": dict(TIERS).get(asked.tier, ""),
        "total": queries.total_of(rows, found),
        "page": page,
        "rows": [in_words(row, for_office=not reads_only(request)) for row in page],
        "filter_form": form,
        "back_url": f"{reverse('traded_assessment:figures')}?{urlencode({'year': year})}",
    }
    return render(request, "traded_assessment/figures/rows.html", context)


def _income_cells(found: YearFigures, year: str, period: str | None) -> list[dict[str, Any]]:
    """One for each tier, and their sum."""
    return [
        *(_cell(found, year, "income", period, tier) for tier, _ in TIERS),
        _cell(found, year, "income", period),
    ]


def _cell(
    found: YearFigures, year: str, key: str, period: str | None = None, tier: str | None = None
) -> dict[str, Any]:
    """A figure, what it is of, and the address of its rows."""
    asked = {"year": year, "half_term": period or "", "tier": tier or ""}
    return {
        "metric": METRICS[key],
        "value": found.of(key, period, tier),
        "href": f"{reverse('traded_assessment:figure_rows', args=[key])}?{urlencode(asked)}",
    }
