"""Making and changing actions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import action_to_edit_for, programme_for, quadrants_of
from essex_portal.tracker.forms.actions import (
    DependencyForm,
    EditActionForm,
    NewActionForm,
    ReasonForm,
    quadrants_among,
)
from essex_portal.tracker.services.actions import create_action, drop_action, edit_action, reopen_action
from essex_portal.tracker.services.parts import save_dependency
from essex_portal.tracker.services.refusals import TrackerRefused

updates_actions = requires(Permission.UPDATE_ACTIONS)


@updates_actions
def new_action(request: HttpRequest, slug: str) -> HttpResponse:
    """A new action of a programme, for the own quadrant or the county."""
    programme = programme_for(request.user, slug)
    form = NewActionForm(posted(request), programme=programme, **_places(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = create_action(by=request.user, now=timezone.now(), **form.facts)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{made.reference} is in the tracker. Add who leads it and its milestones.")
            return redirect("tracker:action", slug, made.reference)
    return render(request, "tracker/new_action.html", {"programme": programme, "form": form})


@updates_actions
def edit(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Change what an action promises; what was promised before stays to be seen."""
    action = action_to_edit_for(request.user, slug, reference)
    current = action.versions.current().select_related("quadrant", "aim").get()
    form = EditActionForm(posted(request), initial=EditActionForm.initial_of(current), **_places(request))
    if request.method == "POST" and form.is_valid():
        base = get_object_or_404(action.versions, pk=form.cleaned_data["base"])
        said = {"base": base, "reason": form.cleaned_data["reason"], **form.facts}
        try:
            edit_action(action=action, by=request.user, now=timezone.now(), **said)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{reference} is changed. What it was before is in its history.")
            return redirect("tracker:action", slug, reference)
    context = {"action": action, "programme": action.programme, "form": form, "current": current}
    return render(request, "tracker/edit_action.html", context)


@updates_actions
def drop(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Give an action up, with the reason."""
    return _with_reason(request, slug, reference, drop_action, "Drop this action", "is dropped")


@updates_actions
def reopen(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Take a closed action up again, with the reason."""
    return _with_reason(request, slug, reference, reopen_action, "Reopen this action", "is open again")


@updates_actions
def dependency(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Say which action this one waits for."""
    action = action_to_edit_for(request.user, slug, reference)
    form = DependencyForm(posted(request), programme=action.programme)
    if request.method == "POST" and form.is_valid():
        try:
            save_dependency(action=action, by=request.user, now=timezone.now(), **form.cleaned_data)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{reference} waits for {form.cleaned_data['needs']}.")
            return redirect("tracker:action", slug, reference)
    return _asked(request, action, form, "What does it wait for?", "Save")


def _with_reason(request: HttpRequest, slug: str, reference: str, change: Any, title: str, done: str) -> HttpResponse:
    action = action_to_edit_for(request.user, slug, reference)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            change(action=action, by=request.user, now=timezone.now(), **form.cleaned_data)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{reference} {done}.")
            return redirect("tracker:action", slug, reference)
    return _asked(request, action, form, title, title)


def _asked(request: HttpRequest, action: Any, form: Any, title: str, button: str) -> HttpResponse:
    context = {"action": action, "programme": action.programme, "form": form, "title": title, "button": button}
    return render(request, "tracker/asked.html", context)


def refuse(form: Any, refusal: TrackerRefused) -> None:
    """The refusal beside its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _places(request: HttpRequest) -> dict[str, Any]:
    everywhere = holds_for_county(request.user, Permission.UPDATE_ACTIONS)
    return {"places": quadrants_among(quadrants_of(request.user), everywhere=everywhere), "for_county": everywhere}
