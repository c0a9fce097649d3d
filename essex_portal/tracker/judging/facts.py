from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from essex_portal.tracker.states import RatingKind, Stage


@dataclass(frozen=True)
class MilestoneFacts:
    title: str
    baseline_on: date | None = None
    forecast_on: date | None = None
    actual_on: date | None = None


@dataclass(frozen=True)
class MeasureFacts:
    """A measure and its latest reading. `higher_is_better` says which way is forward."""

    title: str
    unit: str
    higher_is_better: bool
    baseline: Decimal | None = None
    target: Decimal | None = None
    target_on: date | None = None
    value: Decimal | None = None
    read_on: date | None = None

    def misses(self, goal: Decimal) -> bool:
        """Whether the latest reading is worse than `goal`. False without a reading."""
        if self.value is None:
            return False
        return self.value < goal if self.higher_is_better else self.value > goal


@dataclass(frozen=True)
class ActionFacts:
    """`silent_since`: the day of the last update, or of the action's making; an update is due each `interval_days`."""

    stage: Stage
    silent_since: date
    interval_days: int
    starts_on: date | None = None
    baseline_on: date | None = None
    forecast_on: date | None = None
    has_accepted_evidence: bool = False
    milestones: tuple[MilestoneFacts, ...] = ()
    measures: tuple[MeasureFacts, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The rating that the facts give, and a sentence for each fact that weighs against a better one."""

    kind: RatingKind
    sentences: tuple[str, ...] = ()
