"""Charts of levels: where a level lies, and what is said where it is not shown."""

import re
from itertools import combinations
from math import dist

import pytest

from essex_portal.ui.level_charts import Axis, Range, Spot, range_chart, scatter_chart
from tests.unit.test_charts import SAYS, SVG, drawing, words_of

SCALE = {1: "1 Starting", 2: "2", 3: "3", 4: "4 Leading"}
MAP = {"across": Axis("Mean", 1, 4, SCALE), "up": Axis("Apart", 0, 3, {0: "0", 1: "1", 2: "2", 3: "3"})}


def circles(svg: str) -> list[tuple[float, float]]:
    return [(float(one.get("cx", "")), float(one.get("cy", ""))) for one in drawing(svg).iter(f"{SVG}circle")]


def test_a_range_reaches_from_the_lowest_to_the_highest_with_the_mean_between():
    svg = range_chart(**SAYS, scale=SCALE, rows=[Range("Trust", 1, 4, 2.5, "2.50"), Range("Vision", 4, 4, 4, "4.00")])

    wide, narrow = (float(bar.get("width", "")) for bar in drawing(svg).iter(f"{SVG}rect"))
    assert wide > 3 * narrow
    (middle, _), (right, _) = circles(svg)
    assert middle < right
    assert {"Trust", "2.50", "1 Starting"} <= set(words_of(svg))


def test_what_is_withheld_has_words_and_no_dot():
    svg = range_chart(**SAYS, scale=SCALE, rows=[Range("Trust", words="Withheld: fewer than three answers")])

    assert not circles(svg)
    assert "Withheld: fewer than three answers" in words_of(svg)


def test_a_map_puts_higher_means_to_the_right_and_what_lies_apart_up():
    svg = scatter_chart(**SAYS, **MAP, spots=[Spot("1", 1, 0), Spot("2", 4, 3)])

    (left, low), (right, high) = circles(svg)
    assert left < right
    assert high < low


def test_points_in_one_place_do_not_hide_each_other():
    spots = [Spot(str(number), 4, 0) for number in range(1, 31)]
    svg = scatter_chart(**SAYS, **MAP, spots=spots, regions=[(2, 2, "Talk")])

    places = circles(svg)
    assert min(dist(one, other) for one, other in combinations(places, 2)) >= 19.8  # places are rounded to a tenth
    assert {"1", "30", "Talk"} <= set(words_of(svg))


@pytest.mark.parametrize(
    "svg",
    [range_chart(**SAYS, scale=SCALE, rows=[Range("<b>", 1, 2, 1, "1")]), scatter_chart(**SAYS, **MAP, spots=[])],
    ids=["range", "map"],
)
def test_a_picture_has_no_style_and_escapes_what_it_is_given(svg):
    assert drawing(svg).get("role") == "img"
    assert not re.search(r"style=|<b>", svg)
