"""Asking for a round's results as a PDF. What is agreed by then and how results are read is frozen with it."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from essex_portal.documents.models import Document
from essex_portal.documents.services import request_document
from partnerships.models import Round
from partnerships.queries.result_rows import history_of
from partnerships.queries.results import thresholds_in_force
from partnerships.queries.steps import agreed_levels, movements, steps_of_round
from partnerships.result_words import change_words, mean_words
from partnerships.results import Thresholds

KIND = "evaluation_report"


def request_report(*, review: Round, on: date, by: Any) -> Document:
    """Ask a worker for the report as it is on that day; the same report is one document.

    The answers of a published round never change, so only what the meeting agreed and the thresholds are frozen.
    """
    thresholds = thresholds_in_force()
    parameters = {
        "round": review.pk,
        "on": str(on),
        **_agreed(review),
        "movements": _movements(review, thresholds),
        "thresholds": {name: str(value) for name, value in asdict(thresholds).items()},
    }
    digest = hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()
    return request_document(
        kind=KIND,
        key=f"evaluation-report:{digest}",
        parameters=parameters,
        filename=f"results-{review.pk}-{on}.pdf",
        by=by,
    )


def _agreed(review: Round) -> dict[str, Any]:
    """The agreed levels by statement, and the next steps as they are now."""
    return {
        "levels": {str(pk): one.level for pk, one in sorted(agreed_levels(review).items())},
        "steps": [
            {
                "statement": step.statement_id,
                "words": step.words,
                "owner": str(step.owner),
                "due_on": str(step.due_on),
                "state": step.get_state_display(),
                "outcome": step.outcome,
            }
            for steps in steps_of_round(review).values()
            for step in steps
        ],
    }


def _movements(review: Round, thresholds: Thresholds) -> list[dict[str, str]]:
    """The steps of earlier rounds with their states as they are now, in words."""
    return [
        {
            "words": one.step.words,
            "owner": str(one.step.owner),
            "statement": one.step.statement.wording,
            "state": one.step.get_state_display(),
            "then": mean_words(one.then),
            "now": mean_words(one.now) if one.now else "Not asked",
            "change": change_words(one.change),
        }
        for one in movements(history_of(review.partnership, thresholds), review, thresholds)
    ]
