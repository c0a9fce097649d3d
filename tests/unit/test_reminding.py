"""When a reminder is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.reminding import reminder_due

HELD = date(2022, 3, 14)
BEFORE = date(2022, 1, 10)


@pytest.mark.parametrize(
    ("today", "booked", "due"),
    [
        (date(2022, 3, 6), BEFORE, None),
        (date(2022, 3, 7), BEFORE, 7),
        (date(2022, 3, 9), BEFORE, 7),  # nothing ran on the day itself
        (date(2022, 3, 13), BEFORE, 1),
        (date(2022, 3, 14), BEFORE, 1),
        (date(2022, 3, 15), BEFORE, None),
        (date(2022, 3, 7), date(2022, 3, 7), None),  # the confirmation is fresh
        (date(2022, 3, 10), date(2022, 3, 9), None),
        (date(2022, 3, 13), date(2022, 3, 9), 1),
    ],
)
def test_which_reminder_is_due(today, booked, due):
    assert reminder_due(held_on=HELD, booked_on=booked, days=[7, 1], today=today) == due


def test_without_days_none_is_due():
    assert reminder_due(held_on=HELD, booked_on=BEFORE, days=[], today=HELD) is None


@given(days=st.lists(st.integers(1, 60), max_size=5), left=st.integers(-5, 70), booked=st.integers(0, 90))
def test_what_is_due_has_come_and_is_later_than_the_booking(days, left, booked):
    due = reminder_due(
        held_on=HELD, booked_on=HELD - timedelta(days=booked), days=days, today=HELD - timedelta(days=left)
    )
    if due is not None:
        assert due in days
        assert 0 <= left <= due < booked
