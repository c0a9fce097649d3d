"""An academic year in parts that leave no day out."""

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from essex_portal.school_calendar import HalfTerm
from tests.factories.calendar import HALF_TERMS
from traded_assessment.periods import periods_of

TERMS = [HalfTerm(first, last, "2021/22", number, name) for number, (name, first, last) in enumerate(HALF_TERMS, 1)]


def test_each_half_term_has_the_holidays_after_it():
    periods = periods_of("2021/22", TERMS)

    assert [one.name for one in periods] == [name for name, _, _ in HALF_TERMS]
    assert (periods[0].first_on, periods[0].last_on) == (date(2021, 9, 1), date(2021, 10, 31))
    assert (periods[4].first_on, periods[4].last_on) == (date(2022, 4, 19), date(2022, 6, 5))
    assert periods[5].last_on == date(2022, 8, 31)


def test_a_year_without_half_terms_is_one_period():
    (period,) = periods_of("2023/24", TERMS)
    assert (period.key, period.first_on, period.last_on) == ("", date(2023, 9, 1), date(2024, 8, 31))


@given(st.lists(st.integers(0, 5), min_size=1, unique=True), st.randoms())
def test_every_day_of_the_year_is_in_one_period(numbers, random):
    """Whichever half terms are known, in any order."""
    known = [TERMS[number] for number in numbers]
    random.shuffle(known)
    periods = periods_of("2021/22", known)

    assert periods[0].first_on == date(2021, 9, 1)
    assert periods[-1].last_on == date(2022, 8, 31)
    for one, other in itertools.pairwise(periods):
        assert other.first_on == one.last_on + timedelta(1)
