"""When the link to a session opens."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.joining import JoinState, Window

STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)
WINDOW = Window(STARTS, STARTS + timedelta(hours=1), timedelta(minutes=15))
FACTS = {"booked": True, "called_off": False, "has_link": True}


@pytest.mark.parametrize(
    ("minutes", "facts", "state"),
    [
        (-16, {}, JoinState.EARLY),
        (-15, {}, JoinState.OPEN),
        (60, {}, JoinState.OPEN),
        (61, {}, JoinState.OVER),
        (0, {"has_link": False}, JoinState.NO_LINK),
        (-16, {"has_link": False}, JoinState.EARLY),
        (0, {"called_off": True}, JoinState.CALLED_OFF),
        (61, {"called_off": True}, JoinState.CALLED_OFF),
        (0, {"booked": False, "called_off": True}, JoinState.GIVEN_UP),
    ],
)
def test_what_the_page_says(minutes, facts, state):
    assert WINDOW.state(now=STARTS + timedelta(minutes=minutes), **FACTS | facts) == state


@given(
    minutes=st.integers(-5000, 5000),
    before=st.integers(0, 240),
    booked=st.booleans(),
    called_off=st.booleans(),
    has_link=st.booleans(),
)
def test_it_is_open_only_inside_the_window_for_a_place_that_stands(minutes, before, booked, called_off, has_link):
    window = Window(STARTS, STARTS + timedelta(hours=1), timedelta(minutes=before))
    now = STARTS + timedelta(minutes=minutes)
    state = window.state(now=now, booked=booked, called_off=called_off, has_link=has_link)
    may = booked and not called_off and has_link and window.opens_at <= now <= window.ends_at
    assert (state == JoinState.OPEN) is may
