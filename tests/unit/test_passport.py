"""What became of the places of a subscription, and what unused ones are worth."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from traded_assessment.passport import Allowance, Grid, SessionUse, Worth, stamped
from traded_assessment.states import PlaceState

SINCE = datetime(2021, 11, 10, 9, tzinfo=UTC)
NOW = datetime(2022, 3, 1, tzinfo=UTC)
EARLIER, PAST, AHEAD = SINCE - timedelta(30), NOW - timedelta(30), NOW + timedelta(30)
USED, BOOKED, OPEN, LOST, BEFORE, NOT_INCLUDED = (
    PlaceState.USED, PlaceState.BOOKED, PlaceState.OPEN, PlaceState.LOST, PlaceState.EARLIER, PlaceState.NOT_INCLUDED,
)  # fmt: skip


def year(*sessions: tuple[datetime, int, int]) -> list[SessionUse]:
    """Sessions numbered from 1: when, places booked, places given up."""
    return [SessionUse(number, *session) for number, session in enumerate(sessions, start=1)]


def stamp(sessions: Sequence[SessionUse], *, included: int = 10, places: int = 2) -> Grid:
    return stamped(sessions, Allowance(included, places, SINCE), NOW)


@pytest.mark.parametrize(
    ("session", "stamps"),
    [
        ((PAST, 2, 0), (USED, USED)),
        ((PAST, 1, 0), (USED, LOST)),
        ((PAST, 0, 0), (LOST, LOST)),
        ((PAST, 1, 1), (USED, LOST)),
        ((AHEAD, 2, 0), (BOOKED, BOOKED)),
        ((AHEAD, 1, 0), (BOOKED, OPEN)),
        ((AHEAD, 0, 0), (OPEN, OPEN)),
        ((AHEAD, 0, 1), (LOST, OPEN)),
        ((EARLIER, 0, 0), (BEFORE, BEFORE)),
        ((EARLIER, 1, 0), (USED, LOST)),
    ],
)
def test_one_session(session: tuple[datetime, int, int], stamps: tuple[PlaceState, ...]) -> None:
    grid = stamp(year(session))
    assert grid.rows[1] == stamps
    assert +grid.counts == Counter(stamps)


def test_when_all_sessions_are_taken_other_dates_are_not_included() -> None:
    grid = stamp(year((PAST, 0, 0), (PAST, 1, 0), (AHEAD, 0, 0)), included=1)
    assert list(grid.rows.values()) == [(NOT_INCLUDED,) * 2, (USED, LOST), (NOT_INCLUDED,) * 2]


def test_more_dates_ahead_than_sessions_left_are_counted_as_often_as_they_can_be_taken() -> None:
    grid = stamp(year((PAST, 2, 0), (AHEAD, 0, 0), (AHEAD, 0, 0), (AHEAD, 0, 0)), included=3)
    assert set(grid.rows[4]) == {OPEN}
    assert grid.counts[OPEN] == 4


def test_a_missed_date_is_lost_only_when_too_few_are_left() -> None:
    grid = stamp(year((PAST, 0, 0), (PAST, 0, 0), (AHEAD, 0, 0)), included=2)
    assert list(grid.rows.values()) == [(NOT_INCLUDED,) * 2, (LOST, LOST), (OPEN, OPEN)]


@given(
    sessions=st.lists(
        st.tuples(st.sampled_from([EARLIER, PAST, AHEAD]), st.integers(0, 2), st.integers(0, 2)).filter(
            lambda one: one[1] + one[2] <= 2
        ),
        max_size=14,
    ),
    included=st.integers(1, 12),
)
def test_no_place_is_given_twice_and_none_is_forgotten(
    sessions: list[tuple[datetime, int, int]], included: int
) -> None:
    taken = [one for one in sessions if one[1] + one[2]]
    assume(len(taken) <= included)
    counts = stamp(year(*sorted(sessions)), included=included).counts
    given = sum(counts[state] for state in (USED, BOOKED, OPEN, LOST))
    early = sum(1 for one in sessions if one[0] == EARLIER and one not in taken)
    assert all(count >= 0 for count in counts.values())
    assert given == 2 * min(included, len(sessions) - early)


@pytest.mark.parametrize(
    ("price", "block", "places", "worth", "rule"),
    [
        (55, 2, 1, "27.50", "Each place is worth £27.50: a single session for up to 2 members of staff costs £55"),
        (55, 2, 20, "550.00", "Each place is worth £27.50: a single session for up to 2 members of staff costs £55"),
        (65, 1, 3, "195.00", "Each place is worth £65, the price of a single session"),
        (75, 2, 0, "0.00", "Each place is worth £37.50: a single session for up to 2 members of staff costs £75"),
    ],
)
def test_what_places_are_worth(price: int, block: int, places: int, worth: str, rule: str) -> None:
    assert str(Worth(Decimal(price), block).of(places)) == worth
    assert Worth(Decimal(price), block).rule == rule
