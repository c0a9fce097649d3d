"""What a partnership's page shows of its self-review: its rounds, and what of them this person may open."""

from collections.abc import Sequence
from dataclasses import dataclass

from essex_portal.organisations.models import Organisation
from partnerships.models import NextStep, Round
from partnerships.panels import About
from partnerships.queries.taken import rounds_on
from partnerships.results_access import may_see_steps, sees_results_in
from partnerships.states import StepState


@dataclass(frozen=True)
class SelfReview:
    rounds: Sequence[Round]
    results_route: str = ""
    """Where the results of a published round are for this person; empty for those who see none."""
    open_steps: int | None = None
    """None for those who do not see what was agreed."""


def self_review_of(partnership: Organisation, quadrant: Organisation, about: About) -> SelfReview:
    """As at the day that `about` names."""
    rounds = list(rounds_on(partnership, about.on))
    sees_results = sees_results_in(about.user, partnership, quadrant)
    if not sees_results and not may_see_steps(about.user, partnership, about.on):
        return SelfReview(rounds)
    route = "partnerships:round_results" if sees_results else "partnerships:school_round_results"
    return SelfReview(rounds, route, NextStep.objects.filter(partnership=partnership, state=StepState.OPEN).count())
