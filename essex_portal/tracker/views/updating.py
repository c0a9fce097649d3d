"""Saying how actions stand: my actions line by line, or one in full."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import action_to_update_for, own_update_for
from essex_portal.tracker.forms.updates import QuickUpdateForm, UpdateForm
from essex_portal.tracker.models import Action, ActionUpdate, RatingLevel
from essex_portal.tracker.queries import ActionRow, latest_update, rows_of, versions_as_at
from essex_portal.tracker.queries.mine import my_versions, unfinished_updates
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.services.updates import add_update, submit_update
from essex_portal.tracker.states import UpdateState

PER_PAGE = 25

sees_tracker = requires(Permission.VIEW_TRACKER)


@sees_tracker
def mine(request: HttpRequest) -> HttpResponse:
    """What the person has to say something about, one line each."""
    return _mine(request)


@require_POST
@sees_tracker
def quick_update(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """One line of my actions. With htmx only that line comes back; without, the page."""
    action = action_to_update_for(request.user, slug, reference)
    form = QuickUpdateForm(request.POST, levels=list(action.programme.rating_levels.all()), prefix=_key(action))
    saved = _saved(request, action, form)
    if request.headers.get("HX-Request"):
        return render(request, "tracker/mine_row.html", _line(request, action, form, saved))
    if saved is None:
        return _mine(request, wrong=(action, form))
    messages.success(request, f"{action.reference} is {_words(saved)}.")
    return redirect(f"{reverse('tracker:mine')}?{request.GET.urlencode()}#{_key(action)}")


@sees_tracker
def update(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Everything that can be said of one action; a draft or a sent-back update is written anew."""
    action = action_to_update_for(request.user, slug, reference)
    pk = request.GET.get("again", "")
    again = own_update_for(request.user, int(pk), action) if pk.isdecimal() else None
    levels = list(action.programme.rating_levels.all())
    latest = latest_update(action)
    form = UpdateForm(posted(request), levels=levels, initial=_initial(again or latest, again))
    if request.method == "POST" and (saved := _saved(request, action, form, again)) is not None:
        messages.success(request, f"{action.reference} is {_words(saved)}.")
        return redirect("tracker:action", slug, reference)
    now = timezone.now()
    row = rows_of(versions_as_at(now).filter(of=action), now, whole=False)[0]
    context = {"action": action, "programme": action.programme, "form": form, "row": row, "again": again}
    return render(request, "tracker/update.html", context)


@require_POST
@sees_tracker
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a draft."""
    draft = own_update_for(request.user, pk)
    try:
        saved = submit_update(update=draft, by=request.user, now=timezone.now())
    except TrackerRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{draft.action.reference} is {_words(saved)}.")
    return redirect("tracker:mine")


def _mine(request: HttpRequest, wrong: tuple[Action, QuickUpdateForm] | None = None) -> HttpResponse:
    now, show_all = timezone.now(), request.GET.get("show") == "all"
    versions = my_versions(request.user, now, due_only=not show_all and wrong is None)
    page = Paginator(versions, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines(page, now, wrong),
        "show_all": show_all,
        "unfinished": unfinished_updates(request.user),
        "forms": [wrong[1]] if wrong else [],
    }
    return render(request, "tracker/mine.html", context)


def _lines(page: Page, now: Any, wrong: tuple[Action, QuickUpdateForm] | None) -> list[dict[str, Any]]:
    rows = rows_of(page.object_list, now, whole=False)
    levels = _levels(rows)
    lines = []
    for row in rows:
        is_wrong = wrong is not None and wrong[0].pk == row.action.pk
        form = QuickUpdateForm(levels=levels[row.action.programme_id], prefix=_key(row.action))
        lines.append({"row": row, "form": wrong[1] if wrong and is_wrong else form, "saved": None})
    return lines


def _levels(rows: list[ActionRow]) -> dict[int, list[RatingLevel]]:
    levels: dict[int, list[RatingLevel]] = {row.action.programme_id: [] for row in rows}
    for level in RatingLevel.objects.filter(programme__in=levels).order_by("order", "pk"):
        levels[level.programme_id].append(level)
    return levels


def _line(request: HttpRequest, action: Action, form: QuickUpdateForm, saved: ActionUpdate | None) -> dict[str, Any]:
    now = timezone.now()
    row = rows_of(versions_as_at(now).filter(of=action), now, whole=False)[0]
    return {"row": row, "form": form, "saved": saved, "moved_to": True}


def _saved(
    request: HttpRequest, action: Action, form: QuickUpdateForm, again: ActionUpdate | None = None
) -> ActionUpdate | None:
    """The update; None with the refusal beside its field."""
    if not form.is_valid():
        return None
    try:
        return add_update(
            action=action, facts=form.facts, base=form.cleaned_data["base"], by=request.user, now=timezone.now(),
            draft="draft" in request.POST, replaces=again,
        )  # fmt: skip
    except TrackerRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _initial(said: ActionUpdate | None, again: ActionUpdate | None) -> dict[str, Any]:
    """An update written anew begins with its words; any other with the rating that counts."""
    if again is None or said is None:
        return {"delivery": said.delivery.code, "percent": said.percent} if said else {}
    return {
        "delivery": said.delivery.code, "impact": said.impact.code if said.impact else "", "sentence": said.sentence,
        "percent": said.percent, "forecast_on": said.forecast_on, "stage": said.stage,
        "contradiction": said.contradiction,
    }  # fmt: skip


def _key(action: Action) -> str:
    """What the fields and the line of an action are called in a page; references repeat between programmes."""
    return f"a{action.pk}"


def _words(saved: ActionUpdate) -> str:
    return {
        UpdateState.APPROVED: "updated",
        UpdateState.SUBMITTED: "submitted, and counts once it is approved",
    }.get(UpdateState(saved.state), "kept as a draft")
