"""Which schools a duty falls on, what a school is when people were trained, and the map of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.coverage import FallsOn, RegisterFacts, coverage_of, falls_on
from traded_assessment.states import Coverage

PHONICS, KS1, TABLES, KS2 = (FallsOn(year, {4, 5, 10, 11}, {"Primary", "All-through"}) for year in (1, 2, 4, 6))


@pytest.mark.parametrize(
    ("low", "high", "which"),
    [
        (4, 11, [PHONICS, KS1, TABLES, KS2]),
        (5, 7, [PHONICS, KS1]),  # an infant school
        (7, 11, [TABLES, KS2]),  # a junior school
        (5, 9, [PHONICS, KS1, TABLES]),  # a first school
        (3, 5, []),  # a nursery
        (11, 18, []),
        (4, 18, [PHONICS, KS1, TABLES, KS2]),
        (9, 13, [KS2]),  # a middle school
    ],
)
def test_by_the_ages_of_the_register(low, high, which):
    school = RegisterFacts(low, high, "Primary", 4)
    assert [duty for duty in (PHONICS, KS1, TABLES, KS2) if falls_on(duty, school)] == which


@pytest.mark.parametrize(
    ("phase", "group", "must"),
    [("Primary", 10, True), ("All-through", 4, True), ("Secondary", 4, False), ("Not applicable", 5, False)],
)
def test_without_ages_by_the_phase(phase, group, must):
    assert falls_on(PHONICS, RegisterFacts(None, None, phase, group)) is must


@pytest.mark.parametrize("group", [3, 1, None])
def test_not_on_independent_schools_and_colleges(group):
    assert not falls_on(PHONICS, RegisterFacts(4, 11, "Primary", group))


@pytest.mark.parametrize(
    ("trained", "booked", "state"),
    [(0, 0, Coverage.NOBODY), (0, 2, Coverage.BOOKED), (1, 0, Coverage.TRAINED), (1, 2, Coverage.TRAINED)],
)
def test_what_a_school_is(trained, booked, state):
    assert coverage_of(trained=trained, booked=booked) == state


@given(st.integers(2, 18), st.integers(2, 19), st.integers(1, 12))
def test_a_school_that_takes_more_ages_has_no_fewer_duties(low, high, year):
    duty = FallsOn(year, {4}, set())
    if falls_on(duty, RegisterFacts(low, high, "", 4)):
        assert falls_on(duty, RegisterFacts(low - 1, high + 1, "", 4))
