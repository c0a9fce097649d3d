"""Waiting lists: office hours, the order of the list, and who is offered what is free."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.school_calendar import is_working_day
from traded_assessment.waiting import (
    OfficeHours,
    Waiting,
    add_working_hours,
    in_order,
    kept_until,
    next_fitting,
    position_in,
)
from traded_assessment.waiting.hours import ESSEX

NINE_TO_FIVE = OfficeHours(time(9), time(17))


def at(day: str, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour, minute), ESSEX)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at("2021-11-10", 9), 8, at("2021-11-10", 17)),  # a Wednesday, to the end of the day
        (at("2021-11-10", 9), 9, at("2021-11-11", 10)),
        (at("2021-11-10", 15, 30), 2, at("2021-11-11", 9, 30)),
        (at("2021-11-10", 7), 1, at("2021-11-10", 10)),  # before the office opens
        (at("2021-11-10", 20), 1, at("2021-11-11", 10)),  # after it closed
        (at("2021-11-12", 18), 8, at("2021-11-15", 17)),  # Friday evening: the weekend does not count
        (at("2021-11-13", 12), 1, at("2021-11-15", 10)),
        (at("2021-12-24", 16), 2, at("2021-12-29", 10)),  # Christmas, Boxing Day and their substitute days
        (at("2022-04-14", 13), 8, at("2022-04-19", 13)),  # Good Friday and Easter Monday
        (at("2022-03-25", 16), 2, at("2022-03-28", 10)),  # the clocks go forward between
        (at("2021-10-29", 16), 2, at("2021-11-01", 10)),  # and back
    ],
)
def test_working_hours_are_those_of_the_office(start, hours, end):
    assert add_working_hours(start, hours, NINE_TO_FIVE) == end


def test_a_moment_in_another_zone_is_the_same_moment():
    start = datetime(2022, 6, 8, 8, tzinfo=UTC)  # 9am in Essex
    assert add_working_hours(start, 8, NINE_TO_FIVE) == at("2022-06-08", 17)


def test_places_are_never_kept_past_the_start_of_the_session():
    start = at("2021-11-10", 11)
    assert kept_until(at("2021-11-10", 9), 8, NINE_TO_FIVE, session_starts_at=start) == start
    assert kept_until(at("2021-11-10", 9), 1, NINE_TO_FIVE, session_starts_at=start) == at("2021-11-10", 10)


MINUTES = 9 * 365 * 24 * 60
moments = st.integers(0, MINUTES).map(lambda minutes: datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
offices = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda pair: pair[0] < pair[1])


@given(moments, st.integers(1, 60), offices)
def test_an_offer_ends_within_office_hours_of_a_working_day(start, hours, times):
    office = OfficeHours(time(times[0]), time(times[1]))
    end = add_working_hours(start, hours, office)
    assert is_working_day(end.date())
    assert office.opens_at < end.time() <= office.closes_at
    assert end - start >= timedelta(hours=hours) - timedelta(hours=1)  # an hour is lost when the clocks go forward


@given(moments, st.integers(1, 30), st.integers(1, 30))
def test_hours_add_up(start, some, more):
    assert add_working_hours(add_working_hours(start, some, NINE_TO_FIVE), more, NINE_TO_FIVE) == add_working_hours(
        start, some + more, NINE_TO_FIVE
    )


def waiting(key, places=1, *, minute=0, untrained=False, hand_order=None):
    return Waiting(key, places, at("2021-11-10", 9, minute), untrained, hand_order)


@pytest.mark.parametrize(
    ("untrained_first", "keys"),
    [
        (False, [5, 4, 1, 2, 3]),
        (True, [5, 4, 2, 3, 1]),
    ],
)
def test_by_hand_then_the_untrained_where_asked_then_by_time(untrained_first, keys):
    listed = [
        waiting(1, minute=1),
        waiting(2, minute=2, untrained=True),
        waiting(3, minute=3, untrained=True),
        waiting(4, minute=4, untrained=True, hand_order=2),
        waiting(5, minute=5, hand_order=1),
    ]
    ordered = in_order(listed, untrained_first=untrained_first)
    assert [one.key for one in ordered] == keys
    assert position_in(ordered, 1) == keys.index(1) + 1


@pytest.mark.parametrize(
    ("wanted", "free", "offered"),
    [
        ([1, 1, 1], 2, [0, 1]),
        ([3, 1, 2], 2, [1]),  # who wants more than is free is passed over, and what is left may be too little
        ([3, 1, 1], 2, [1, 2]),
        ([2, 2], 5, [0, 1]),
        ([1], 0, []),
        ([], 4, []),
    ],
)
def test_freed_places_go_to_the_next_that_they_are_enough_for(wanted, free, offered):
    queue = [waiting(key, places) for key, places in enumerate(wanted)]
    assert [one.key for one in next_fitting(queue, free)] == offered


queues = st.lists(st.integers(1, 6), max_size=12).map(
    lambda wanted: [waiting(key, places, minute=key) for key, places in enumerate(wanted)]
)


@given(queues, st.integers(0, 20))
def test_never_more_is_offered_than_is_free_and_nobody_who_fits_is_passed_over(queue, free):
    chosen = next_fitting(queue, free)
    left = free
    for one in queue:
        assert (one in chosen) == (one.places <= left)
        left -= one.places if one in chosen else 0
    assert left >= 0


entries = st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.none() | st.integers(1, 9)), max_size=10).map(
    lambda rows: [
        waiting(key, minute=minute, untrained=untrained, hand_order=number)
        for key, (minute, untrained, number) in enumerate(rows)
    ]
)


@given(entries, st.booleans(), st.randoms())
def test_the_order_is_the_same_however_the_rows_come(listed, untrained_first, random):
    mixed = list(listed)
    random.shuffle(mixed)
    assert in_order(mixed, untrained_first=untrained_first) == in_order(listed, untrained_first=untrained_first)
