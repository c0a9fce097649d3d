"""Which quadrant each district's schools belong to, for administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_tables2 import RequestConfig

from essex_portal.organisations.access import imports_register
from essex_portal.organisations.forms.districts import QuadrantForm
from essex_portal.organisations.models import District
from essex_portal.organisations.queries import districts_of_the_county, history_of
from essex_portal.organisations.services.districts import set_quadrant
from essex_portal.organisations.tables import DistrictTable
from essex_portal.organisations.views.summaries import history_rows


@imports_register
def districts(request: HttpRequest) -> HttpResponse:
    table = DistrictTable(districts_of_the_county())
    RequestConfig(request, paginate=False).configure(table)
    return render(request, "organisations/districts.html", {"table": table})


@imports_register
def district(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(District, pk=code)
    form = QuadrantForm(request.POST if request.method == "POST" else None, district=found)
    if request.method == "POST" and form.is_valid():
        set_quadrant(district=found, **form.cleaned_data, by=request.user)
        messages.success(request, f"The quadrant of {found} was saved.")
        return redirect("organisations:districts")
    return render(
        request,
        "organisations/district.html",
        {"district": found, "form": form, "history": history_rows(history_of(found), {"quadrant": "Quadrant"})},
    )
