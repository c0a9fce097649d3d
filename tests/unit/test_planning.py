"""Where a session lies in a school year, and the day that lies there in another one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.school_calendar import HalfTerm, calendar_of
from tests.factories.calendar import HALF_TERMS
from traded_assessment.planning import Place, day_at, place_of, same_place, weeks_of

NEXT = (
    ("Autumn 1", date(2022, 9, 1), date(2022, 10, 21), False),
    ("Autumn 2", date(2022, 10, 31), date(2022, 12, 20), False),
    ("Spring 1", date(2023, 1, 5), date(2023, 2, 10), True),
    ("Spring 2", date(2023, 2, 20), date(2023, 3, 31), True),
    ("Summer 1", date(2023, 4, 17), date(2023, 5, 26), True),
    ("Summer 2", date(2023, 6, 5), date(2023, 7, 21), True),
)
TERMS = [
    *(HalfTerm(first, last, "2021/22", number, name) for number, (name, first, last) in enumerate(HALF_TERMS, 1)),
    *(HalfTerm(first, last, "2022/23", number, name, new) for number, (name, first, last, new) in enumerate(NEXT, 1)),
]
CALENDAR = calendar_of(TERMS)
SUMMER_1 = TERMS[4]


@pytest.mark.parametrize(
    ("day", "half_term", "week"),
    [
        (date(2021, 9, 1), "Autumn 1", 1),  # a Wednesday: its week is the first
        (date(2021, 9, 6), "Autumn 1", 2),
        (date(2021, 11, 17), "Autumn 2", 3),
        (date(2022, 4, 19), "Summer 1", 1),  # Tuesday after Easter Monday
        (date(2022, 5, 27), "Summer 1", 6),
    ],
)
def test_where_a_day_lies(day, half_term, week):
    place = place_of(CALENDAR, day)

    assert (place.half_term.name, place.week, place.weekday) == (half_term, week, day.weekday())


def test_a_day_of_the_holidays_lies_nowhere():
    assert place_of(CALENDAR, date(2021, 10, 25)) is None


@pytest.mark.parametrize(
    ("place", "day", "note"),
    [
        (Place(SUMMER_1, 2, 1), date(2022, 4, 26), None),
        (Place(SUMMER_1, 3, 0), date(2022, 5, 3), "Not Monday 2 May 2022, which is no school day"),
        (Place(SUMMER_1, 1, 0), date(2022, 4, 19), "Not Monday 18 April 2022, which is no school day"),
        (Place(SUMMER_1, 9, 2), date(2022, 5, 25), "Summer 1 has only 6 weeks, so this is in the last one"),
        (Place(TERMS[0], 1, 0), date(2021, 9, 1), "Not Monday 30 August 2021, which is no school day"),
    ],
)
def test_the_day_at_a_place(place, day, note):
    found = day_at(CALENDAR, place)

    assert found.day == day
    assert found.notes == ((note,) if note else ())


def test_after_the_last_school_day_comes_the_one_before():
    tuesday_last = HalfTerm(date(2022, 12, 12), date(2022, 12, 20), "2022/23", 2, "Autumn 2")

    assert day_at(calendar_of([tuesday_last]), Place(tuesday_last, 2, 4)).day == date(2022, 12, 20)


def test_a_half_term_without_a_school_day_has_no_place():
    weekend = HalfTerm(date(2022, 12, 17), date(2022, 12, 18), "2022/23", 2, "Autumn 2")

    found = day_at(calendar_of([weekend]), Place(weekend, 1, 0))

    assert found.day is None
    assert "no school day" in found.notes[0]


@pytest.mark.parametrize(
    ("day", "there", "notes"),
    [
        (date(2021, 11, 17), date(2022, 11, 16), ()),  # Wednesday of the third week of Autumn 2
        (date(2022, 5, 5), date(2023, 5, 4), ("The term dates are provisional",)),
        (date(2021, 10, 26), date(2022, 10, 25), ("The original was not in a half term. Check the day",)),
    ],
)
def test_the_same_place_in_another_year(day, there, notes):
    found = same_place(CALENDAR, day, "2022/23")

    assert (found.day, found.notes) == (there, notes)


def test_no_place_in_a_year_without_term_dates():
    found = same_place(CALENDAR, date(2021, 11, 17), "2023/24")

    assert found.day is None
    assert "Autumn 2, 2023/24" in found.notes[0]


@given(st.dates(date(2021, 9, 1), date(2022, 7, 22)))
def test_a_copied_day_is_a_school_day_of_the_same_half_term(day):
    place = place_of(CALENDAR, day)
    found = same_place(CALENDAR, day, "2022/23")
    if place is None:
        assert found.day.weekday() == day.weekday()
        return
    assert CALENDAR.is_school_day(found.day)
    there = place_of(CALENDAR, found.day)
    assert there.half_term.number == place.half_term.number
    if not found.notes or found.notes == ("The term dates are provisional",):
        assert (there.week, there.weekday) == (place.week, place.weekday)


@given(st.sampled_from(TERMS), st.integers(1, 12), st.integers(0, 6))
def test_there_is_a_day_for_every_place(half_term, week, weekday):
    day = day_at(CALENDAR, Place(half_term, week, weekday)).day

    assert day in half_term
    assert abs(place_of(CALENDAR, day).week - min(week, weeks_of(half_term))) <= 1
    assert CALENDAR.is_school_day(day)
    assert day - half_term.first_on <= timedelta(weeks=weeks_of(half_term))
