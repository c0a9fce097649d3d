"""Which schools a duty falls on, what a school is when people were trained, and the map of it."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.ui.maps import PlaceName, Point, point_map
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


SAYS = {
    "key": "m",
    "title": "Where <they> are",
    "description": "Two schools.",
    "kinds": ["Nobody", "Booked", "Trained"],
}
SVG = "{http://www.w3.org/2000/svg}"


def test_a_map_is_an_accessible_picture_without_styles():
    svg = point_map(
        **SAYS, points=[Point(550000, 200000, 0), Point(600000, 230000, 2)], names=[PlaceName("Mid", 57e4, 21e4)]
    )
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Where <they> are"
    assert [text.text for text in root.iter(f"{SVG}text")] == ["Nobody", "Booked", "Trained", "Mid"]
    assert "style=" not in svg


def test_kinds_differ_in_shape_and_lie_where_they_are():
    svg = point_map(**SAYS, points=[Point(550000, 200000, 2), Point(600000, 230000, 1)])
    circles = list(ET.fromstring(svg).iter(f"{SVG}circle"))[2:]  # noqa: S314 - after the legend
    trained, booked = circles

    assert float(trained.get("cx")) < float(booked.get("cx"))
    assert float(trained.get("cy")) > float(booked.get("cy")), "north is above"
    assert trained.get("fill") != booked.get("fill")


def test_without_places_there_is_no_map():
    assert point_map(**SAYS, points=[]) == ""


@given(st.lists(st.builds(Point, st.integers(0, 700000), st.integers(0, 1300000), st.integers(0, 2)), min_size=1))
def test_every_point_lies_inside_the_map(points):
    root = ET.fromstring(point_map(**SAYS, points=points))  # noqa: S314 - our own drawing
    _, _, width, height = (float(number) for number in root.get("viewBox").split())
    for circle in root.iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx")) <= width
        assert 0 <= float(circle.get("cy")) <= height
