"""What a partnership agreed to do. Keys are stored."""

from django.db import models


class StepState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


STEP_MOVES: dict[StepState, frozenset[StepState]] = {
    StepState.OPEN: frozenset({StepState.DONE, StepState.DROPPED}),
    StepState.DONE: frozenset({StepState.OPEN}),
    StepState.DROPPED: frozenset({StepState.OPEN}),
}
