"""The statement of action, its plan, risks and visits."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from essex_portal.documents.uploads import hand_out
from essex_portal.tracker.access import may_edit_seen, may_update_seen
from send.access import kept_or_404
from send.models import StatementPaper, VisitLetter
from send.queries import statement as queries
from send.risk_words import gravity
from send.states import STATEMENT
from send.views.permissions import keeps_programmes, views_tracker


@views_tracker
def statement(request: HttpRequest) -> HttpResponse:
    """Each workstream: why, what will be different, how it is measured and read, its actions with their ratings."""
    return _of_workstreams(request, "send/statement.html")


@views_tracker
def plan(request: HttpRequest) -> HttpResponse:
    """The project plan beside the statement: actions and milestones by their days, and the papers."""
    return _of_workstreams(request, "send/plan.html", papers=queries.papers())


def _of_workstreams(request: HttpRequest, template: str, **more: object) -> HttpResponse:
    programme = queries.programme(STATEMENT)
    seen = queries.workstreams(programme, request.user, timezone.now()) if programme else []
    rows = [row for one in seen for row in one.rows]
    context = {
        "programme": programme,
        "workstreams": seen,
        "updates": {row.key for row in rows if may_update_seen(request.user, row.version, row.parts.parties)},
        "edits": {row.key for row in rows if not row.is_closed and may_edit_seen(request.user, row.version)},
        "keeps": keeps_programmes(request.user),
        "today": timezone.localdate(),
    }
    return render(request, template, context | more)


@views_tracker
def risks(request: HttpRequest) -> HttpResponse:
    """The risk register, the gravest first."""
    programme = queries.programme(STATEMENT)
    found = queries.risks(programme, request.user) if programme else []
    context = {"programme": programme, "risks": [(risk, *gravity(risk.score)) for risk in found]}
    return render(request, "send/risks.html", context)


@views_tracker
def visits(request: HttpRequest) -> HttpResponse:
    context = {
        "visits": queries.visits(),
        "today": timezone.localdate(),
        "keeps": keeps_programmes(request.user),
    }
    return render(request, "send/visits.html", context)


@views_tracker
def letter(request: HttpRequest, pk: int) -> FileResponse:
    return hand_out(kept_or_404(VisitLetter, pk).file)


@views_tracker
def paper(request: HttpRequest, pk: int) -> FileResponse:
    return hand_out(kept_or_404(StatementPaper, pk).file)
