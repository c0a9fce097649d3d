"""What goes in: statements, answers and the figures at which something counts as strong, weak or unsure."""

from dataclasses import dataclass
from decimal import Decimal

SCALE = (1, 2, 3, 4)
"""Starting, developing, established, leading. "Don't know" is None: counted, and in no mean. Source: domain.md P7."""


@dataclass(frozen=True)
class Statement:
    """`key` is its number; `dimension` the key of its dimension, the same in every version of the questions."""

    key: int
    dimension: str


@dataclass(frozen=True)
class Answer:
    """How many schools of a phase gave this answer to a statement: the room never knows which."""

    phase: str
    statement: int
    level: int | None
    schools: int = 1


@dataclass(frozen=True)
class Thresholds:
    """Where the readings change. The county keeps them; these are where it begins. Source: domain.md P8."""

    fewest: int = 3  # answers that a figure must be made of
    strength_mean: Decimal = Decimal("3.25")  # at least
    strength_gap: Decimal = Decimal("1")  # at most
    risk_mean: Decimal = Decimal("2.5")  # below
    unsure_percent: int = 25  # more than
    apart_gap: Decimal = Decimal("2")  # schools disagree from here on …
    apart_deviation: Decimal = Decimal("0.75")  # … when it is not one answer among many
    movement: Decimal = Decimal("0.25")  # a smaller change of the mean is none
