"""What answers add up to. Pure: scores come in, figures come out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

SCALE = {1: "Strongly disagree", 2: "Disagree", 3: "Neither", 4: "Agree", 5: "Strongly agree"}
"""The answers to a statement, by score."""
BEST_FIRST = tuple(sorted(SCALE, reverse=True))


@dataclass(frozen=True)
class ScaleResult:
    """What people said to one statement: how many gave each score from 1 to 5, with mean and spread."""

    words: str
    counts: tuple[int, ...]
    mean: float
    spread: float

    @property
    def best_first(self) -> tuple[int, ...]:
        """The counts from “strongly agree” down."""
        return self.counts[::-1]

    @property
    def answers(self) -> int:
        return sum(self.counts)


def scale_result(words: str, scores: Sequence[int]) -> ScaleResult:
    """`scores` are from 1 to 5; the spread is their standard deviation. Without scores everything is 0."""
    counted = Counter(scores)
    counts = tuple(counted[score] for score in SCALE)
    return ScaleResult(words, counts, fmean(scores) if scores else 0.0, pstdev(scores) if scores else 0.0)
