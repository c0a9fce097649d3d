"""Looking at programmes and actions, now or as they were on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import (
    action_for,
    actions_for,
    may_edit_seen,
    may_update_seen,
    programme_for,
    programmes_for,
)
from essex_portal.tracker.forms.filters import ActionFilterForm, AsAtForm
from essex_portal.tracker.measure_pictures import measure_picture
from essex_portal.tracker.models import ActionVersion, Programme
from essex_portal.tracker.moments import AsAt, as_at
from essex_portal.tracker.queries import ActionFilter, ActionRow, rows_of, updates_as_at, versions_as_at
from essex_portal.tracker.queries.decisions import decisions_as_at
from essex_portal.tracker.queries.disagreements import disagreements_as_at
from essex_portal.tracker.queries.history import history_of
from essex_portal.tracker.queries.imports import draft_of
from essex_portal.tracker.queries.programmes import programmes_as_at
from essex_portal.tracker.queries.words import RATINGS, in_words_of
from essex_portal.tracker.tables import ActionTable
from essex_portal.tracker.tables.actions import PER_PAGE, TONES
from essex_portal.tracker.timeline_pictures import Bar, timeline

UPDATES_SHOWN = 12

sees_tracker = requires(Permission.VIEW_TRACKER)


@sees_tracker
def programmes(request: HttpRequest) -> HttpResponse:
    """Each programme with the ratings of its actions."""
    seen = programmes_as_at(timezone.now(), programmes_for(request.user), actions_for(request.user))
    may_keep = holds(request.user, Permission.KEEP_PROGRAMMES)
    return render(request, "tracker/programmes.html", {"programmes": seen, "may_keep": may_keep})


@sees_tracker
def actions(request: HttpRequest) -> HttpResponse:
    """The actions of every programme, filtered."""
    saved = request.user.tracker_filters.all()
    return _list(request, None, "tracker/actions.html", saved=saved)


@sees_tracker
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme: its workstreams and its actions."""
    found = programme_for(request.user, slug)
    return _list(request, found, "tracker/programme.html")


def _list(request: HttpRequest, programme: Programme | None, template: str, **more: Any) -> HttpResponse:
    visible_programmes = programmes_for(request.user)
    _, at = _day_asked(request)
    form = ActionFilterForm(request.GET, programmes=visible_programmes, programme=programme, moment=at.moment)
    wanted = form.wanted(request.user, actions_for(request.user))
    table = _table(request, at, wanted, disagreeing=form.asks_for_disagreements)
    context = {
        "programme": programme,
        "filter_form": form,
        "table": table,
        "at": at,
        "day": _kept(at),
        "count": table.paginator.count,
        "query": request.GET.urlencode(),
        "may_keep": holds(request.user, Permission.KEEP_PROGRAMMES),
        "may_add": holds(request.user, Permission.UPDATE_ACTIONS),
    }
    return render(request, template, context | more)


def _table(request: HttpRequest, at: AsAt, wanted: ActionFilter, *, disagreeing: bool) -> ActionTable:
    """What matches, a page of it read. Disagreements are judged one by one before, so their judgement is known."""
    versions = versions_as_at(at.moment, wanted)
    judged = disagreements_as_at(at.moment, wanted) if disagreeing else None
    table = ActionTable(versions if judged is None else versions.filter(of__in=judged), day=_kept(at))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    table.load(at.moment, judged)
    return table


@sees_tracker
def timeline_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme's actions over time, as a picture beside its table."""
    found = programme_for(request.user, slug)
    form, at = _day_asked(request)
    versions = versions_as_at(at.moment, ActionFilter(programme=found, visible=actions_for(request.user)))
    page = Paginator(versions, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": found,
        "page": page,
        "picture": _picture(page.object_list, timezone.localdate(at.moment)),
        "at": at,
        "day": _kept(at),
        "filter_form": form,
    }
    return render(request, "tracker/timeline.html", context)


def _picture(versions: Iterable[ActionVersion], today: date) -> SafeString:
    bars = [
        Bar(one.of.reference, one.starts_on, one.due_on, one.baseline_on, one.is_overdue_on(today)) for one in versions
    ]
    description = (
        f"{len(bars)} actions from start to expected end. A mark shows the first agreed date where it moved, "
        "red what is overdue, the red line today."
    )
    return timeline(key="timeline", title="Timeline", description=description, bars=bars, today=today)


@sees_tracker
def action(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """An action whole, as it was at the page's moment."""
    found = action_for(request.user, slug, reference)
    form, at = _day_asked(request)
    said_then = updates_as_at(at.moment).filter(action=found)[: UPDATES_SHOWN + 1]
    updates = in_words_of(at.moment, said_then, *RATINGS)
    said = {update.action_id: update for update in updates[:1]}
    versions = in_words_of(at.moment, versions_as_at(at.moment).filter(of=found), "of__workstream")
    row = next(iter(rows_of(versions, at.moment, said=said)), None)
    context: dict[str, Any] = {"action": found, "programme": found.programme}
    context |= {"at": at, "day": _kept(at), "filter_form": form}
    if row is None:
        return render(request, "tracker/not_yet.html", context)
    context |= {
        "row": row,
        "updates": updates[:UPDATES_SHOWN],
        "has_more": len(updates) > UPDATES_SHOWN,
        "facts_tone": TONES[row.judgement.kind],
        "decisions": decisions_as_at(at.moment).filter(action=found),
        "pictures": [(measure, measure_picture(measure)) for measure in row.parts.measures],
        "is_watched": found.watches.filter(user=request.user).exists(),
        **_rights(request.user, row, at),
        "may_accept": holds(request.user, Permission.APPROVE_UPDATES),
        **_source(found),
    }
    return render(request, "tracker/action.html", context)


def _source(found: Any) -> dict[str, Any]:
    """The row of a table that the action was imported from, cell by cell. No query for one that was not."""
    draft = draft_of(found) if found.source else None
    return {"draft": draft, "cells": draft.cells_by_heading if draft else ()}


def _rights(user: Any, row: ActionRow, at: AsAt) -> dict[str, bool]:
    """What the page offers: nothing on the past, and on a closed action only what a closed one takes."""
    may_update = not at.is_past and may_update_seen(user, row.version, row.parts.parties)
    return {
        "may_update": may_update,
        "may_change": may_update and not row.is_closed,
        "may_edit": not at.is_past and may_edit_seen(user, row.version),
    }


@sees_tracker
def history(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Everything that was ever said, changed or ended of an action, the newest first."""
    found = action_for(request.user, slug, reference)
    context = {"action": found, "programme": found.programme, "entries": history_of(found)}
    return render(request, "tracker/history.html", context)


def _day_asked(request: HttpRequest) -> tuple[AsAtForm, AsAt]:
    form = AsAtForm(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("as_at")
    return form, as_at(day, now=timezone.now(), zone=timezone.get_current_timezone())


def _kept(at: AsAt) -> str:
    """The day, for the addresses of the links from a page about the past."""
    return f"?as_at={at.day.isoformat()}" if at.day else ""
