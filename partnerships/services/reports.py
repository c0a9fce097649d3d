"""Asking for a round's results as a PDF. What is agreed by then and how results are read is frozen with it."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from essex_portal.documents.models import Document
from essex_portal.documents.services import request_document
from partnerships.models import Round
from partnerships.queries.results import thresholds_in_force
from partnerships.queries.steps import agreed_levels, steps_of_round

KIND = "evaluation_report"


def request_report(*, review: Round, on: date, by: Any) -> Document:
    """Ask a worker for the report as it is on that day; the same report is one document.

    The answers of a published round never change, so only what the meeting agreed and the thresholds are frozen.
    """
    parameters = {"round": review.pk, "on": str(on), **_agreed(review), "thresholds": _thresholds()}
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


def _thresholds() -> dict[str, str]:
    return {name: str(value) for name, value in asdict(thresholds_in_force()).items()}
