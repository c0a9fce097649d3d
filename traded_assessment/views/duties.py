"""Keeping the statutory duties and their windows."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from traded_assessment.forms.coverage import DutyForm, WindowForm
from traded_assessment.models import Duty, DutyWindow
from traded_assessment.queries import coverage as queries
from traded_assessment.services import duties as services
from traded_assessment.views.saving import saved

manages_training = requires(Permission.MANAGE_TRAINING)


@manages_training
def duties(request: HttpRequest) -> HttpResponse:
    """Every duty with its windows."""
    return render(request, "traded_assessment/coverage/duties.html", {"duties": queries.duties()})


@manages_training
def add_duty(request: HttpRequest) -> HttpResponse:
    return _edit_duty(request, None, {})


@manages_training
def change_duty(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Duty, pk=pk)
    return _edit_duty(request, found, DutyForm.initial_of(found))


def _edit_duty(request: HttpRequest, duty: Duty | None, initial: dict[str, Any]) -> HttpResponse:
    form = DutyForm(request.POST or None, initial=initial)
    if done := saved(form, lambda: services.save_duty(duty=duty, facts=form.facts(), by=request.user)):
        messages.success(request, f"“{done}” was saved.")
        return redirect("traded_assessment:duties")
    title = f"Change “{duty}”" if duty else "Add a duty"
    return render(request, "traded_assessment/coverage/edit.html", {"form": form, "title": title})


@manages_training
def add_window(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit_window(request, get_object_or_404(Duty, pk=pk), None, {})


@manages_training
def change_window(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(DutyWindow.objects.select_related("duty"), pk=pk)
    return _edit_window(request, found.duty, found, WindowForm.initial_of(found))


def _edit_window(request: HttpRequest, duty: Duty, window: DutyWindow | None, initial: dict[str, Any]) -> HttpResponse:
    form = WindowForm(request.POST or None, initial=initial)
    year = window.academic_year if window else ""
    if done := saved(
        form, lambda: services.save_window(duty=duty, window=window, facts=form.facts(year), by=request.user)
    ):
        messages.success(request, f"The window of “{done.duty}” in {done.academic_year} was saved.")
        return redirect("traded_assessment:duties")
    title = f"Window of {year}" if window else "Add a window"
    context = {"form": form, "title": title, "caption": duty.name}
    return render(request, "traded_assessment/coverage/edit.html", context)
