"""What the director sees of every programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import actions_for, programmes_for
from essex_portal.tracker.queries.board import board_overview, shown_of
from essex_portal.tracker.queries.standings import Standing
from essex_portal.tracker.states import ProgrammeState

AT_MOST = 20


@requires(Permission.VIEW_TRACKER)
def board(request: HttpRequest) -> HttpResponse:
    """Every programme on one page: ratings, disagreements with the facts, and what needs a decision."""
    running = programmes_for(request.user).filter(state=ProgrammeState.ACTIVE)
    view = board_overview(list(running), timezone.now(), actions_for(request.user))
    contradicted = view.contradicted[:AT_MOST]
    shown = shown_of(view, [*contradicted, *(one for one in view.first if isinstance(one, Standing))])
    context = {
        "view": view,
        "first": [shown[one.key] if isinstance(one, Standing) else one for one in view.first],
        "contradicted": [shown[one.key] for one in contradicted],
        "contradicted_in_all": len(view.contradicted),
        "may_send": holds(request.user, Permission.SEND_BOARD_PACKS),
    }
    return render(request, "tracker/board/board.html", context)
