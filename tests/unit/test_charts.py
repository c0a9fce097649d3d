"""Charts: pure, accessible SVG that agrees with its figures."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essex_portal.money import pounds
from essex_portal.ui import drawing as ground
from essex_portal.ui.charts import Series, bar_chart, line_chart, stacked_bar_chart
from tests.unit.test_contrast import COLOURS, contrast

SVG = "{http://www.w3.org/2000/svg}"
TERMS = ["Autumn 1", "Autumn 2", "Spring 1"]
SAYS = {"key": "sold", "title": "Places sold", "description": "Most places are sold in Autumn 2."}


def drawing(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def words_of(svg: str) -> list[str]:
    return [element.text or "" for element in drawing(svg).iter(f"{SVG}text")]


def widths(svg: str) -> list[float]:
    return [float(bar.get("width", "")) for bar in drawing(svg).iter(f"{SVG}rect") if bar.get("height") == "24"]


@pytest.mark.parametrize(
    "svg",
    [
        bar_chart(**SAYS, categories=TERMS, values=[1, 2, 3]),
        stacked_bar_chart(**SAYS, categories=TERMS, series=[Series("Essex", [1, 2, 3])]),
        line_chart(**SAYS, categories=TERMS, series=[Series("Essex", [1, 2, 3])]),
    ],
    ids=["bar", "stacked", "line"],
)
def test_a_chart_is_a_picture_with_a_name_and_a_description(svg):
    root = drawing(svg)

    assert root.get("role") == "img"
    named = [root.find(f"{SVG}{tag}") for tag in ("title", "desc")]
    assert root.get("aria-labelledby") == " ".join(element.get("id") for element in named)
    assert [element.text for element in named] == ["Places sold", "Most places are sold in Autumn 2."]


def test_a_chart_has_no_style_and_escapes_what_it_is_given():
    svg = bar_chart(key="k", title="<b>", description="a & b", categories=["<i>"], values=[1])

    assert "style=" not in svg
    assert "<b>" not in svg
    assert words_of(svg)[0] == "<i>"


def test_bars_are_as_long_as_their_figures_and_say_them():
    svg = bar_chart(**SAYS, categories=TERMS, values=[100, 50, 0])

    assert widths(svg)[0] == pytest.approx(2 * widths(svg)[1], abs=0.2)
    assert len(widths(svg)) == 2  # nothing is drawn for nought
    assert words_of(svg) == ["Autumn 1", "100", "Autumn 2", "50", "Spring 1", "0"]


def test_a_stack_says_its_sum_in_the_words_of_its_figures():
    svg = stacked_bar_chart(
        **SAYS,
        categories=["Autumn 1"],
        series=[Series("Maintained", [Decimal("315.00")]), Series("Academies", [Decimal("-65.50")])],
        words=pounds,
    )

    assert words_of(svg) == ["Maintained", "Academies", "Autumn 1", "£249.50"]
    assert widths(svg)[0] > widths(svg)[1] > 0


def test_a_line_passes_its_figures():
    svg = line_chart(**SAYS, categories=TERMS, series=[Series("Sold", [0, 40, 20])])
    heights = [float(dot.get("cy", "")) for dot in drawing(svg).iter(f"{SVG}circle")]

    assert heights[0] - heights[1] == pytest.approx(2 * (heights[0] - heights[2]), abs=0.2)


def test_lines_differ_by_more_than_colour():
    svg = line_chart(**SAYS, categories=TERMS, series=[Series(name, [1, 2, 3]) for name in "abc"])

    assert len({line.get("stroke-dasharray") for line in drawing(svg).iter(f"{SVG}polyline")}) == 3


def test_a_value_that_is_missing_is_the_callers_mistake():
    with pytest.raises(ValueError, match="2 values for 3 categories"):
        bar_chart(**SAYS, categories=TERMS, values=[1, 2])


@pytest.mark.parametrize("colour", ground.COLOURS)
def test_every_colour_can_be_seen(colour):
    assert contrast(colour, ground.PAPER) >= 3


def test_words_in_charts_can_be_read():
    assert (COLOURS["ink"], COLOURS["muted"], COLOURS["paper"]) == (ground.INK, ground.MUTED, ground.PAPER)


VALUES = st.lists(
    st.tuples(st.integers(-(10**6), 10**6), st.decimals(-1000, 10**6, places=2, allow_nan=False)), max_size=12
)


@given(VALUES)
def test_everything_lies_inside_the_picture(pairs):
    names = [f"Category {at}" for at in range(len(pairs))]
    series = [Series("Whole", [one for one, _ in pairs]), Series("Pence", [other for _, other in pairs])]
    for draw in (stacked_bar_chart, line_chart):
        svg = draw(**SAYS, categories=names, series=series)
        _, _, width, height = (float(n) for n in drawing(svg).get("viewBox", "").split())
        for name, most in (("x|x1|x2|cx", width), ("y|y1|y2|cy", height)):
            places = [float(n) for n in re.findall(rf' (?:{name})="([^"]+)"', svg)]
            assert all(-0.1 <= place <= most + 0.1 for place in places)
