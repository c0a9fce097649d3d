"""Which reminder of an overdue invoice is next."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.payment_reminding import Step, Taken, next_step

STEPS = [Step(1, 7), Step(2, 21), Step(3, 42)]


@pytest.mark.parametrize(
    ("taken", "days_overdue", "expected"),
    [
        ([], 6, None),
        ([], 7, 1),
        ([], 50, 1),  # however late, it begins with the first
        ([(1, 7, 0)], 7, None),
        ([(1, 7, 13)], 20, None),
        ([(1, 7, 14)], 21, 2),
        ([(1, 7, 1)], 51, None),  # the days between the steps are kept
        ([(1, 7, 14)], 64, 2),
        ([(1, 7, 35), (2, 21, 21)], 42, 3),
        ([(1, 7, 90), (2, 21, 60), (3, 42, 30)], 200, None),
        ([(9, 30, 12)], 42, 3),  # a step that finance ended stood at 30
        ([(9, 30, 11)], 42, None),
    ],
)
def test_the_next_step(taken, days_overdue, expected):
    found = next_step(STEPS, [Taken(*one) for one in taken], days_overdue)
    assert (found.key if found else None) == expected


def test_without_steps_nobody_is_reminded():
    assert next_step([], [], 100) is None


@given(st.sets(st.integers(1, 60), max_size=5), st.sets(st.integers(0, 120)))
def test_each_once_in_order_and_never_closer_than_finance_set(days, quiet):
    """Over 200 days, some of which nobody works or the invoice is in dispute."""
    due = date(2021, 1, 1)
    steps = [Step(key, day) for key, day in enumerate(sorted(days))]
    taken = []
    for passed in range(1, 200):
        today = due + timedelta(passed)
        before = [Taken(step.key, step.days, (today - on).days) for step, on in taken]
        step = None if passed in quiet else next_step(steps, before, passed)
        if step:
            taken.append((step, today))
    assert [step for step, _ in taken] == steps
    for (earlier, on), (later, then) in itertools.pairwise(taken):
        assert (then - on).days >= later.days - earlier.days
    assert all((on - due).days >= step.days for step, on in taken)
