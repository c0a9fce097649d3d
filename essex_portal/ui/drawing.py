"""What the charts are drawn with: their colours, letters and lines, as SVG."""

import textwrap
from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString

COLOURS = ("#0c3b48", "#b87514", "#00685a", "#5b3a85", "#b3261e", "#4c5a62")
"""In the order of the series, each dark enough to be seen on paper (tests/unit/test_charts.py)."""
DASHES = ("none", "8 4", "2 4", "12 4 2 4", "4 4", "1 6")
INK, MUTED, GRID, PAPER = "#16222b", "#4c5a62", "#b3c0c5", "#ffffff"

FAMILIES = "Atkinson Hyperlegible Next, Portal, arial, sans-serif"  # in pages, in PDFs

WIDTH = 640
FONT = 15
LETTER = 7.8  # the width of a letter at that size, on the safe side


def line(x1: float, y1: float, x2: float, y2: float, stroke: str) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>', length(x1), length(y1), length(x2), length(y2), stroke
    )


def text(
    x: float, y: float, words: str, *, anchor: str = "start", fill: str = INK, bold: bool = False, halo: bool = False
) -> SafeString:
    """A word on the picture. `halo`: the outline that goes before a bold one, so that it is read over anything."""
    weight = SafeString(' font-weight="700"') if bold or halo else ""
    outline = format_html(' stroke="{}" stroke-width="4" stroke-linejoin="round"', fill) if halo else ""
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}"{}{}>{}</text>',
        length(x), length(y), anchor, fill, weight, outline, words,
    )  # fmt: skip


def picture(key: str, title: str, description: str, height: float, drawn: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg class="portal-chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}"'
        ' role="img" aria-labelledby="{2}-title {2}-description" font-family="{6}" font-size="{3}">'
        '<title id="{2}-title">{4}</title><desc id="{2}-description">{5}</desc>{7}</svg>',
        WIDTH,
        length(height),
        key,
        FONT,
        title,
        description,
        FAMILIES,
        joined(drawn),
    )


def joined(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def length(value: float) -> str:
    """A length without more digits than can be seen."""
    return f"{value:.1f}".removesuffix(".0")


def in_two_lines(name: str) -> list[str]:
    """At most two lines of a name that is too long for one."""
    return textwrap.wrap(name, 24, max_lines=2, placeholder=" …") or [""]
