"""What giving up places costs: the table of cases, and what must always hold. Source: domain.md B3, B5."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.money import ZERO
from essex_portal.school_calendar import is_working_day
from traded_assessment.cancellation import (
    Band,
    ChargedLine,
    Decision,
    NotSoMany,
    Policy,
    Seats,
    band_of,
    decide,
    free_until,
    last_days,
    policy_words,
)
from traded_assessment.pricing.facts import Part
from traded_assessment.states import DayKind

FREE, HALF, FULL = Band(20, 0, may_move=True), Band(11, 50, may_move=True), Band(0, 100, may_move=False)
POLICY = Policy(DayKind.WORKING, (FREE, HALF, FULL))


def pays(part: Part, units: int, price: int, *, number: int = 1, size: int = 1, own: bool = True) -> ChargedLine:
    return ChargedLine(number, part, units, Decimal(units * price), size, own)


def blocks(places: int, covered: int = 0) -> Seats:
    """A booking at a session of the package, £55 for two."""
    units = -(-(places - covered) // 2)
    return Seats(places, covered, (pays(Part.BLOCKS, units, 55, size=2),) if units else ())


def event(places: int, *others: ChargedLine) -> Seats:
    """A booking that pays the first member's price of an event."""
    further = (pays(Part.FURTHER, places - 1, 15, number=2),) if places > 1 else ()
    return Seats(places, 0, (pays(Part.FIRST, 1, 60), *further, *others))


def back(decision: Decision) -> dict[int, Decimal]:
    return {one.line: one.net for one in decision.given_up}


@pytest.mark.parametrize(
    ("band", "seats", "places", "money"),
    [
        (FREE, blocks(1), 1, {1: 55}),
        (FREE, blocks(2), 1, {}),  # a block is needed for the one who stays
        (FREE, blocks(3), 1, {1: 55}),
        (FREE, blocks(4), 3, {1: 55}),
        (FREE, blocks(4), 4, {1: 110}),
        (HALF, blocks(3), 1, {1: Decimal("27.50")}),
        (FULL, blocks(4), 4, {1: 0}),
        (FREE, blocks(3, covered=2), 1, {1: 55}),
        (FREE, blocks(3, covered=2), 3, {1: 55}),
        (FREE, blocks(2, covered=2), 2, {}),
        (FREE, event(1), 1, {1: 60}),
        (FREE, event(3), 1, {2: 15}),
        (FREE, event(3), 2, {2: 30}),
        (FREE, event(3), 3, {2: 30, 1: 60}),
        (HALF, event(3), 3, {2: 15, 1: 30}),
        (FULL, event(3), 3, {2: 0, 1: 0}),
    ],
)
def test_what_comes_back(band, seats, places, money):
    assert back(decide(band, seats, places)) == money


def test_the_first_members_price_passes_on_while_somebody_of_the_school_still_comes():
    other_booking = pays(Part.FURTHER, 2, 15, number=9, own=False)
    decision = decide(FREE, event(1, other_booking), 1)
    assert back(decision) == {9: 15}  # 60 + 2 × 15 was paid for three, 60 + 15 is for two


def test_the_last_booking_gives_back_the_first_members_price_that_passed_on_to_it():
    own, passed_on = pays(Part.FURTHER, 1, 15, number=9), pays(Part.FIRST, 1, 60, own=False)
    assert back(decide(FREE, Seats(2, 0, (own, passed_on)), 2)) == {9: 15, 1: 60}


@pytest.mark.parametrize(("band", "released", "lost"), [(FREE, 2, 0), (HALF, 0, 2), (FULL, 0, 2)])
def test_covered_places_come_back_in_a_free_band_alone(band, released, lost):
    decision = decide(band, blocks(3, covered=2), 3)
    assert (decision.covered_released, decision.covered_lost) == (released, lost)


def test_paid_seats_go_before_covered_places():
    decision = decide(FREE, blocks(3, covered=2), 1)
    assert (decision.covered_released, decision.covered_lost, decision.net) == (0, 0, 55)


def test_what_was_taken_off_before_does_not_come_back_again():
    credited = replace(pays(Part.FURTHER, 3, 15), left=Decimal(30))  # £5 less for each since the school subscribes
    assert [decide(FREE, Seats(3, 0, (credited,)), places).net for places in (1, 2, 3)] == [10, 20, 30]


@pytest.mark.parametrize("places", [0, 3])
def test_nobody_gives_up_more_than_is_booked(places):
    with pytest.raises(NotSoMany):
        decide(FREE, blocks(2), places)


