"""Keeping programmes: begin one, change it, its ratings and its workstreams."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import programme_to_keep_for
from essex_portal.tracker.forms.settings import (
    EditWorkstreamForm,
    LevelFormSet,
    NewProgrammeForm,
    ProgrammeForm,
    WorkstreamForm,
)
from essex_portal.tracker.models import Programme
from essex_portal.tracker.services import programmes as services
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.views.editing import refuse

keeps_programmes = requires(Permission.KEEP_PROGRAMMES)


@keeps_programmes
def new_programme(request: HttpRequest) -> HttpResponse:
    """A programme with the usual ratings."""
    form = NewProgrammeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_programme(by=request.user, now=timezone.now(), **form.cleaned_data)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"“{made}” is there. Add its workstreams.")
            return redirect("tracker:programme_settings", made.slug)
    return render(request, "tracker/settings/new.html", {"form": form})


@keeps_programmes
def programme_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme as its keepers see it, with the ways to its ratings and workstreams."""
    programme = programme_to_keep_for(request.user, slug)
    form = ProgrammeForm(posted(request), initial=ProgrammeForm.initial_of(programme))
    if request.method == "POST" and form.is_valid():
        services.edit_programme(programme=programme, by=request.user, **form.cleaned_data)
        messages.success(request, "The programme is changed.")
        return redirect("tracker:programme_settings", slug)
    context = {
        "programme": programme,
        "form": form,
        "levels": programme.rating_levels.all(),
        "workstreams": programme.workstreams.all(),
    }
    return render(request, "tracker/settings/programme.html", context)


@keeps_programmes
def ratings(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme's own words for its ratings."""
    programme = programme_to_keep_for(request.user, slug)
    formset: Any = LevelFormSet(posted(request), initial=_levels(programme), prefix="ratings")
    errors: list[dict[str, str]] = []
    if request.method == "POST" and formset.is_valid():
        try:
            services.save_levels(programme=programme, levels=formset.levels, by=request.user, now=timezone.now())
        except TrackerRefused as refusal:
            errors = [{"text": str(refusal), "href": "#id_ratings-0-name"}]
        else:
            messages.success(request, "The ratings are saved.")
            return redirect("tracker:programme_settings", slug)
    context = {"programme": programme, "formset": formset, "errors": errors}
    return render(request, "tracker/settings/ratings.html", context)


@keeps_programmes
def new_workstream(request: HttpRequest, slug: str) -> HttpResponse:
    """A part of the programme, with what its references begin with."""
    programme = programme_to_keep_for(request.user, slug)
    form = WorkstreamForm(posted(request), initial={"number": programme.workstreams.count() + 1})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_workstream(programme=programme, by=request.user, **form.cleaned_data)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The workstream is added.")
            return redirect("tracker:programme_settings", slug)
    return _workstream(request, programme, form, "Add a workstream")


@keeps_programmes
def workstream(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Other words or leads. Number and prefix stay: references are quoted elsewhere."""
    programme = programme_to_keep_for(request.user, slug)
    found = get_object_or_404(programme.workstreams, number=number)
    form = EditWorkstreamForm(posted(request), initial=EditWorkstreamForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        services.edit_workstream(workstream=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "The workstream is changed.")
        return redirect("tracker:programme_settings", slug)
    return _workstream(request, programme, form, f"Change workstream {number}")


def _workstream(request: HttpRequest, programme: Programme, form: Any, title: str) -> HttpResponse:
    return render(request, "tracker/settings/workstream.html", {"programme": programme, "form": form, "title": title})


def _levels(programme: Programme) -> list[dict[str, Any]]:
    names = ("code", "name", "meaning", "kind", "tone")
    return list(programme.rating_levels.order_by("order", "pk").values(*names))
