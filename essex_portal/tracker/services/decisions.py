"""Asking for a decision, and answering. A question and its answer stay as they are."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.tracker.access import may_update
from essex_portal.tracker.models import Action, DecisionRequest, Programme
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.states import DecisionOutcome


class AlreadyAnswered(TrackerRefused):
    def __init__(self, request: DecisionRequest) -> None:
        super().__init__(f"This question is {request.get_outcome_display().lower()} already: “{request.answer}”")


@transaction.atomic
def ask_decision(
    *,
    programme: Programme,
    action: Action | None = None,
    question: str,
    background: str = "",
    needed_by: date | None = None,
    by: Any,
    now: datetime,
) -> DecisionRequest:
    """Ask for a decision about an action, or about the whole programme. `needed_by` is the last day for it."""
    allowed = may_update(by, action) if action else holds_for_county(by, Permission.UPDATE_ACTIONS)
    if not allowed:
        raise PermissionDenied("You can ask for decisions about the actions that you update.")
    request = DecisionRequest.objects.create(
        programme=programme, action=action, question=question, background=background, needed_by=needed_by,
        asked_at=now, asked_by=by,
    )  # fmt: skip
    record(event="decision.asked", target=action or programme, by=by, after={"question": question})
    return request


@transaction.atomic
def decide(*, request: DecisionRequest, answer: str, by: Any, now: datetime) -> DecisionRequest:
    """Answer a question. Raises AlreadyAnswered."""
    if not holds(by, Permission.APPROVE_UPDATES):
        raise PermissionDenied("Questions are decided by the director.")
    return _close(request, DecisionOutcome.DECIDED, answer, by, now)


@transaction.atomic
def withdraw_request(*, request: DecisionRequest, reason: str, by: Any, now: datetime) -> DecisionRequest:
    """Take a question back, by who asked it or who keeps the programme. Raises AlreadyAnswered."""
    if request.asked_by_id != by.pk and not holds(by, Permission.KEEP_PROGRAMMES):
        raise PermissionDenied("A question is taken back by who asked it.")
    return _close(request, DecisionOutcome.WITHDRAWN, reason, by, now)


def _close(request: DecisionRequest, outcome: DecisionOutcome, answer: str, by: Any, now: datetime) -> DecisionRequest:
    locked = DecisionRequest.objects.select_for_update(of=("self",)).select_related("action", "programme")
    row = locked.get(pk=request.pk)
    if row.closed_at:
        raise AlreadyAnswered(row)
    row.outcome, row.answer, row.closed_at, row.closed_by = outcome, answer, now, by
    row.save(update_fields=["outcome", "answer", "closed_at", "closed_by"])
    after = {"question": row.question, "answer": answer}
    record(event=f"decision.{outcome}", target=row.action or row.programme, by=by, after=after)
    return row
