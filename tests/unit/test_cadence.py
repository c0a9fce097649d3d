"""When forums meet: by rule on school days, with single dates moved, cancelled or added."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.school_calendar import HalfTerm, calendar_of, is_bank_holiday
from partnerships.cadence import Cadence, Departure, Occurrence, occurrences, planned_days
from tests.factories.calendar import HALF_TERMS

CALENDAR = calendar_of(
    HalfTerm(first_on, last_on, "2021/22", number, name)
    for number, (name, first_on, last_on) in enumerate(HALF_TERMS, start=1)
)
NOON, ONE, TWO = time(12), time(13), time(14)
FIRST, LAST = date(2021, 9, 1), date(2022, 7, 31)
TUESDAYS = Cadence("weekly", NOON, ONE, weekday=1)


def monthly(week: int, weekday: int = 2) -> Cadence:
    return Cadence("monthly", NOON, ONE, weekday=weekday, week=week)


def days(*words: str) -> list[date]:
    return [date.fromisoformat(word) for word in words]


@pytest.mark.parametrize(
    ("cadence", "first_on", "last_on", "found"),
    [
        # every Tuesday, without the half-term holiday of 25 to 29 October
        (TUESDAYS, "2021-10-18", "2021-11-10", days("2021-10-19", "2021-11-02", "2021-11-09")),
        (TUESDAYS, "2021-12-18", "2022-01-03", []),  # Christmas
        (TUESDAYS, "2021-11-09", "2021-11-09", days("2021-11-09")),  # both ends count
        (TUESDAYS, "2022-08-01", "2023-01-01", []),  # beyond the known calendar
        (
            Cadence("weekly", NOON, ONE, weekday=0),
            "2022-04-25",
            "2022-05-09",
            days("2022-04-25", "2022-05-09"),
        ),  # 2 May
        (monthly(1), "2021-09-01", "2021-12-31", days("2021-09-01", "2021-10-06", "2021-11-03", "2021-12-01")),
        (monthly(4), "2021-10-01", "2021-12-31", days("2021-11-24")),  # 27 October and 22 December are holidays
        (monthly(-1), "2021-09-01", "2021-11-30", days("2021-09-29", "2021-11-24")),
        (monthly(3), "2021-11-01", "2021-11-30", days("2021-11-17")),
        (Cadence("by_hand", NOON, ONE), "2021-09-01", "2022-07-31", []),
        (
            Cadence("weekly", NOON, ONE, weekday=1, first_on=date(2021, 11, 9), last_on=date(2021, 11, 16)),
            "2021-09-01",
            "2022-07-31",
            days("2021-11-09", "2021-11-16"),
        ),
    ],
)
def test_a_rule_gives_its_school_days(cadence: Cadence, first_on: str, last_on: str, found: list[date]) -> None:
    assert planned_days(cadence, CALENDAR, date.fromisoformat(first_on), date.fromisoformat(last_on)) == found


NINTH, SIXTEENTH = date(2021, 11, 9), date(2021, 11, 16)


@pytest.mark.parametrize(
    ("departure", "found"),
    [
        (
            Departure(NINTH, NINTH, NOON, ONE, cancelled=True),
            [Occurrence(NINTH, NOON, ONE, NINTH, cancelled=True), Occurrence(SIXTEENTH, NOON, ONE, SIXTEENTH)],
        ),
        (
            Departure(NINTH, date(2021, 11, 11), ONE, TWO),
            [Occurrence(date(2021, 11, 11), ONE, TWO, NINTH), Occurrence(SIXTEENTH, NOON, ONE, SIXTEENTH)],
        ),
        (  # moved out of the days asked for
            Departure(NINTH, date(2021, 12, 1), NOON, ONE),
            [Occurrence(SIXTEENTH, NOON, ONE, SIXTEENTH)],
        ),
        (  # added by hand on a day that is none of the rule's
            Departure(date(2021, 11, 12), date(2021, 11, 12), ONE, TWO, by_hand=True),
            [
                Occurrence(NINTH, NOON, ONE, NINTH),
                Occurrence(date(2021, 11, 12), ONE, TWO, date(2021, 11, 12)),
                Occurrence(SIXTEENTH, NOON, ONE, SIXTEENTH),
            ],
        ),
    ],
)
def test_single_dates_depart_from_the_rule(departure: Departure, found: list[Occurrence]) -> None:
    assert occurrences(TUESDAYS, CALENDAR, [departure], date(2021, 11, 8), date(2021, 11, 19)) == found


def test_a_moved_date_is_named_by_its_planned_day() -> None:
    departure = Departure(NINTH, date(2021, 11, 11), NOON, ONE)
    (first, second) = occurrences(TUESDAYS, CALENDAR, [departure], date(2021, 11, 8), date(2021, 11, 19))
    assert (first.moved, first.planned_on, second.moved) == (True, NINTH, False)


SPAN = st.dates(FIRST, LAST)
RULES = st.one_of(
    st.builds(Cadence, st.just("weekly"), st.just(NOON), st.just(ONE), st.integers(0, 4)),
    st.builds(monthly, st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 4)),
)


@given(RULES, SPAN, SPAN)
def test_no_date_lies_in_the_holidays_or_on_a_bank_holiday(cadence: Cadence, one: date, other: date) -> None:
    first_on, last_on = sorted((one, other))
    found = planned_days(cadence, CALENDAR, first_on, last_on)
    assert found == sorted(set(found))
    for day in found:
        assert first_on <= day <= last_on
        assert day.weekday() == cadence.weekday
        assert CALENDAR.half_term_of(day)
        assert not is_bank_holiday(day)
    if cadence.rhythm == "monthly":
        months = [(day.year, day.month) for day in found]
        assert len(months) == len(set(months))


@given(RULES, st.sets(st.integers(0, 300), max_size=5), st.integers(0, 40))
def test_what_is_cancelled_or_moved_is_never_lost_nor_doubled(cadence: Cadence, gaps: set[int], shift: int) -> None:
    planned = planned_days(cadence, CALENDAR, FIRST, LAST)
    changed = [planned[gap % len(planned)] for gap in gaps if planned]
    departures = [Departure(day, day + timedelta(shift), NOON, ONE, cancelled=shift == 0) for day in changed]
    found = occurrences(cadence, CALENDAR, departures, FIRST, LAST + timedelta(60))
    assert sorted(one.planned_on for one in found) == planned
