"""Which moment a day is, and how a timeline draws days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.tracker.moments import as_at, start_of
from essex_portal.tracker.timeline_pictures import Bar, timeline

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "moment", "is_past"),
    [
        (None, NOW, False),
        (date(2021, 11, 10), NOW, False),
        (date(2031, 1, 1), NOW, False),
        (date(2021, 11, 9), datetime(2021, 11, 9, 23, 59, 59, 999999, tzinfo=UTC), True),
        (date(2021, 7, 1), datetime(2021, 7, 1, 22, 59, 59, 999999, tzinfo=UTC), True),  # summer time
    ],
)
def test_a_past_day_is_its_last_moment(day, moment, is_past) -> None:
    at = as_at(day, now=NOW, zone=LONDON)
    assert (at.moment, at.is_past) == (moment, is_past)


@given(st.dates(date(2000, 1, 1), date(2021, 11, 9)))
def test_the_last_moment_of_a_day_is_in_it_and_the_next_is_not(day: date) -> None:
    moment = as_at(day, now=NOW, zone=LONDON).moment
    assert moment.astimezone(LONDON).date() == day
    assert start_of(day + timedelta(1), LONDON) - moment == timedelta(microseconds=1)


def test_a_timeline_draws_a_bar_an_action_and_a_mark_where_it_moved() -> None:
    bars = [
        Bar("EHC-1", date(2021, 9, 1), date(2022, 3, 1), date(2022, 1, 1)),
        Bar("EHC-2", date(2021, 9, 1), None, None, is_overdue=True),
        Bar("EHC-3", None, None, None),
    ]
    drawn = timeline(key="one", title="Timeline", description="Three actions.", bars=bars, today=date(2021, 11, 10))
    assert drawn.count("<rect") == 2
    assert drawn.count("<path") == 1
    assert all(name in drawn for name in ("EHC-1", "EHC-2", "EHC-3", "Nov 2021"))


@given(
    st.lists(
        st.builds(Bar, st.just("X-1"), *(st.none() | st.dates(date(1990, 1, 1), date(2060, 1, 1)),) * 3), max_size=5
    )
)
def test_any_dates_stay_within_the_picture(bars: list[Bar]) -> None:
    drawn = timeline(key="one", title="T", description="D", bars=bars, today=date(2021, 11, 10))
    places = [float(part.split('"')[0]) for part in drawn.split(' x="')[1:]]
    assert all(0 <= place <= 640 for place in places)
