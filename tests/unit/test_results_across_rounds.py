"""A change says nothing that the figures of its two rounds do not: subtraction across rounds finds out no school."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.results import Answer, Movement, Results, Statement, Thresholds, change_of, change_of_many, results_of
from partnerships.states import Link
from tests.unit.test_results_withholding import rank, small_figures, what_dont_know_says, what_levels_say

STATEMENTS = (Statement(1, dimension="vision"), Statement(2, dimension="vision"))
Levels = list[int | None]


def results(levels: dict[str, Levels]) -> Results:
    """Every school gives its level to both statements."""
    answers = [
        Answer(phase, one.key, level) for phase, found in levels.items() for level in found for one in STATEMENTS
    ]
    return results_of(answers, STATEMENTS, Thresholds())


def change(now: Results, then: Results, phase: str, statement: int = 1):
    group, earlier = now.group(phase), then.group(phase)
    assert group is not None
    return change_of(group.statements[statement], earlier and earlier.statements[statement], Link.SAME, Thresholds())


@pytest.mark.parametrize(
    ("then", "now", "phase", "difference"),
    [
        ({"Primary": [2, 2, 2]}, {"Primary": [3, 3, 3]}, "", Decimal(1)),
        ({"Primary": [2, 2, 2]}, {"Primary": [3, 3, 3]}, "Primary", Decimal(1)),
        ({"Primary": [2, 2]}, {"Primary": [3, 3, 3]}, "", None),  # too few then
        ({"Primary": [2, 2, 2]}, {"Primary": [3, 3]}, "", None),  # too few now
        ({"Primary": [2, 2, 2]}, {"Primary": [3, None, 3]}, "", None),  # too few could say
        # All schools have a change; the only secondary hides the primaries with itself, then or now.
        ({"Primary": [2, 2, 2], "Secondary": [1]}, {"Primary": [3, 3, 3]}, "Primary", None),
        ({"Primary": [2, 2, 2]}, {"Primary": [3, 3, 3], "Secondary": [1]}, "Primary", None),
        ({"Primary": [2, 2, 2], "Secondary": [1]}, {"Primary": [3, 3, 3], "Secondary": [1]}, "Primary", None),
        # Three of each are shown both times; in between two left, and their phase's change goes.
        ({"Primary": [2] * 4, "Secondary": [1] * 3}, {"Primary": [3] * 4, "Secondary": [2] * 3}, "Secondary", 1),
        ({"Primary": [2] * 4, "Secondary": [1] * 3}, {"Primary": [3] * 4, "Secondary": [2]}, "Secondary", None),
        ({"Primary": [2] * 4, "Secondary": [1] * 3}, {"Primary": [3] * 4, "Secondary": [2]}, "Primary", None),
        # No school of the phase answered then: nothing to compare with.
        ({"Primary": [2, 2, 2]}, {"Primary": [3, 3, 3], "Secondary": [1, 1, 1]}, "Secondary", None),
    ],
)
def test_there_is_a_change_only_where_both_figures_are_shown(then, now, phase, difference):
    found = change(results(now), results(then), phase)
    assert found.difference == difference
    assert (found.movement == Movement.UNKNOWN) == (difference is None)


levels = st.sampled_from([1, 2, 3, 4, None])
rounds = st.lists(st.tuples(st.sampled_from(["Primary", "Secondary", "Special"]), levels, levels), max_size=6)


def answers_of(schools: list[tuple[str, int | None, int | None]]) -> list[Answer]:
    return [
        Answer(phase, one.key, level) for phase, *found in schools for one, level in zip(STATEMENTS, found, strict=True)
    ]


@settings(deadline=None, max_examples=60)
@given(rounds, rounds)
def test_two_rounds_and_every_change_between_them_give_no_small_figure_away(first, second):
    """What is shown of both rounds are rows over the answers of both, and a change is a sum of such rows."""
    then, now = answers_of(first), answers_of(second)
    earlier, later = results_of(then, STATEMENTS, Thresholds()), results_of(now, STATEMENTS, Thresholds())
    for say in (what_levels_say, what_dont_know_says):
        (before, width), (after, more) = say(earlier, then), say(later, now)
        rows = [[*row, *[0] * more] for row in before] + [[*[0] * width, *row] for row in after]
        assert not small_figures(rows, width + more)
        if say is what_levels_say:
            changes = change_rows(earlier, then, later, now)
            assert rank(rows + changes) == rank(rows)


def change_rows(earlier: Results, then: list[Answer], later: Results, now: list[Answer]) -> list[list[int]]:
    """For each phase and the whole the change of the dimension, as a row: means times both counts."""
    found = []
    for group in (later.whole, *later.phases):
        before = earlier.group(group.name)
        pairs = [(group.statements[one.key], before and before.statements[one.key], Link.SAME) for one in STATEMENTS]
        if change_of_many(pairs, Thresholds()).difference is None:
            continue
        both = {one.key for one, (n, t, _) in zip(STATEMENTS, pairs, strict=True) if n.levels and t and t.levels}
        was, is_now = _row(then, both, group.name), _row(now, both, group.name)
        found.append([*[-value * sum(is_now) for value in was], *[value * sum(was) for value in is_now]])
    return found


def _row(answers: list[Answer], statements: set[int], phase: str) -> list[int]:
    known = [one for one in answers if one.level is not None]
    return [int(one.statement in statements and phase in ("", one.phase)) for one in known]
