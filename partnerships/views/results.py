"""Results of a round: for the lead, the quadrant and the county, and for each school with its own answers beside."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify

from essex_portal.accounts.access import requires, school_acted_for, signed_in
from essex_portal.accounts.roles import Permission
from essex_portal.ui.sheets import sheet_response
from partnerships.access import may_lead
from partnerships.models import Round
from partnerships.queries.result_rows import Board, History, board_of, history_of
from partnerships.queries.results import RoundResults, own_levels, thresholds_in_force
from partnerships.queries.steps import agreed_levels, movements, steps_of_round
from partnerships.result_pictures import agreement_map, dimensions_picture
from partnerships.result_sheets import STATEMENTS, statement_rows
from partnerships.results import Thresholds
from partnerships.results_access import round_of_school, round_seen_by, rounds_of_school


@signed_in
def round_results(request: HttpRequest, pk: int) -> HttpResponse:
    """What the schools of a partnership said, for those who see its results; of one phase, when the address asks."""
    review = round_seen_by(request.user, pk, timezone.localdate())
    thresholds = thresholds_in_force()
    history = history_of(review.partnership, thresholds)
    board = _board(history, review, thresholds, phase=request.GET.get("phase", ""))
    lead = may_lead(request.user, review.partnership)
    context = {
        **shown(board, thresholds),
        "is_lead": lead,
        "phases": phases_of(history.of(review)),
        "phase": board.group.name,
        **trends_of(history, review, thresholds, phase=board.group.name),
        "agreed": agreed_levels(review),
        "steps": steps_of_round(review),
        "movements": movements(history, review, thresholds),
    }
    return render(request, "partnerships/results/round.html", context)


@signed_in
def round_results_sheet(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The figures of the page as CSV or xlsx."""
    review = round_seen_by(request.user, pk, timezone.localdate())
    if form not in ("csv", "xlsx"):
        raise Http404
    thresholds = thresholds_in_force()
    history = history_of(review.partnership, thresholds)
    board = _board(history, review, thresholds, phase=request.GET.get("phase", ""))
    name = slugify(f"{review.partnership.name} {review.name} {board.group.name}")[:80]
    return sheet_response(form, name, STATEMENTS, statement_rows(board))


@requires(Permission.ANSWER_EVALUATION)
def school_results(request: HttpRequest) -> HttpResponse:
    """The published rounds that asked the school."""
    school = school_acted_for(request, Permission.ANSWER_EVALUATION)
    return render(request, "partnerships/results/school_rounds.html", {"rounds": rounds_of_school(school)})


@requires(Permission.ANSWER_EVALUATION)
def school_round_results(request: HttpRequest, pk: int) -> HttpResponse:
    """What the school said beside what the partnership's schools say together."""
    school = school_acted_for(request, Permission.ANSWER_EVALUATION)
    review = round_of_school(school, pk)
    thresholds = thresholds_in_force()
    history = history_of(review.partnership, thresholds)
    own = own_levels(review, school)
    board = board_of(history.of(review), thresholds, earlier=history.before(review), own=own)
    context = {
        **shown(board, thresholds, own=bool(own)),
        "school": school,
        "has_own": bool(own),
        "agreed": agreed_levels(review),
        "steps": steps_of_round(review),
    }
    return render(request, "partnerships/results/school.html", context)


def shown(board: Board, thresholds: Thresholds, *, own: bool = False) -> dict[str, Any]:
    """The context that every page of results has: the rows, their pictures and the scale."""
    scale = scale_of(board.results.round)
    return {
        "round": board.results.round,
        "board": board,
        "scale": scale,
        "thresholds": thresholds,
        "dimensions_picture": dimensions_picture(board, scale, own=own),
        "agreement_picture": agreement_map(board, scale, thresholds),
    }


def scale_of(review: Round) -> dict[int, str]:
    """The steps of the round's scale: `1 Starting` and so on."""
    return {step.level: str(step) for step in review.version.steps.all()}


def phases_of(results: RoundResults) -> Sequence[tuple[str, int, bool]]:
    """Each phase with its schools and whether anything of it may be shown; none where all schools are of one phase."""
    phases = results.results.phases
    return [(group.name, group.schools, group.shown) for group in phases] if len(phases) > 1 else []


def trends_of(history: History, review: Round, thresholds: Thresholds, *, phase: str = "") -> dict[str, Any]:
    """This round and those before it, the oldest first, and for each dimension of now its row in each of them.

    Of a phase, rounds are left out in which no school of it handed in.
    """
    groups = [(one, one.results.group(phase)) for one in history.until(review)]
    boards = [
        board_of(one, thresholds, group=group, earlier=history.before(one.round)) for one, group in groups if group
    ]
    by_key = [{row.key: row for row in board.dimensions} for board in boards]
    return {
        "boards": boards,
        "trends": [(row.name, [rows.get(row.key) for rows in by_key]) for row in boards[-1].dimensions],
    }


def _board(history: History, review: Round, thresholds: Thresholds, *, phase: str) -> Board:
    """The rows of the whole or of a phase. Raises Http404 for a phase that is not shown."""
    results = history.of(review)
    group = results.results.of_phase(phase)
    if group is None:
        raise Http404
    return board_of(results, thresholds, group=group, earlier=history.before(review))
