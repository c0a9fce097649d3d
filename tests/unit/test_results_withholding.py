"""Nobody finds out a figure over fewer than three answers by adding and subtracting what is shown."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.results import Answer, Results, Statement, Thresholds, combined, results_of, shown_groups

FEWEST = Thresholds().fewest
STATEMENTS = (Statement(1, dimension="vision"), Statement(2, dimension="vision"))


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"Primary": 5}, {"Primary"}),
        ({"Primary": 2}, set()),
        ({"Primary": 4, "Secondary": 3}, {"Primary", "Secondary"}),
        ({"Primary": 4, "Secondary": 1}, set()),  # the whole less the primaries would be that one school
        ({"Primary": 4, "Secondary": 2, "Special": 1}, {"Primary"}),  # what is left is three answers
        ({"Primary": 5, "Secondary": 3, "Special": 1}, {"Primary"}),  # the smaller group hides the single school
        ({"Primary": 3, "Secondary": 3, "Special": 2}, {"Secondary"}),
        ({"Primary": 4, "Secondary": 0}, {"Primary"}),
        ({}, set()),
    ],
)
def test_a_small_group_is_withheld_together_with_what_would_give_it_away(
    sizes: dict[str, int], shown: set[str]
) -> None:
    assert shown_groups(sizes, FEWEST) == shown


def answers_of(levels: dict[str, list[int | None]], statement: int = 1) -> list[Answer]:
    """One answer for each of the levels of each phase."""
    return [Answer(phase, statement, level) for phase, found in levels.items() for level in found]


def test_two_schools_are_told_nothing_but_that_they_are_two() -> None:
    figure = results_of(answers_of({"Primary": [1, 4]}), STATEMENTS[:1], Thresholds()).whole.statements[1]
    assert (figure.answers, figure.dont_know, figure.levels, figure.withheld) == (2, None, None, True)


def test_dont_know_is_shown_where_the_levels_beside_it_are_too_few() -> None:
    figure = results_of(answers_of({"Primary": [2, None, None]}), STATEMENTS[:1], Thresholds()).whole.statements[1]
    assert (figure.dont_know, figure.levels, figure.withheld) == (2, None, True)


def test_dont_know_in_one_phase_hides_the_means_of_both() -> None:
    results = results_of(answers_of({"Primary": [2, 3, 4], "Secondary": [1, None, None]}), STATEMENTS[:1], Thresholds())
    primary, secondary = results.phases
    assert results.whole.statements[1].levels is not None
    assert primary.statements[1].levels is None
    assert (secondary.statements[1].dont_know, secondary.statements[1].levels) == (2, None)


def test_a_phase_does_not_tell_who_of_the_others_could_not_say() -> None:
    """The only secondary school said "don't know": three levels of three primaries would give it away."""
    results = results_of(answers_of({"Primary": [2, 3, 4], "Secondary": [None]}), STATEMENTS[:1], Thresholds())
    assert not any(group.shown for group in results.phases)
    assert results.of_phase("Primary") is None


def test_schools_that_answered_alike_may_be_counted_together() -> None:
    counted = [Answer("Primary", 1, 2, schools=2), Answer("Primary", 1, 4)]
    results = results_of(counted, STATEMENTS[:1], Thresholds())
    assert results == results_of(answers_of({"Primary": [2, 2, 4]}), STATEMENTS[:1], Thresholds())
    assert results.whole.schools == 3


def test_a_dimension_is_made_of_the_statements_that_are_shown() -> None:
    answers = answers_of({"": [4, 4, 4]}, statement=1) + answers_of({"": [1, 1, None]}, statement=2)
    results = results_of(answers, STATEMENTS[:2], Thresholds())
    dimension = results.whole.dimensions["vision"]
    assert dimension.levels == results.whole.statements[1].levels
    assert (dimension.left_out, dimension.dont_know) == (1, 1)


def test_a_county_is_made_of_the_partnerships_that_are_shown() -> None:
    shown = results_of(answers_of({"": [2, 3, 4]}), STATEMENTS[:1], Thresholds()).whole.statements[1]
    small = results_of(answers_of({"": [1, 1]}), STATEMENTS[:1], Thresholds()).whole.statements[1]
    county = combined([shown, small])
    assert (county.answers, county.levels, county.left_out) == (3, shown.levels, 1)


levels = st.sampled_from([1, 2, 3, 4, None])
schools = st.lists(st.tuples(st.sampled_from(["Primary", "Secondary", "Special"]), levels, levels), max_size=8)


@settings(deadline=None)
@given(schools)
def test_no_figure_over_fewer_than_three_answers_follows_from_what_is_shown(
    given_schools: list[tuple[str, int | None, int | None]],
) -> None:
    answers = [
        Answer(phase, statement.key, level)
        for phase, *found in given_schools
        for statement, level in zip(STATEMENTS, found, strict=True)
    ]
    results = results_of(answers, STATEMENTS, Thresholds())
    assert not small_figures(*what_levels_say(results, answers))
    assert not small_figures(*what_dont_know_says(results, answers))


def what_levels_say(results: Results, answers: list[Answer]) -> tuple[list[list[int]], int]:
    """Each shown sum of levels, of whole, phase, statement and dimension, as a row over the answers with a level."""
    known = [answer for answer in answers if answer.level is not None]
    rows = []
    for group in (results.whole, *results.phases):
        shown = {key for key, figure in group.statements.items() if figure.levels is not None}
        parts = [{key} for key in shown]
        parts += [
            {one.key for one in STATEMENTS if one.dimension == dimension and one.key in shown} for dimension in (10, 20)
        ]
        for part in parts:
            row = [int(answer.statement in part and group.name in ("", answer.phase)) for answer in known]
            totals = [group.statements[key].levels.total for key in part]  # type: ignore[union-attr]
            assert sum(totals) == sum(answer.level or 0 for answer, has in zip(known, row, strict=True) if has)
            rows.append(row)
    return rows, len(known)


def what_dont_know_says(results: Results, answers: list[Answer]) -> tuple[list[list[int]], int]:
    """Each number of "don't know" that is shown or follows from a number of levels, as a row over all answers."""
    rows = [
        [int(answer.statement == key and group.name in ("", answer.phase)) for answer in answers]
        for group in (results.whole, *results.phases)
        for key, figure in group.statements.items()
        if figure.levels is not None or figure.dont_know is not None
    ]
    return rows, len(answers)


def small_figures(rows: list[list[int]], width: int) -> list[tuple[int, ...]]:
    """The sets of one or two answers about which sums and differences of the rows say something.

    There is such a sum exactly when the rows lose rank without these answers' columns. It also covers what a school
    finds out of one other with its own answer.
    """
    whole = rank(rows)
    return [
        pair
        for size in (1, 2)
        for pair in combinations(range(width), size)
        if rank([[value for at, value in enumerate(row) if at not in pair] for row in rows]) < whole
    ]


PRIME = 2**31 - 1


def rank(rows: Sequence[Sequence[int]]) -> int:
    """Over the numbers modulo a large prime, which is quick and for such small rows the same."""
    left, found = [list(row) for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        at = next((at for at in range(found, len(left)) if left[at][column]), None)
        if at is None:
            continue
        left[found], left[at] = left[at], left[found]
        inverse = pow(left[found][column], -1, PRIME)
        for row in left[found + 1 :]:
            factor = row[column] * inverse % PRIME
            if factor:
                row[:] = [(value - factor * other) % PRIME for value, other in zip(row, left[found], strict=True)]
        found += 1
    return found


def test_the_check_itself_sees_a_subtraction() -> None:
    assert small_figures([[1, 1, 1, 1], [1, 1, 1, 0]], 4) == [(3,), (0, 3), (1, 3), (2, 3)]
    assert not small_figures([[1, 1, 1, 1]], 4)
