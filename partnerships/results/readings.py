"""What a figure is called: the conversation that a partnership should have about it."""

from enum import StrEnum

from partnerships.results.facts import Thresholds
from partnerships.results.figures import Figure, Levels


class Reading(StrEnum):
    """Mutually exclusive. "Agree that we are weak" and "see it differently" are different conversations."""

    STRENGTH = "strength"
    STEADY = "steady"
    AGREED_WEAK = "agreed_weak"
    APART = "apart"
    UNSURE = "unsure"
    WITHHELD = "withheld"


def reading_of(figure: Figure, thresholds: Thresholds) -> Reading:
    """The reading of a statement's or a dimension's figure. Source: domain.md P8.

    Too many "don't know" come first, since the mean then speaks for few; then whether the schools agree.
    """
    if _unsure(figure, thresholds):
        return Reading.UNSURE
    if figure.levels is None:
        return Reading.WITHHELD
    if _apart(figure.levels, thresholds):
        return Reading.APART
    if figure.levels.mean < thresholds.risk_mean:
        return Reading.AGREED_WEAK
    if figure.levels.mean >= thresholds.strength_mean and figure.levels.gap <= thresholds.strength_gap:
        return Reading.STRENGTH
    return Reading.STEADY


def is_risk(figure: Figure, thresholds: Thresholds) -> bool:
    """Whether the mean is low or too many cannot say; a disagreement is a risk only with a low mean."""
    low = figure.levels is not None and figure.levels.mean < thresholds.risk_mean
    return low or _unsure(figure, thresholds)


def _unsure(figure: Figure, thresholds: Thresholds) -> bool:
    if figure.dont_know is None or not figure.answers:
        return False
    return figure.dont_know * 100 > thresholds.unsure_percent * figure.answers


def _apart(levels: Levels, thresholds: Thresholds) -> bool:
    return levels.gap >= thresholds.apart_gap and levels.deviation >= thresholds.apart_deviation