@pytest.mark.parametrize(
    ("on", "band", "days"),
    [
        (date(2022, 2, 14), FREE, 20),  # a Monday, four weeks before a Monday
        (date(2022, 2, 13), FREE, 20),
        (date(2022, 2, 15), HALF, 19),
        (date(2022, 2, 25), HALF, 11),
        (date(2022, 2, 28), FULL, 10),
        (date(2022, 3, 14), FULL, 0),
        (date(2022, 4, 1), FULL, 0),
    ],
)
def test_the_band_of_a_day(on, band, days):
    assert band_of(POLICY, on, date(2022, 3, 14), is_working_day) == (band, days)


def test_the_last_day_of_each_band_is_in_it_and_the_next_is_not():
    session_on = date(2022, 5, 4)  # after Easter and the early May bank holiday
    days = last_days(POLICY, session_on, is_working_day)
    for band, day in days[:-1]:
        assert band_of(POLICY, day, session_on, is_working_day)[0] == band
        assert band_of(POLICY, day.replace(day=day.day + 1), session_on, is_working_day)[0] != band
    assert free_until(POLICY, session_on, is_working_day) == days[0][1] == date(2022, 4, 1)


def test_a_calendar_that_ends_does_not_keep_anybody_waiting():
    assert free_until(POLICY, date(2022, 5, 4), lambda day: False) is not None


@pytest.mark.parametrize(
    "bands",
    [(), (FREE,), (FULL, FREE), (FREE, FREE, FULL), (Band(5, 50, False), Band(0, 20, False)), (Band(0, 101, False),)],
)
def test_bands_that_make_no_sense_are_refused(bands):
    with pytest.raises(ValueError, match=r"bands|charge"):
        Policy(DayKind.SCHOOL, bands)


def test_the_rules_in_words():
    assert policy_words(POLICY) == [
        "20 working days or more before the session: free of charge. The booking may move to another date.",
        "11 to 19 working days before the session: 50% charged. The booking may move to another date.",
        "Fewer than 11 working days before the session: charged in full. The booking cannot move to another date.",
    ]


seats = st.one_of(
    st.builds(event, st.integers(1, 9)),
    st.builds(
        lambda own, others: event(own, pays(Part.FURTHER, others, 15, number=9, own=False)),
        st.integers(1, 9),
        st.integers(1, 5),
    ),
    st.tuples(st.integers(1, 9), st.integers(0, 2)).map(lambda pair: blocks(pair[0], min(pair))),
)
bands = st.builds(Band, st.just(0), st.integers(0, 100), st.booleans())


def after(before: Seats, decision: Decision) -> Seats:
    """The booking once the decision is carried out."""
    gone = {one.line: one for one in decision.given_up}
    lines = (
        replace(line, units=line.units - gone[line.id].units, left=line.left - gone[line.id].cost)
        if line.id in gone
        else line
        for line in before.lines
    )
    covered = before.covered - decision.covered_released - decision.covered_lost
    return Seats(before.places - decision.places, covered, tuple(lines))


@given(seats, bands, st.data())
def test_what_comes_back_is_never_negative_and_never_more_than_was_paid(before, band, data):
    decision = decide(band, before, data.draw(st.integers(1, before.places)))
    left = {line.id: line.left for line in before.lines}
    assert all(0 <= one.net <= min(one.cost, left[one.line]) for one in decision.given_up)
    assert decision.covered_released + decision.covered_lost <= before.covered


@given(seats, st.data())
def test_giving_up_twice_is_giving_up_both_at_once_when_it_is_free(before, data):
    both = data.draw(st.integers(1, before.places))
    once = data.draw(st.integers(0, both))
    at_once = decide(FREE, before, both)
    first = decide(FREE, before, once) if once else None
    middle = after(before, first) if first else before
    second = decide(FREE, middle, both - once) if both > once else None
    parts = [one for one in (first, second) if one]
    assert sum((one.net for one in parts), ZERO) == at_once.net
    assert sum(one.covered_released for one in parts) == at_once.covered_released


@given(seats, st.data())
def test_who_stays_at_an_event_pays_first_and_further(before, data):
    if before.lines and before.lines[0].part == Part.FIRST:
        decision = decide(FREE, before, data.draw(st.integers(1, before.places)))
        people = sum(line.units for line in before.lines) - decision.places
        paid = sum((line.left for line in before.lines), ZERO) - decision.net
        assert paid == (60 + 15 * (people - 1) if people else 0)


@given(seats, st.integers(0, 100), st.integers(0, 100), st.data())
def test_a_higher_charge_never_gives_more_back(before, one, other, data):
    places = data.draw(st.integers(1, before.places))
    low, high = sorted((one, other))
    assert decide(Band(0, low, False), before, places).net >= decide(Band(0, high, False), before, places).net
