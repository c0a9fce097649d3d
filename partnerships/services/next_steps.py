"""The partnership's meeting on its results: the level that the schools agree on, the next steps, and their ends."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words
from partnerships.models import AgreedLevel, NextStep, Office, PartnershipMeeting, Round, Statement
from partnerships.states import STEP_MOVES, StepState


class MeetingRefused(Exception):
    """Nothing was changed; `str()` is for the person, `field` the form's field at fault or empty."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class StepPlan:
    """What will be done, by which school or office, and by which day (inclusive)."""

    words: str
    owner: Organisation | Office
    due_on: date


@transaction.atomic
def agree_level(*, review: Round, statement: Statement, level: int, note: str, on: date, by: Any) -> AgreedLevel:
    """Note where the schools see themselves together after talking; a later level takes the earlier one's place."""
    _locked(review)
    agreed = AgreedLevel.objects.filter(round=review, statement=statement).first()
    before = _level(agreed) if agreed else None
    agreed = agreed or AgreedLevel(round=review, statement=statement)
    if before == {"level": level, "note": note}:
        return agreed
    agreed.level, agreed.note, agreed.agreed_on, agreed.agreed_by = level, note, on, by
    agreed.save()
    record(event="agreed_level.noted", target=agreed, by=by, before=before, after=_level(agreed))
    return agreed


@transaction.atomic
def agree_next_step(*, review: Round, statement: Statement, plan: StepPlan, on: date, by: Any) -> NextStep:
    """Keep what will be done about a statement. Sent twice, it is one step. Raises MeetingRefused."""
    _locked(review)
    if plan.due_on < on:
        raise MeetingRefused(f"The step must be due on {date_words(on)} or later", "due_on")
    same = NextStep.objects.filter(round=review, statement=statement, words=plan.words).first()
    if same:
        return same
    step = NextStep.objects.create(
        partnership=review.partnership,
        round=review,
        statement=statement,
        words=plan.words,
        owner_school=plan.owner if isinstance(plan.owner, Organisation) else None,
        owner_office=plan.owner if isinstance(plan.owner, Office) else None,
        due_on=plan.due_on,
        agreed_on=on,
        agreed_by=by,
    )
    record(
        event="next_step.agreed",
        target=step,
        by=by,
        after={"owner": str(plan.owner), "due_on": str(plan.due_on), "partnership": str(review.partnership)},
    )
    return step


@transaction.atomic
def move_step(*, step: NextStep, state: StepState, outcome: str, on: date, by: Any) -> NextStep:
    """End a step as done or dropped (with the reason), or open it again. The same move twice changes nothing.

    Raises MeetingRefused when a dropped step has no reason, or when it has meanwhile been ended otherwise.
    """
    found = NextStep.objects.select_for_update().get(pk=step.pk)
    if found.state == state:
        return found
    if state not in STEP_MOVES[StepState(found.state)]:
        raise MeetingRefused(f"This step is {found.get_state_display().lower()} already. Open it again first.", "state")
    if state == StepState.DROPPED and not outcome:
        raise MeetingRefused("Say why the step is dropped", "outcome")
    before = {"state": found.state}
    found.state, found.outcome = state, outcome
    found.ended_on = None if state == StepState.OPEN else max(on, found.agreed_on)
    found.save(update_fields=["state", "outcome", "ended_on"])
    record(event=f"next_step.{state}", target=found, by=by, before=before, after={"state": state}, reason=outcome)
    return found


@transaction.atomic
def record_meeting(*, review: Round, held_on: date, on: date, by: Any, now: datetime) -> PartnershipMeeting:
    """Keep that the partnership met on the round's results. Sent twice, it is one meeting. Raises MeetingRefused."""
    if held_on > on:
        raise MeetingRefused("The meeting must have been held: enter today or an earlier day", "held_on")
    published = review.published_at.date() if review.published_at else held_on
    if held_on < published:
        raise MeetingRefused(f"Enter {date_words(published)} or later: the results came out then", "held_on")
    meeting, is_new = PartnershipMeeting.objects.get_or_create(
        partnership=review.partnership,
        held_on=held_on,
        about=f"Results: {review.name}",
        defaults={"recorded_by": by, "recorded_at": now},
    )
    if is_new:
        record(event="partnership_meeting.recorded", target=meeting, by=by, after={"about": meeting.about})
    return meeting


def _level(agreed: AgreedLevel) -> dict[str, Any]:
    return {"level": agreed.level, "note": agreed.note}


def _locked(review: Round) -> None:
    """Two screens in one meeting write one after the other."""
    Round.objects.select_for_update().get(pk=review.pk)
