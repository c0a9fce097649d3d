"""A map of places by their grid references, as SVG made on the server: always beside the table of the same places."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.drawing import COLOURS, FAMILIES, FONT, INK, LETTER, MUTED, PAPER

WIDTH = 640
MARGIN = 16
LEGEND = 26
SHAPES = (
    '<path d="M{x} {top}l6 10h-12z" fill="{fill}" stroke="{paper}"/>',  # a triangle
    '<circle cx="{x}" cy="{y}" r="4.5" fill="{paper}" stroke="{fill}" stroke-width="2"/>',  # a ring
    '<circle cx="{x}" cy="{y}" r="5" fill="{fill}" stroke="{paper}"/>',  # a dot
)
"""By the number of the kind: what is told apart by its colour differs in its shape too."""
FILLS = (COLOURS[4], COLOURS[1], COLOURS[0])
QUIET = '<circle cx="{x}" cy="{y}" r="2.5" fill="{fill}"/>'
"""A small grey dot, for places that are there to show where the others lie."""


@dataclass(frozen=True)
class Point:
    """`easting` and `northing` in metres of the national grid; `kind` is the number of its kind."""

    easting: int
    northing: int
    kind: int


@dataclass(frozen=True)
class PlaceName:
    """A name that is written on the map where these points lie."""

    name: str
    easting: float
    northing: float


def point_map(
    *,
    key: str,
    title: str,
    description: str,
    kinds: Sequence[str],
    points: Sequence[Point],
    names: Sequence[PlaceName] = (),
    quiet: int | None = None,
) -> SafeString:
    """A picture of points, with a legend of their kinds (at most three). Without points it is empty.

    Later kinds are drawn first, so that the first kind is never hidden. `quiet` is the number of a kind that is drawn
    small and grey, and names are written over it alone.
    """
    if not points:
        return SafeString("")
    frame = _Frame.around(points)
    far_first = sorted(points, key=lambda one: -one.kind)
    beneath, above = (
        "".join(_shape(one.kind, frame.x(one.easting), frame.y(one.northing), quiet) for one in drawn)
        for drawn in (
            [one for one in far_first if one.kind == quiet],
            [one for one in far_first if one.kind != quiet],
        )
    )
    return format_html(
        '<svg class="portal-chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}"'
        ' role="img" aria-labelledby="{2}-title {2}-description" font-family="{3}" font-size="{4}">'
        '<title id="{2}-title">{5}</title><desc id="{2}-description">{6}</desc>{7}{8}{9}{10}</svg>',
        WIDTH,
        round(frame.height),
        key,
        FAMILIES,
        FONT,
        title,
        description,
        _legend(kinds, quiet),
        SafeString(beneath),
        SafeString("".join(_name(frame, one) for one in names)),
        SafeString(above),
    )


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    scale: float
    height: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> "_Frame":
        eastings, northings = [one.easting for one in points], [one.northing for one in points]
        width = max(max(eastings) - min(eastings), 1000)
        scale = (WIDTH - 2 * MARGIN) / width
        scale = min(scale, 560 / max(max(northings) - min(northings), 1000))
        height = LEGEND + (max(northings) - min(northings)) * scale + 2 * MARGIN
        return cls(min(eastings), max(northings), scale, height)

    def x(self, easting: float) -> float:
        return MARGIN + (easting - self.west) * self.scale

    def y(self, northing: float) -> float:
        return LEGEND + MARGIN + (self.north - northing) * self.scale


def _shape(kind: int, x: float, y: float, quiet: int | None) -> str:
    shape, fill = (QUIET, MUTED) if kind == quiet else (SHAPES[kind], FILLS[kind])
    return shape.format(x=f"{x:.0f}", y=f"{y:.0f}", top=f"{y - 6:.0f}", fill=fill, paper=PAPER)


def _name(frame: _Frame, place: PlaceName) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="middle" font-weight="700" fill="{}" stroke="{}" stroke-width="4"'
        ' paint-order="stroke">{}</text>',
        f"{frame.x(place.easting):.0f}",
        f"{frame.y(place.northing):.0f}",
        MUTED,
        PAPER,
        place.name,
    )


def _legend(kinds: Sequence[str], quiet: int | None) -> SafeString:
    drawn, x = "", MARGIN
    for number, name in enumerate(kinds):
        words = format_html('<text x="{}" y="19" fill="{}">{}</text>', x + 12, INK, name)
        drawn += _shape(number, x, 14, quiet) + words
        x += round(LETTER * len(name)) + 40
    return SafeString(drawn)
