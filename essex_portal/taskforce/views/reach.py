"""How far the Year of Reading reaches, and for whom nothing is done yet. Each figure opens its rows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_tables2 import RequestConfig

from essex_portal.accounts.access import signed_in
from essex_portal.taskforce.access import reading_year_or_404
from essex_portal.taskforce.queries import reading as queries
from essex_portal.taskforce.reach import Touch, reach_by_place, touch_of, whole
from essex_portal.taskforce.reading_picture import reading_map
from essex_portal.taskforce.tables import SchoolReachTable


@signed_in
def reach(request: HttpRequest) -> HttpResponse:
    """Schools touched: the figures by quadrant, the map, and the schools that a figure stands for."""
    year = reading_year_or_404()
    schools, (own, reached) = queries.county_schools(), queries.touched(queries.activities(year))
    rows: list[Any] = schools
    for school in rows:
        school.quadrant_words, school.touch = queries.quadrant_name(school), touch_of(school.pk, own, reached)
    places = reach_by_place(((school.pk, school.quadrant_words) for school in rows), own, reached)
    place, touch = request.GET.get("place", ""), request.GET.get("touch", "")
    listed = [row for row in rows if place in ("", row.quadrant_words) and _is(row.touch, touch)]
    table = SchoolReachTable(listed)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "year": year,
        "places": places,
        "whole": whole("The county", places),
        "picture": reading_map(schools, own, reached, title=f"{year}: schools that take part"),
        "table": table,
        "count": len(listed),
        "place": place if place in {one.place for one in places} else "",
        "touch": {"touched": "Takes part", **{one.value: one.words for one in Touch}}.get(touch, ""),
    }
    return render(request, "taskforce/reading/reach.html", context)


@signed_in
def missing(request: HttpRequest) -> HttpResponse:
    """The open question: audiences and year groups in focus, and the quadrants in which nothing is done for them."""
    year = reading_year_or_404()
    quadrants = list(queries.quadrants())
    places = [quadrant.name for quadrant in quadrants]
    context = {
        "year": year,
        "quadrants": quadrants,
        "audiences": [(row, row.cells(quadrants)) for row in queries.vulnerable_gaps(year, places)],
        "year_groups": [(row, row.cells(quadrants)) for row in queries.year_group_gaps(year, places)],
    }
    return render(request, "taskforce/reading/missing.html", context)


def _is(touch: Touch, wanted: str) -> bool:
    if wanted == "touched":
        return touch is not Touch.NOT_YET
    return wanted not in set(Touch) or touch == wanted
