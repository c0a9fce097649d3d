"""What plans say about time, read as days. Source: facts of the Task Force and of SEND; rivals.md B, moonshot 6."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.school_calendar import HalfTerm, calendar_of
from essex_portal.tracker.timing import UnreadableTiming, read_timing
from essex_portal.tracker.timing.periods import MONTHS
from tests.factories.calendar import HALF_TERMS

CALENDAR = calendar_of(
    HalfTerm(first_on, last_on, "2021/22", number, name)
    for number, (name, first_on, last_on) in enumerate(HALF_TERMS, start=1)
)
SAID_ON = date(2021, 11, 10)


@pytest.mark.parametrize(
    ("words", "first_on", "last_on"),
    [
        ("14 March 2022", "2022-03-14", "2022-03-14"),
        ("Monday 14th March 2022", "2022-03-14", "2022-03-14"),
        ("14/03/2022", "2022-03-14", "2022-03-14"),
        ("2022-03-14", "2022-03-14", "2022-03-14"),
        ("Autumn 2 2021", "2021-11-01", "2021-12-17"),
        ("Autumn 2, 2021/22", "2021-11-01", "2021-12-17"),
        ("term 2 2021/22", "2021-11-01", "2021-12-17"),
        ("second half of the autumn term 2021", "2021-11-01", "2021-12-17"),
        ("summer term 2022", "2022-04-19", "2022-07-22"),
        ("wellbeing survey spring 2022", "2022-01-04", "2022-04-01"),
        ("2021/22", "2021-09-01", "2022-08-31"),
        ("all of 2022", "2022-01-01", "2022-12-31"),
        ("throughout 2020", "2020-01-01", "2020-12-31"),
        ("March 2019", "2019-03-01", "2019-03-31"),
        ("Sept 2021", "2021-09-01", "2021-09-30"),
        ("June to September 2021", "2021-06-01", "2021-09-30"),
        ("August and September 2021", "2021-08-01", "2021-09-30"),
        ("autumn 2021 to summer 2022", "2021-09-01", "2022-07-22"),
        ("from 2021 to 2022", "2021-01-01", "2022-12-31"),
        ("late autumn term 2021", "2021-11-12", "2021-12-17"),
        ("mid-2022", "2022-05-02", "2022-08-31"),
        ("end of 2022", "2022-09-01", "2022-12-31"),
        ("end of 2021 and all of 2022", "2021-11-10", "2022-12-31"),
        ("money allocated by the end of 2021", None, "2021-12-31"),
        ("before June 2022", None, "2022-05-31"),
        ("starts January 2022", "2022-01-01", None),
        ("after summer term 2022", "2022-07-23", None),
        ("happening now", "2021-11-10", None),
        ("toolkit now; roll-out spring 2022", "2021-11-10", None),
        ("first report December 2021; wellbeing survey spring 2022", "2021-12-01", "2022-04-01"),
    ],
)
def test_words_are_read_as_days(words: str, first_on: str | None, last_on: str | None) -> None:
    interval = read_timing(words, CALENDAR, said_on=SAID_ON)
    assert [day and day.isoformat() for day in (interval.first_on, interval.last_on)] == [first_on, last_on]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "names no day"),
        ("with the government's programme", "names no day"),
        ("summer term", "without its year"),
        ("May", "without its year"),
        ("summer term 2031", "no Summer 1 and Summer 2 in 2031"),
        ("31 June 2022", "a day that there is not"),
        ("not before summer 2022", "more than its dates"),
        ("we may begin in 2022", "more than its dates"),
        ("winter 2022", "more than its dates"),
        ("second half of 2022", "more than its dates"),
        ("within 6 weeks of March 2022", "more than its dates"),
        ("December 2022 to March 2022", "end before they begin"),
    ],
)
def test_what_cannot_be_read_is_left_to_a_person(words: str, why: str) -> None:
    with pytest.raises(UnreadableTiming, match=why):
        read_timing(words, CALENDAR, said_on=SAID_ON)


@given(st.text(max_size=60))
def test_any_words_give_ordered_days_or_are_refused(words: str) -> None:
    try:
        interval = read_timing(words, CALENDAR, said_on=SAID_ON)
    except UnreadableTiming:
        return
    assert interval.first_on or interval.last_on
    assert interval.first_on is None or interval.last_on is None or interval.first_on <= interval.last_on


MONTH = st.builds(lambda month, year: (month, year), st.integers(1, 12), st.integers(2015, 2035))


@given(MONTH, MONTH)
def test_a_span_holds_both_of_its_ends_and_nothing_outside(one: tuple[int, int], other: tuple[int, int]) -> None:
    early, late = sorted((one, other), key=lambda pair: pair[::-1])
    names = [f"{MONTHS[month - 1].title()} {year}" for month, year in (early, late)]
    span = read_timing(" to ".join(names), CALENDAR, said_on=SAID_ON)
    both = read_timing(" and ".join(names), CALENDAR, said_on=SAID_ON)
    assert span == both
    assert (span.first_on.month, span.first_on.year, span.first_on.day) == (*early, 1)
    assert ((span.last_on + timedelta(1)).day, span.last_on.month, span.last_on.year) == (1, *late)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_the_same_in_each_spelling(day: date) -> None:
    spellings = (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}", f"{day:%A} {day.day} {day:%b %Y}")
    intervals = {read_timing(words, CALENDAR, said_on=SAID_ON) for words in spellings}
    assert [(row.first_on, row.last_on) for row in intervals] == [(day, day)]
