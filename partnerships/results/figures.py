"""Figures over answers, and figures over figures.

What stands above a statement (its dimension, a quadrant, the county) is made of the figures that are shown beneath
it and of nothing else. So it can never give away one that is withheld.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Levels:
    """The levels of `count` answers: their sum, ends and scatter, never the single ones."""

    count: int
    total: int
    low: int
    high: int
    gaps: int  # of the statements: highest minus lowest, added up
    statements: int
    scatter: Fraction  # squared distances from each statement's mean, added up

    @property
    def mean(self) -> Decimal:
        return _decimal(Fraction(self.total, self.count))

    @property
    def gap(self) -> Decimal:
        """Highest minus lowest answer; over several statements, how far the answers to one lie apart on average."""
        return _decimal(Fraction(self.gaps, self.statements))

    @property
    def deviation(self) -> Decimal:
        """The standard deviation of the schools around each statement's mean."""
        return Decimal(sqrt(self.scatter / self.count)).quantize(HUNDREDTH)


@dataclass(frozen=True)
class Figure:
    """What is shown of a group's answers. What must be withheld is None.

    `answers` is how many there are, which the partnership knows from who has handed in; `left_out` says how many
    figures beneath this one are withheld and so are not in it.
    """

    answers: int
    dont_know: int | None
    levels: Levels | None
    left_out: int = 0

    @property
    def withheld(self) -> bool:
        return self.levels is None and not self.nobody_could_say

    @property
    def nobody_could_say(self) -> bool:
        return self.dont_know is not None and 0 < self.answers == self.dont_know

    @property
    def dont_know_percent(self) -> int | None:
        return None if self.dont_know is None or not self.answers else round(100 * self.dont_know / self.answers)


def figure_of(levels: Sequence[int | None], *, show_levels: bool = True, show_dont_know: bool = True) -> Figure:
    """The figure over these answers to one statement, without what must not be shown."""
    known = [level for level in levels if level is not None]
    return Figure(
        answers=len(levels),
        dont_know=len(levels) - len(known) if show_dont_know else None,
        levels=_levels_of(known) if known and show_levels else None,
    )


def combined(figures: Iterable[Figure]) -> Figure:
    """One figure over several: a dimension over its statements, a quadrant over its partnerships."""
    each = list(figures)
    open_to_see = [one for one in each if one.dont_know is not None]
    levels = [one.levels for one in each if one.levels is not None]
    return Figure(
        answers=sum(one.answers for one in open_to_see),
        dont_know=sum(one.dont_know or 0 for one in open_to_see) if open_to_see else None,
        levels=_over(levels) if levels else None,
        left_out=sum(one.withheld or bool(one.left_out) for one in each),
    )


def _levels_of(known: Sequence[int]) -> Levels:
    count, total, squares = len(known), sum(known), sum(level * level for level in known)
    return Levels(
        count=count,
        total=total,
        low=min(known),
        high=max(known),
        gaps=max(known) - min(known),
        statements=1,
        scatter=Fraction(count * squares - total * total, count),
    )


def _over(each: Sequence[Levels]) -> Levels:
    return Levels(
        count=sum(one.count for one in each),
        total=sum(one.total for one in each),
        low=min(one.low for one in each),
        high=max(one.high for one in each),
        gaps=sum(one.gaps for one in each),
        statements=sum(one.statements for one in each),
        scatter=sum((one.scatter for one in each), Fraction(0)),
    )


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(HUNDREDTH)
