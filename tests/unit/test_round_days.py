"""When schools are reminded of a round. Autumn 2 of 2021 ends on Friday 17 December, Spring 1 begins on 4 January."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.school_calendar import HalfTerm, SchoolCalendar, calendar_of
from partnerships.round_days import counts, days_left, reminder_due

CALENDAR = calendar_of(
    [
        HalfTerm(date(2021, 11, 1), date(2021, 12, 17), "2021/22", 2, "Autumn 2"),
        HalfTerm(date(2022, 1, 4), date(2022, 2, 11), "2021/22", 3, "Spring 1"),
    ],
    closures=[date(2021, 11, 23)],
)
OPENED, CLOSES = date(2021, 11, 1), date(2021, 11, 26)  # Monday, Friday
STEPS = (10, 5, 1)


@pytest.mark.parametrize(
    ("today", "closes_on", "left"),
    [
        (date(2021, 11, 25), CLOSES, 1),
        (date(2021, 11, 26), CLOSES, 0),
        (date(2021, 11, 29), CLOSES, 0),
        (date(2021, 11, 22), CLOSES, 3),  # the closure of the 23rd does not count
        (date(2021, 11, 19), CLOSES, 4),
        (date(2021, 12, 17), date(2022, 1, 5), 2),  # over Christmas
        (date(2022, 2, 11), date(2022, 2, 15), 2),  # beyond the known terms: Monday and Tuesday
    ],
)
def test_days_left(today, closes_on, left):
    assert days_left(CALENDAR, today, closes_on) == left


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2021, 11, 10), None),  # 11 school days left
        (date(2021, 11, 11), 10),
        (date(2021, 11, 12), 10),  # the day after still, for a morning on which nothing ran
        (date(2021, 11, 13), None),  # a Saturday
        (date(2021, 11, 18), 5),
        (date(2021, 11, 23), None),  # a closure
        (date(2021, 11, 25), 1),
        (date(2021, 11, 26), 1),
        (date(2021, 11, 29), None),
    ],
)
def test_reminder_due(today, due):
    assert reminder_due(CALENDAR, opened_on=OPENED, closes_on=CLOSES, steps=STEPS, today=today) == due


def test_a_round_that_opened_late_reminds_only_of_what_is_still_ahead():
    opened = date(2021, 11, 18)  # five school days before the end
    days = (date(2021, 11, 18), date(2021, 11, 19), date(2021, 11, 25))
    dues = [reminder_due(CALENDAR, opened_on=opened, closes_on=CLOSES, steps=STEPS, today=day) for day in days]
    assert dues == [None, None, 1]


def test_without_a_calendar_working_days_count():
    nothing = SchoolCalendar(())
    assert counts(nothing, date(2026, 11, 27))
    assert not counts(nothing, date(2026, 12, 25))


@given(
    opened=st.dates(date(2021, 11, 1), date(2022, 1, 31)),
    length=st.integers(0, 60),
    steps=st.sets(st.integers(0, 30), max_size=4),
)
def test_each_step_comes_at_most_once_and_in_order(opened, length, steps):
    """Whatever the round's days: walking through them, steps only fall, all below what was left at the opening."""
    closes = opened + timedelta(days=length)
    days = [opened + timedelta(days=number) for number in range(length + 3)]
    dues = [reminder_due(CALENDAR, opened_on=opened, closes_on=closes, steps=steps, today=day) for day in days]
    come = [due for due in dues if due is not None]
    assert come == sorted(come, reverse=True)
    assert all(due < days_left(CALENDAR, opened, closes) for due in come)
    assert all(counts(CALENDAR, day) for day, due in zip(days, dues, strict=True) if due is not None)
