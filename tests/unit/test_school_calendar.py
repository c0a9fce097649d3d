"""Source: domain.md 1.7, C1, C6; facts/calendar.yaml."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.school_calendar import (
    HalfTerm,
    academic_year_dates,
    academic_year_of,
    add_working_days,
    calendar_of,
    financial_year_of,
    is_bank_holiday,
    is_working_day,
)

TERMS = [
    ("2021/22", 1, "Autumn 1", date(2021, 9, 1), date(2021, 10, 22)),
    ("2021/22", 2, "Autumn 2", date(2021, 11, 1), date(2021, 12, 17)),
    ("2021/22", 3, "Spring 1", date(2022, 1, 4), date(2022, 2, 11)),
    ("2021/22", 4, "Spring 2", date(2022, 2, 21), date(2022, 4, 1)),
    ("2021/22", 5, "Summer 1", date(2022, 4, 19), date(2022, 5, 27)),
    ("2021/22", 6, "Summer 2", date(2022, 6, 6), date(2022, 7, 22)),
    ("2022/23", 1, "Autumn 1", date(2022, 9, 1), date(2022, 10, 21)),
]
ESSEX = calendar_of(
    HalfTerm(first_on=first, last_on=last, academic_year=year, number=number, name=name)
    for year, number, name, first, last in TERMS
)


def test_the_year_2021_22_has_195_school_days():
    counts = [len(ESSEX.school_days(term.first_on, term.last_on)) for term in ESSEX.half_terms[:6]]
    assert counts == [38, 35, 29, 30, 28, 35]


@pytest.mark.parametrize(
    ("received", "count", "deadline"),
    [
        (date(2022, 4, 1), 2, date(2022, 4, 20)),
        (date(2022, 4, 1), 10, date(2022, 5, 3)),
        (date(2022, 4, 10), 10, date(2022, 5, 3)),
        (date(2022, 4, 18), 15, date(2022, 5, 10)),
        (date(2022, 4, 1), 20, date(2022, 5, 17)),
        (date(2022, 4, 25), 2, date(2022, 4, 27)),
        (date(2022, 4, 25), 15, date(2022, 5, 17)),
        (date(2022, 5, 23), 10, date(2022, 6, 13)),
        (date(2022, 5, 23), 20, date(2022, 6, 27)),
        (date(2022, 7, 18), 10, date(2022, 9, 8)),
        (date(2022, 7, 18), 15, date(2022, 9, 15)),
        (date(2022, 7, 18), 20, date(2022, 9, 23)),
    ],
)
def test_deadlines_in_school_days(received, count, deadline):
    assert ESSEX.add_school_days(received, count) == deadline


def test_a_deadline_beyond_the_known_terms_is_refused_rather_than_guessed():
    with pytest.raises(LookupError, match="2022-10-21"):
        ESSEX.add_school_days(date(2022, 10, 1), 30)


def test_a_closure_of_the_school_is_no_school_day():
    closed = calendar_of(ESSEX.half_terms, closures=[date(2021, 12, 17)])
    assert ESSEX.is_school_day(date(2021, 12, 17))
    assert not closed.is_school_day(date(2021, 12, 17))


@given(st.dates(date(2021, 9, 1), date(2022, 7, 1)), st.integers(1, 15))
def test_exactly_as_many_school_days_lie_up_to_the_deadline(received, count):
    deadline = ESSEX.add_school_days(received, count)
    assert len(ESSEX.school_days(received + timedelta(1), deadline)) == count
    assert ESSEX.is_school_day(deadline)


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2021, 11, 1), "Autumn 2"), (date(2021, 12, 17), "Autumn 2"), (date(2021, 12, 18), None)],
)
def test_half_term_of_a_day(day, name):
    term = ESSEX.half_term_of(day)
    assert (term.name if term else None) == name


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2021, 8, 31), "2020/21"), (date(2021, 9, 1), "2021/22"), (date(1999, 12, 1), "1999/00")],
)
def test_academic_years(day, year):
    assert academic_year_of(day) == year
    first, last = academic_year_dates(year)
    assert first <= day <= last


@pytest.mark.parametrize("wrong", ["2021", "2021/23", "2021-22", "x/y"])
def test_a_wrong_academic_year_is_refused(wrong):
    with pytest.raises(ValueError):
        academic_year_dates(wrong)


@pytest.mark.parametrize(("day", "year"), [(date(2022, 3, 31), 2021), (date(2022, 4, 1), 2022)])
def test_financial_years_begin_on_1_april(day, year):
    assert financial_year_of(day) == year


@pytest.mark.parametrize("day", [date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)])
def test_one_off_bank_holidays_are_known(day):
    assert is_bank_holiday(day)
    assert not is_working_day(day)


def test_working_days_pass_over_christmas():
    assert add_working_days(date(2021, 12, 23), 2) == date(2021, 12, 29)
