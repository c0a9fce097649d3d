"""Figures, readings and changes of a round."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.results import (
    Figure,
    Movement,
    Reading,
    Thresholds,
    chained,
    change_of,
    change_of_many,
    combined,
    figure_of,
    is_risk,
    link_between,
    reading_of,
)
from partnerships.states import Link

BEGINNING = Thresholds()
WITHHELD = Figure(answers=2, dont_know=None, levels=None)


@pytest.mark.parametrize(
    ("levels", "reading", "risk"),
    [
        ([3, 3, 4, 4], Reading.STRENGTH, False),
        ([3, 3, 3, 4], Reading.STRENGTH, False),  # 3.25 exactly
        ([3, 3, 3, 3, 4], Reading.STEADY, False),  # 3.20
        ([2, 4, 4, 4, 4, 4, 4, 4, 4], Reading.STEADY, False),  # a high mean, but not all within one step
        ([2, 3, 2, 3], Reading.STEADY, False),  # 2.50 is not below
        ([2, 2, 2, 3], Reading.AGREED_WEAK, True),
        ([1, 2, 2, 2, 2, 2, 3], Reading.AGREED_WEAK, True),
        ([1, 1, 4, 1], Reading.APART, True),
        ([4, 4, 1, 4], Reading.APART, False),  # the mean hides it
        ([4, 4, 4, None], Reading.STRENGTH, False),  # 25 per cent are not too many
        ([4, 4, 4, None, None], Reading.UNSURE, True),
        ([None, None, None], Reading.UNSURE, True),
    ],
)
def test_a_figure_is_read_by_its_mean_its_spread_and_who_cannot_say(
    levels: list[int | None], reading: Reading, risk: bool
) -> None:
    figure = figure_of(levels)
    assert (reading_of(figure, BEGINNING), is_risk(figure, BEGINNING)) == (reading, risk)


def test_what_is_withheld_has_no_reading() -> None:
    assert (reading_of(WITHHELD, BEGINNING), is_risk(WITHHELD, BEGINNING)) == (Reading.WITHHELD, False)


def test_the_county_sets_where_a_strength_begins() -> None:
    assert reading_of(figure_of([3, 3, 3]), Thresholds(strength_mean=Decimal(3))) == Reading.STRENGTH


def test_dont_know_is_counted_and_in_no_mean() -> None:
    figure = figure_of([2, None, 4, 3])
    assert figure.levels is not None
    assert (figure.levels.mean, figure.dont_know, figure.dont_know_percent) == (Decimal("3.00"), 1, 25)
    assert (figure.levels.low, figure.levels.high, figure.levels.gap) == (2, 4, Decimal(2))
    assert figure.levels.deviation == Decimal("0.82")


def test_a_dimension_tells_schools_apart_not_statements() -> None:
    """All schools say 1 to one statement and 4 to the other: they agree."""
    levels = combined([figure_of([1, 1, 1]), figure_of([4, 4, 4])]).levels
    assert levels is not None
    assert (levels.mean, levels.gap, levels.deviation) == (Decimal("2.50"), Decimal(0), Decimal(0))


@given(st.lists(st.lists(st.sampled_from([1, 2, 3, 4, None]), min_size=1, max_size=8), min_size=1, max_size=5))
def test_figures_over_figures_are_figures_over_the_answers(groups: list[list[int | None]]) -> None:
    figure = combined(figure_of(group) for group in groups)
    known = [level for group in groups for level in group if level is not None]
    assert figure.answers == sum(len(group) for group in groups)
    assert figure.dont_know == figure.answers - len(known)
    if figure.levels is not None:
        assert (figure.levels.count, figure.levels.total) == (len(known), sum(known))
        assert min(known) <= figure.levels.mean <= max(known)
        assert 0 <= figure.levels.deviation <= Decimal(max(known) - min(known)) / 2 + Decimal("0.01")


@pytest.mark.parametrize(
    ("then", "now", "movement", "difference"),
    [
        ([2, 2, 2], [3, 3, 3], Movement.UP, "1.00"),
        ([3, 3, 3], [2, 2, 2], Movement.DOWN, "-1.00"),
        ([3, 3, 3, 3], [3, 3, 3, 4], Movement.UP, "0.25"),
        ([3, 3, 3, 3, 3], [3, 3, 3, 3, 4], Movement.NONE, "0.20"),
        ([3, 3, 3], [3, 3, 3], Movement.NONE, "0.00"),
    ],
)
def test_a_change_is_said_only_where_it_is_more_than_chance(
    then: list[int], now: list[int], movement: Movement, difference: str
) -> None:
    change = change_of(figure_of(now), figure_of(then), Link.SAME, BEGINNING)
    assert (change.movement, change.difference, change.marked) == (movement, Decimal(difference), False)


def test_a_new_wording_breaks_the_trend_and_a_similar_one_marks_it() -> None:
    now, then = figure_of([3, 3, 3]), figure_of([2, 2, 2])
    assert change_of(now, then, Link.NEW, BEGINNING).movement == Movement.BREAK
    assert change_of(now, then, Link.SIMILAR, BEGINNING).marked
    assert chained([Link.SAME, Link.SIMILAR, Link.SAME]) == Link.SIMILAR
    assert chained([Link.SIMILAR, Link.NEW]) == Link.NEW
    assert chained([]) == Link.SAME


def test_a_link_reaches_across_versions_as_far_as_its_weakest_step():
    follows = {5: (3, Link.SAME), 3: (1, Link.SIMILAR), 6: (4, Link.NEW)}
    assert link_between(5, 5, {}) == Link.SAME
    assert link_between(5, 3, follows) == Link.SAME
    assert link_between(5, 1, follows) == Link.SIMILAR
    assert link_between(6, 4, follows) == Link.NEW
    assert link_between(5, 4, follows) == Link.NEW


def test_nothing_is_compared_with_what_is_withheld_or_was_not_asked() -> None:
    for then in (None, WITHHELD):
        change = change_of(figure_of([3, 3, 3]), then, Link.SAME, BEGINNING)
        assert (change.movement, change.difference) == (Movement.UNKNOWN, None)


def test_a_dimension_compares_the_statements_that_both_rounds_asked() -> None:
    lasting = (figure_of([3, 3, 3]), figure_of([2, 2, 2]), Link.SAME)
    added = (figure_of([1, 1, 1]), None, Link.NEW)
    change = change_of_many([lasting, added], BEGINNING)
    assert (change.movement, change.difference, change.marked) == (Movement.UP, Decimal("1.00"), True)
    assert change_of_many([added], BEGINNING).movement == Movement.BREAK
    assert change_of_many([], BEGINNING).movement == Movement.UNKNOWN
