"""Milestones, parties, measures and risks of an action: one pair of pages for all kinds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import action_to_edit_for, action_to_update_for
from essex_portal.tracker.forms.actions import ReasonForm
from essex_portal.tracker.forms.parts import MeasureForm, MilestoneForm, PartyForm, ReadingForm, RiskForm
from essex_portal.tracker.models import Action, Dependency, Measure, Milestone, Party, Risk
from essex_portal.tracker.services.measures import add_reading
from essex_portal.tracker.services.parts import end_part, save_measure, save_milestone, save_party, save_risk
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.services.versions import current_version
from essex_portal.tracker.views.editing import refuse

sees_tracker = requires(Permission.VIEW_TRACKER)


@dataclass(frozen=True)
class Kind:
    """A kind of part: its name in the page and in the service, and how it is changed (not at all without a form)."""

    name: str
    model: Any
    form: Any = None
    save: Callable[..., Any] | None = None
    fetch: Callable[..., Action] = action_to_update_for


KINDS = {
    "milestones": Kind("milestone", Milestone, MilestoneForm, save_milestone),
    "parties": Kind("party", Party, PartyForm, save_party, action_to_edit_for),
    "measures": Kind("measure", Measure, MeasureForm, save_measure, action_to_edit_for),
    "risks": Kind("risk", Risk, RiskForm, save_risk),
    "dependencies": Kind("dependency", Dependency),
}


@sees_tracker
def add(request: HttpRequest, slug: str, reference: str, kind: str) -> HttpResponse:
    """A new part of an action."""
    return _save(request, slug, reference, kind, None)


@sees_tracker
def change(request: HttpRequest, slug: str, reference: str, kind: str, pk: int) -> HttpResponse:
    """Other facts of a part; those before stay to be seen."""
    return _save(request, slug, reference, kind, pk)


@sees_tracker
def end(request: HttpRequest, slug: str, reference: str, kind: str, pk: int) -> HttpResponse:
    """A part is no longer one of the action's."""
    one = _kind(kind)
    action = action_to_edit_for(request.user, slug, reference)
    part = get_object_or_404(one.model, pk=pk, action=action)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            end_part(part=part, by=request.user, now=timezone.now(), **form.cleaned_data)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"The {one.name} is taken off. It stays in the history.")
            return redirect("tracker:action", slug, reference)
    context = {"action": action, "programme": action.programme, "form": form}
    return render(
        request, "tracker/asked.html", context | {"title": f"Take the {one.name} off", "button": "Take it off"}
    )


@sees_tracker
def reading(request: HttpRequest, slug: str, reference: str, pk: int) -> HttpResponse:
    """What a measure was read at on a day."""
    action = action_to_update_for(request.user, slug, reference)
    measure = get_object_or_404(Measure, pk=pk, action=action)
    version = current_version(measure)
    if version is None:
        raise Http404
    form = ReadingForm(posted(request), measure=version)
    if request.method == "POST" and form.is_valid():
        try:
            add_reading(measure=measure, by=request.user, now=timezone.now(), **form.cleaned_data)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"The reading of “{version.title}” is recorded.")
            return redirect("tracker:action", slug, reference)
    context = {"action": action, "programme": action.programme, "form": form, "what": version.title}
    return render(request, "tracker/asked.html", context | {"title": "Record a reading", "button": "Save reading"})


def _save(request: HttpRequest, slug: str, reference: str, kind: str, pk: int | None) -> HttpResponse:
    one = _kind(kind)
    if one.form is None or one.save is None:
        raise Http404
    action = one.fetch(request.user, slug, reference)
    part = get_object_or_404(one.model, pk=pk, action=action) if pk else None
    before = current_version(part) if part else None
    if part is not None and before is None:
        raise Http404
    form = one.form(posted(request), initial=one.form.initial_of(before) if before else {})
    if request.method == "POST" and form.is_valid():
        try:
            one.save(action=action, by=request.user, now=timezone.now(), **{one.name: part}, **form.facts)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"The {one.name} is saved.")
            return redirect("tracker:action", slug, reference)
    title = f"Change the {one.name}" if part else f"Add a {one.name}"
    context = {"action": action, "programme": action.programme, "form": form, "part": part, "kind": kind}
    return render(request, "tracker/asked.html", context | {"title": title, "button": "Save"})


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]
