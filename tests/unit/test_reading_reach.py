"""How far the Year of Reading reaches: each school is counted once, in its place, as one kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.taskforce.reach import Touch, gaps, reach_by_place, touch_of, whole
from essex_portal.taskforce.states import year_group_words

PLACES = st.sampled_from(("Mid", "North-East", "South", "West"))
NUMBERS = st.integers(1, 40)


@pytest.mark.parametrize(("school", "touch"), [(1, Touch.OWN), (2, Touch.REACHED), (3, Touch.OWN), (4, Touch.NOT_YET)])
def test_what_a_school_does_itself_counts_before_what_others_do(school, touch):
    assert touch_of(school, frozenset({1, 3}), frozenset({2, 3})) is touch


def test_reach_of_two_places():
    schools = [(1, "West"), (2, "Mid"), (3, "Mid"), (4, "Mid")]
    mid, west = reach_by_place(schools, frozenset({2}), frozenset({3, 99}))
    assert (mid.place, mid.own, mid.reached, mid.not_yet, mid.percent) == ("Mid", 1, 1, 1, 66)
    assert (west.place, west.schools, west.touched, west.percent) == ("West", 1, 0, 0)


def test_no_schools_are_no_percent():
    assert whole("The county", []).percent == 0


@given(
    st.dictionaries(NUMBERS, PLACES, max_size=8), st.frozensets(NUMBERS, max_size=5), st.frozensets(NUMBERS, max_size=5)
)
def test_every_school_is_counted_once(schools, own, reached):
    places = reach_by_place(schools.items(), own, reached)
    county = whole("The county", places)
    assert county.schools == len(schools) == sum(one.schools for one in places)
    assert county.touched == len(set(schools) & (own | reached))
    assert [one.place for one in places] == sorted(set(schools.values()))
    assert (county.percent == 100) == (bool(schools) and not county.not_yet)


def test_what_is_done_for_the_county_counts_in_each_place():
    rows = gaps({6: "Year 6", 7: "Year 7"}, ["Mid", "West"], [(6, ""), (6, "Mid"), (3, "Mid"), (7, "West")])
    assert [(row.name, row.counts, row.total, row.missing) for row in rows] == [
        ("Year 6", (2, 1), 3, 0),
        ("Year 7", (0, 1), 1, 1),
    ]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([6], "Year 6"),
        ([7, 6], "Year 6, Year 7"),
        ([-1, 0, 1], "Nursery to Year 1"),
        ([0, 1, 2, 7], "Reception to Year 2, Year 7"),
        (range(-1, 14), "All year groups"),
        ([], ""),
    ],
)
def test_year_groups_in_words(numbers, words):
    assert year_group_words(numbers) == words


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(("", "Mid", "West"))), max_size=20))
def test_a_gap_is_where_nothing_is_done(found):
    for row in gaps({1: "One", 2: "Two"}, ["Mid", "West"], found):
        for place, count in zip(("Mid", "West"), row.counts, strict=True):
            assert (count == 0) == (not any(key == row.key and at in ("", place) for key, at in found))
