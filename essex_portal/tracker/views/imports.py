"""Importing a table of actions: send or paste it, name its columns, mend its rows, confirm or discard them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import draft_for, import_for, imports_for, programme_for
from essex_portal.tracker.forms.imports import ColumnsForm, DraftForm, ImportForm, OfficesForm
from essex_portal.tracker.importing import Known, read_row
from essex_portal.tracker.models import ActionImport, StrategicAim
from essex_portal.tracker.queries.imports import (
    DraftRow,
    guessed_mapping,
    known_of,
    known_offices,
    open_rows,
    quadrants_open_to,
)
from essex_portal.tracker.services import imports as services
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.states import DraftState
from essex_portal.ui.table_files import TableRefused
from essex_portal.ui.words import counted

PER_PAGE = 50
MOST_NAMES = 30
"""So many unknown offices are asked about at a time."""

adds_actions = requires(Permission.UPDATE_ACTIONS)


@adds_actions
def new_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Send or paste a table; those brought before stand below."""
    programme = programme_for(request.user, slug)
    files = request.FILES if request.method == "POST" else None
    form = ImportForm(posted(request), files, initial={"said_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            found = services.take_import(
                programme=programme, table=form.table, content=form.content, filename=form.filename,
                said_on=form.cleaned_data["said_on"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except (TableRefused, TrackerRefused) as refusal:
            form.add_error("file" if form.filename else "pasted", str(refusal))
        else:
            return redirect("tracker:import_columns", found.pk)
    earlier = imports_for(request.user).filter(programme=programme)[:10]
    return render(request, "tracker/imports/new.html", {"programme": programme, "form": form, "earlier": earlier})


@adds_actions
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column says: guessed from the headings and from what was said in this programme before."""
    found = import_for(request.user, pk)
    examples = list(found.drafts.values_list("cells", flat=True)[:5])
    form = ColumnsForm(
        posted(request), found=found, examples=examples, initial=_columns_initial(found, request.user),
        **_places(request.user),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("workstream", "quadrant", "may_be_undated")}
        services.map_columns(action_import=found, mapping=form.mapping, by=request.user, **said)
        return redirect("tracker:import", pk)
    return render(request, "tracker/imports/columns.html", {"found": found, "form": form})


@adds_actions
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row as a draft, with what stands in its way."""
    found = import_for(request.user, pk)
    if not found.mapping:
        return redirect("tracker:import_columns", pk)
    under_way = found.confirmations.order_by("-pk").first()
    if "HX-Request" in request.headers and under_way:
        return render(request, "tracker/imports/status.html", _status(under_way, pk))
    context = {"found": found, **_listed(request, found)}
    if under_way and (not under_way.is_finished or under_way.error):
        context |= _status(under_way, pk)
    return render(request, "tracker/imports/rows.html", context)


@adds_actions
def offices(request: HttpRequest, pk: int) -> HttpResponse:
    """What the offices mean that the tracker does not know."""
    found = import_for(request.user, pk)
    known = known_offices()
    names = _unknown(open_rows(found, known_of(found, request.user, known)))
    form = OfficesForm(posted(request), names=names[:MOST_NAMES], offices=known)
    if request.method == "POST" and form.is_valid():
        services.name_offices(action_import=found, choices=form.choices(), by=request.user)
        return redirect("tracker:import", pk)
    return render(request, "tracker/imports/offices.html", {"found": found, "form": form, "count": len(names)})


@adds_actions
def row(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Mend one row; its cells as they came stand beside it."""
    draft = draft_for(request.user, pk, line)
    found = draft.action_import
    context = {"draft": draft, "found": found, "cells": draft.cells_by_heading}
    if draft.state != DraftState.DRAFT:
        return render(request, "tracker/imports/decided.html", context)
    known = known_of(found, request.user, known_offices())
    form = DraftForm(
        posted(request), initial=DraftForm.initial_of(draft.said, known), known=known,
        aims=StrategicAim.objects.filter(retired_on=None), **_places(request.user),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _mended(request, draft, form):
        return redirect("tracker:import", pk)
    return render(request, "tracker/imports/row.html", {**context, "form": form, **_problems(draft, known, request)})


@adds_actions
@require_POST
def confirm_row(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Make the row's action."""
    draft = draft_for(request.user, pk, line)
    try:
        action = services.confirm_draft(draft=draft, by=request.user, now=timezone.now())
    except TrackerRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Row {line} is in the tracker as {action.reference}.")
    return _back(request, pk)


@adds_actions
@require_POST
def discard_row(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Leave the row out of the tracker."""
    try:
        services.discard_draft(draft=draft_for(request.user, pk, line), by=request.user, now=timezone.now())
    except TrackerRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Row {line} is discarded. It stays to be seen, and becomes no action.")
    return _back(request, pk)


@adds_actions
@require_POST
def confirm_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a worker make the actions of all sound rows."""
    services.confirm_import(action_import=import_for(request.user, pk), by=request.user)
    return redirect("tracker:import", pk)


@adds_actions
def discard_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave out every row that is still a draft, once the person is sure."""
    found = import_for(request.user, pk)
    if request.method == "POST":
        count = services.discard_import(action_import=found, by=request.user, now=timezone.now())
        messages.success(request, f"{counted(count, 'row is,rows are')} discarded. The tracker has not changed.")
        return redirect("tracker:import", pk)
    waiting = found.drafts.filter(state=DraftState.DRAFT).count()
    context = {
        "title": "Discard the rows that are left?",
        "text": f"{counted(waiting, 'row,rows')} of {found} will become no action. What is confirmed already stays.",
        "confirm_text": "Discard them",
        "cancel_url": reverse("tracker:import", args=[pk]),
        "warning": True,
    }
    return render(request, "ui/confirm.html", context)


def _listed(request: HttpRequest, found: ActionImport) -> dict[str, Any]:
    """The rows of the tab that is shown, and how many each tab has."""
    drafts = open_rows(found, known_of(found, request.user, known_offices()))
    decided = found.drafts.exclude(state=DraftState.DRAFT).select_related("action", "decided_by")
    done = {
        state: [one for one in decided if one.state == state] for state in (DraftState.CONFIRMED, DraftState.DISCARDED)
    }
    tabs: dict[str, list[Any]] = {
        "waiting": [one for one in drafts if not one.is_sound],
        "sound": [one for one in drafts if one.is_sound],
        "confirmed": done[DraftState.CONFIRMED],
        "discarded": done[DraftState.DISCARDED],
    }
    first = next((name for name, listed in tabs.items() if listed), "waiting")
    shown = request.GET.get("show", "")
    shown = shown if shown in tabs else first
    page = Paginator(tabs[shown], PER_PAGE).get_page(request.GET.get("page"))
    return {
        "tabs": [{"name": name, "label": TABS[name], "count": len(listed)} for name, listed in tabs.items()],
        "shown": shown,
        "page": page,
        "sound": len(tabs["sound"]),
        "is_open": bool(drafts),
        "unknown": len(_unknown(drafts)),
    }


TABS = {
    "waiting": "To be mended",
    "sound": "Ready to confirm",
    "confirmed": DraftState.CONFIRMED.label,
    "discarded": DraftState.DISCARDED.label,
}


def _mended(request: HttpRequest, draft: Any, form: DraftForm) -> bool:
    """Whether the row was saved, and confirmed where the person asked for that too."""
    try:
        services.edit_draft(draft=draft, said=form.said, by=request.user)
        if "confirm" in request.POST:
            action = services.confirm_draft(draft=draft, by=request.user, now=timezone.now())
            messages.success(request, f"Row {draft.line} is in the tracker as {action.reference}.")
        else:
            messages.success(request, f"Row {draft.line} is mended and ready to confirm.")
    except TrackerRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _unknown(drafts: list[DraftRow]) -> list[str]:
    """Names of unknown offices, each once, as the rows come."""
    return list(dict.fromkeys(name for one in drafts for name in one.reading.unknown))


def _columns_initial(found: ActionImport, user: Any) -> dict[str, Any]:
    said = found.mapping or guessed_mapping(found)
    places = list(quadrants_open_to(user)[:2])
    only = places[0] if len(places) == 1 and not holds_for_county(user, Permission.UPDATE_ACTIONS) else None
    return {f"column_{at}": field for at, field in enumerate(said)} | {
        "workstream": found.workstream_id,
        "quadrant": found.quadrant_id or (only and only.pk),
        "may_be_undated": found.may_be_undated,
    }


def _places(user: Any) -> dict[str, Any]:
    return {"places": quadrants_open_to(user), "for_county": holds_for_county(user, Permission.UPDATE_ACTIONS)}


def _status(job: Any, pk: int) -> dict[str, Any]:
    here = reverse("tracker:import", args=[pk])
    return {"job": job, "status_url": here, "ready_url": here}


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the tab that the person came from."""
    show = request.POST.get("show", "")
    address = reverse("tracker:import", args=[pk])
    return redirect(f"{address}?show={show}" if show in TABS else address)


def _problems(draft: Any, known: Known, request: HttpRequest) -> dict[str, Any]:
    """What is in the row's way before anything is mended, for the top of the page."""
    return {"problems": read_row(draft.said, known).problems if request.method != "POST" else ()}
