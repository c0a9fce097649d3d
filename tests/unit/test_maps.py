"""Maps of places: accessible, true to the grid, and with every name readable."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.ui.drawing import FONT, LETTER
from essex_portal.ui.maps import PlaceName, Point, point_map

SAYS = {
    "key": "m",
    "title": "Where <they> are",
    "description": "Two schools.",
    "kinds": ["Nobody", "Booked", "Trained"],
}
SVG = "{http://www.w3.org/2000/svg}"
GRID = ("Each square is 10 km wide. North is at the top.",)
points_anywhere = st.lists(
    st.builds(Point, st.integers(0, 700000), st.integers(0, 1300000), st.integers(0, 2)), min_size=1
)


def drawing(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def test_a_map_is_an_accessible_picture_without_styles():
    svg = point_map(
        **SAYS, points=[Point(550000, 200000, 0), Point(600000, 230000, 2)], names=[PlaceName("Mid", 57e4, 21e4)]
    )
    root = drawing(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Where <they> are"
    assert [text.text for text in root.iter(f"{SVG}text")] == ["Nobody", "Trained", *GRID, "Mid", "Mid"]
    assert "style=" not in svg


def test_kinds_differ_in_shape_and_lie_where_they_are():
    svg = point_map(**SAYS, points=[Point(550000, 200000, 2), Point(600000, 230000, 1)])
    circles = list(drawing(svg).iter(f"{SVG}circle"))[2:]  # after the legend
    trained, booked = circles

    assert float(trained.get("cx")) < float(booked.get("cx"))
    assert float(trained.get("cy")) > float(booked.get("cy")), "north is above"
    assert trained.get("fill") != booked.get("fill")


def test_without_places_there_is_no_map():
    assert point_map(**SAYS, points=[]) == ""


@given(points_anywhere)
def test_every_point_lies_inside_the_map(points):
    root = drawing(point_map(**SAYS, points=points))
    _, _, width, height = (float(number) for number in root.get("viewBox").split())
    for circle in root.iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx")) <= width
        assert 0 <= float(circle.get("cy")) <= height


@given(points_anywhere, st.text("abcdefghij -", min_size=1, max_size=30))
def test_every_name_is_read_whole(points, name):
    first = points[0]
    root = drawing(point_map(**SAYS, points=points, names=[PlaceName(name, first.easting, first.northing)]))
    _, _, width, height = (float(number) for number in root.get("viewBox").split())
    word = list(root.iter(f"{SVG}text"))[-1]
    half = len(name) * LETTER / 2
    assert half <= float(word.get("x")) <= width - half
    assert FONT <= float(word.get("y")) <= height


def test_a_name_stands_beside_its_point_and_clear_of_its_neighbours():
    town = [Point(600000, 200000, 0), Point(600000, 200300, 0), Point(620000, 220000, 0)]
    root = drawing(point_map(**SAYS, points=town, names=[PlaceName("Marsh", 600000, 200000)]))
    word = list(root.iter(f"{SVG}text"))[-1]
    levels = [float(path.get("d").split(" ")[1].partition("l")[0]) + 6 for path in root.iter(f"{SVG}path")][1:]
    assert all(level < float(word.get("y")) - FONT or level > float(word.get("y")) + 5 for level in levels)


@pytest.mark.parametrize(("metres", "square"), [(0, 1), (10_000, 2), (70_000, 10), (700_000, 100)])
def test_the_squares_say_how_far_it_is(metres, square):
    svg = point_map(**SAYS, points=[Point(100_000, 200_000, 0), Point(100_000 + metres, 200_000, 0)])
    assert f"Each square is {square} km wide." in svg
