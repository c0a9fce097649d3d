"""WCAG 2.2 contrast of the theme's colours, read from the one file that holds them."""

import re
from pathlib import Path

import pytest

TOKENS = Path("static/scss/_tokens.scss").read_text()
COLOURS = dict(re.findall(r"^\$([a-z-]+): (#[0-9a-f]{6});$", TOKENS, re.MULTILINE))

TEXT = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("link", "paper"),
    ("link", "surface"),
    ("link-hover", "paper"),
    ("link-hover", "surface"),
    ("link-visited", "paper"),
    ("link-visited", "surface"),
    ("error", "paper"),
    ("success", "paper"),
    ("paper", "success"),
    ("paper", "link"),
    ("focus-text", "focus"),
    ("on-brand", "brand"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-danger", "danger"),
    ("on-danger", "danger-hover"),
    ("on-quiet", "quiet"),
    ("on-quiet", "quiet-hover"),
    ("on-neutral", "neutral"),
    ("on-info", "info"),
    ("on-good", "good"),
    ("on-warn", "warn"),
    ("on-bad", "bad"),
]
SHAPES = [
    ("input-border", "paper"),
    ("input-border", "surface"),
    ("link", "surface"),  # the mark under the current navigation entry
    ("accent", "brand"),
    ("action", "paper"),
    ("danger", "paper"),
    ("focus-text", "paper"),  # the dark line that makes the yellow focus visible on white
]


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("words", "ground"), TEXT)
def test_text_can_be_read(words: str, ground: str):
    assert contrast(COLOURS[words], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_that_mean_something_can_be_seen(shape: str, ground: str):
    assert contrast(COLOURS[shape], COLOURS[ground]) >= 3


def test_every_ground_that_carries_words_is_measured():
    carried = {name.removeprefix("on-") for name in COLOURS if name.startswith("on-")}
    assert carried <= {ground for _, ground in TEXT}


@pytest.mark.parametrize("template", ["base.html", "ui/bare.html"])
def test_the_browser_frame_has_the_brand_colour(template: str):
    assert f'name="theme-color" content="{COLOURS["brand"]}"' in Path("templates", template).read_text()


def test_the_icon_has_the_brand_colours():
    icon = Path("static/images/favicon.svg").read_text()
    assert COLOURS["brand"] in icon
    assert COLOURS["accent"] in icon


def test_colours_are_written_in_the_tokens_alone():
    sheets = [sheet for sheet in Path("static/scss").glob("*.scss") if sheet.name != "_tokens.scss"]
    assert sheets
    for sheet in sheets:
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text()), sheet
