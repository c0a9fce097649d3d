"""What the SEND teams of each quadrant do at present."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.plans import days_meant
from essex_portal.tracker.services.actions import create_action
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.ui.saving import saved
from send.access import quadrant_kept_by, quadrant_seen_by, quadrants_seen_by, seen_programme
from send.forms.keeping import TeamActionForm
from send.queries import statement as queries
from send.states import QUADRANTS
from send.views.pages import form_page
from send.views.permissions import updates_actions, views_tracker


@views_tracker
def quadrants(request: HttpRequest) -> HttpResponse:
    """An officer comes to the own quadrant at once; those of the county choose."""
    seen = list(quadrants_seen_by(request.user))
    if len(seen) == 1:
        return redirect("send:quadrant", seen[0].pk)
    return render(request, "send/quadrants.html", {"quadrants": seen})


@views_tracker
def quadrant(request: HttpRequest, pk: int) -> HttpResponse:
    """The quadrant's current actions by team."""
    found = quadrant_seen_by(request.user, pk)
    programme = queries.programme(QUADRANTS)
    teams = queries.workstreams(programme, request.user, timezone.now(), quadrant=found) if programme else []
    context = {
        "quadrant": found,
        "programme": programme,
        "teams": [team for team in teams if team.rows],
        "may_add": programme is not None and holds(request.user, Permission.UPDATE_ACTIONS, found),
    }
    return render(request, "send/quadrant.html", context)


@updates_actions
def add_action(request: HttpRequest, pk: int) -> HttpResponse:
    """A new action of one of the quadrant's teams; it is updated in the tracker from then on."""
    found, programme = quadrant_kept_by(request.user, pk), seen_programme(request.user, QUADRANTS)
    form = TeamActionForm(posted(request), programme=programme)

    def create(values: dict[str, Any]) -> Any:
        starts_on, due_on = days_meant(values["when_words"], timezone.localdate())
        return create_action(
            **values, quadrant=found, starts_on=starts_on, due_on=due_on, by=request.user, now=timezone.now()
        )

    if done := saved(form, create, TrackerRefused):
        messages.success(request, f"{done.reference} was added.")
        return redirect("send:quadrant", pk)
    return form_page(
        request, form, title="Add a current action", caption=found, back_url=reverse("send:quadrant", args=[pk])
    )
