"""A round's results as a printed report: contents, pictures beside their tables, next steps."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from partnerships.models import Round
from partnerships.queries.result_rows import Board, board_of, history_of
from partnerships.result_pictures import agreement_map, dimensions_picture
from partnerships.results import Thresholds

STYLE = Path(__file__).with_name("report.css")


def report_pdf(frozen: Mapping[str, Any], identifier: str) -> bytes:
    """The PDF/UA-1 file. `frozen` as `services.reports` keeps it; the figures are those of the published round."""
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    return typeset(report_html(frozen), style=STYLE, identifier=identifier)


def report_html(frozen: Mapping[str, Any]) -> str:
    review = Round.objects.select_related("partnership", "version").get(pk=frozen["round"])
    thresholds = _thresholds(frozen["thresholds"])
    history = history_of(review.partnership, thresholds)
    board = board_of(history.of(review), thresholds, earlier=history.before(review))
    scale = {step.level: str(step) for step in review.version.steps.all()}
    context = {
        "round": review,
        "on": date.fromisoformat(frozen["on"]),
        "board": board,
        "scale": scale,
        "thresholds": thresholds,
        "dimensions_picture": dimensions_picture(board, scale),
        "agreement_picture": agreement_map(board, scale, thresholds),
        "levels": {int(pk): scale[level] for pk, level in frozen["levels"].items()},
        "steps": _steps(frozen, board),
        "movements": frozen["movements"],
    }
    return render_to_string("partnerships/pdf/results.html", context)


def _steps(frozen: Mapping[str, Any], board: Board) -> list[dict[str, Any]]:
    """The next steps in the order of their statements."""
    numbers = {row.statement.pk: row.number for row in board.statements}
    rows = [
        step | {"number": numbers[step["statement"]], "due_on": date.fromisoformat(step["due_on"])}
        for step in frozen["steps"]
    ]
    return sorted(rows, key=lambda step: (step["number"], step["due_on"]))


def _thresholds(frozen: Mapping[str, str]) -> Thresholds:
    whole = {name: int(frozen[name]) for name in ("fewest", "unsure_percent")}
    return Thresholds(**whole, **{name: Decimal(value) for name, value in frozen.items() if name not in whole})  # type: ignore[arg-type]
