"""What partnerships agreed to do, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from essex_portal.organisations.models import Organisation
from partnerships.models import AgreedLevel, NextStep, Round
from partnerships.queries.result_rows import Earlier, History, compare
from partnerships.queries.results import RoundResults
from partnerships.results import Change, Figure, Movement, Thresholds, change_of


@dataclass(frozen=True)
class StepMovement:
    """A step that was agreed after an earlier round, and how its statement has moved since."""

    step: NextStep
    then: Figure
    now: Figure | None
    change: Change


def steps_of(partnership: Organisation) -> QuerySet[NextStep]:
    """All steps that the partnership agreed on, by the day on which they are due."""
    steps = NextStep.objects.filter(partnership=partnership)
    return steps.select_related("owner_school", "owner_office", "statement__dimension", "round")


def steps_of_round(review: Round) -> dict[int, list[NextStep]]:
    """The steps agreed on this round's results, by statement."""
    found: dict[int, list[NextStep]] = {}
    for step in steps_of(review.partnership).filter(round=review):
        found.setdefault(step.statement_id, []).append(step)
    return found


def agreed_levels(review: Round) -> dict[int, AgreedLevel]:
    """Where the meeting agreed to stand, by statement."""
    return {one.statement_id: one for one in AgreedLevel.objects.filter(round=review)}


def movements(history: History, review: Round, thresholds: Thresholds) -> Sequence[StepMovement]:
    """The steps agreed on earlier rounds' results, each with the movement of its statement from then to this round.

    A step that came before a movement need not be its cause, and one that nothing followed is said as plainly.
    """
    earlier = {one.round.pk: history.earlier[one.round.pk] for one in history.until(review)[:-1]}
    steps = steps_of(review.partnership).filter(round__in=earlier).order_by("agreed_on", "pk")
    return [_movement(step, earlier[step.round_id], history.of(review), thresholds) for step in steps]


def _movement(step: NextStep, earlier: Earlier, results: RoundResults, thresholds: Thresholds) -> StepMovement:
    then = earlier.results.results.whole.statements[step.statement_id]
    statement = next((one for one in results.statements if one.item_id == step.statement.item_id), None)
    if statement is None:
        return StepMovement(step, then, None, Change(Movement.UNKNOWN))
    now = results.results.whole.statements[statement.pk]
    return StepMovement(step, then, now, change_of(*compare(statement, now, earlier), thresholds))
