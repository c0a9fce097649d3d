"""A map of places by their grid references, as SVG made on the server: always beside the table of the same places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.drawing import (
    COLOURS,
    FONT,
    GRID,
    INK,
    LETTER,
    MUTED,
    PAPER,
    WIDTH,
    joined,
    length,
    line,
    picture,
    text,
)

MARGIN = 32  # from the frame to the outermost points
LEGEND, FOOT = 26, 26
TALLEST = 560
LEAST_ACROSS = 1000  # metres: a single school lies in a square of that width
SQUARES = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # kilometres
LEAST_SQUARE = 70
SHAPES = (
    '<path d="M{x} {top}l6 10h-12z" fill="{fill}" stroke="{paper}"/>',  # a triangle
    '<circle cx="{x}" cy="{y}" r="4.5" fill="{paper}" stroke="{fill}" stroke-width="2"/>',  # a ring
    '<circle cx="{x}" cy="{y}" r="5" fill="{fill}" stroke="{paper}"/>',  # a dot
)
"""By the number of the kind: what is told apart by its colour differs in its shape too."""
FILLS = (COLOURS[4], COLOURS[1], COLOURS[0])
QUIET = '<circle cx="{x}" cy="{y}" r="2.5" fill="{fill}"/>'
"""A small grey dot, for places that are there to show where the others lie."""
FAINT = "#dfe7ea"
AWAY = (-12, 24, -26, 38, 5)
"""Lines on which a name may stand, counted from its place, the best first."""

Place = tuple[float, float]
"""On the picture: to the right, and down."""


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
    small and grey.
    """
    if not points:
        return SafeString("")
    frame = _Frame.around(points)
    far_first = sorted(points, key=lambda one: -one.kind)
    shapes = "".join(_shape(one.kind, *frame.place(one), quiet) for one in far_first)
    drawn = (_legend(kinds, points, quiet), _grid(frame), SafeString(shapes), *_names(frame, points, names))
    return picture(key, title, description, frame.bottom + FOOT, drawn)


@dataclass(frozen=True)
class _Frame:
    """Where the metres of the national grid lie on the picture; the points in the middle of it."""

    west: float
    north: float
    scale: float
    bottom: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> "_Frame":
        eastings, northings = [one.easting for one in points], [one.northing for one in points]
        across = max(max(eastings) - min(eastings), LEAST_ACROSS)
        down = max(max(northings) - min(northings), LEAST_ACROSS)
        scale = min((WIDTH - 2 * MARGIN) / across, TALLEST / down)
        west = (min(eastings) + max(eastings)) / 2 - WIDTH / 2 / scale
        north = (min(northings) + max(northings) + down) / 2 + MARGIN / scale
        return cls(west, north, scale, LEGEND + down * scale + 2 * MARGIN)

    def x(self, easting: float) -> float:
        return (easting - self.west) * self.scale

    def y(self, northing: float) -> float:
        return LEGEND + (self.north - northing) * self.scale

    def place(self, one: "Point | PlaceName") -> Place:
        return self.x(one.easting), self.y(one.northing)

    @property
    def square(self) -> int:
        """How many kilometres a square is wide: the smallest that can be told from its neighbour."""
        return next((one for one in SQUARES if one * 1000 * self.scale >= LEAST_SQUARE), SQUARES[-1])


def _grid(frame: _Frame) -> SafeString:
    """The lines of the national grid in a frame, and how far apart they are."""
    step = frame.square * 1000
    eastings = _multiples(step, frame.west, frame.west + WIDTH / frame.scale)
    northings = _multiples(step, frame.north - (frame.bottom - LEGEND) / frame.scale, frame.north)
    border = format_html(
        '<rect x="0.5" y="{}" width="{}" height="{}" fill="none" stroke="{}"/>',
        length(LEGEND + 0.5), WIDTH - 1, length(frame.bottom - LEGEND - 1), GRID,
    )  # fmt: skip
    lines = [line(frame.x(one), LEGEND, frame.x(one), frame.bottom, FAINT) for one in eastings]
    lines += [line(0, frame.y(one), WIDTH, frame.y(one), FAINT) for one in northings]
    words = text(0, frame.bottom + 18, f"Each square is {frame.square} km wide. North is at the top.", fill=MUTED)
    return joined((*lines, border, words))


def _multiples(step: int, low: float, high: float) -> range:
    return range(ceil(low / step) * step, ceil(high), step)


def _names(frame: _Frame, points: Sequence[Point], names: Sequence[PlaceName]) -> Iterator[SafeString]:
    """Each name near its place, where it hides the fewest points and no other name."""
    marks, taken = [frame.place(one) for one in points], list[Place]()
    for name in names:
        half = LETTER * len(name.name) / 2
        middle, level = frame.place(name)
        x = min(max(middle, half + 4), WIDTH - half - 4)
        lines = [one for one in (level + away for away in AWAY) if LEGEND + FONT < one < frame.bottom - 4] or [level]
        y = min(lines, key=lambda one: _hidden((x, one), half, marks) + len(marks) * _hidden((x, one), half * 2, taken))
        taken.append((x, y))
        yield text(x, y, name.name, anchor="middle", fill=PAPER, halo=True)
        yield text(x, y, name.name, anchor="middle", fill=MUTED, bold=True)


def _hidden(word: Place, half: float, marks: Sequence[Place]) -> int:
    """How many marks lie under a word of that half width that stands on this line."""
    x, y = word
    return sum(abs(x - left) < half + 6 and -FONT - 6 < top - y < 8 for left, top in marks)


def _shape(kind: int, x: float, y: float, quiet: int | None) -> str:
    shape, fill = (QUIET, MUTED) if kind == quiet else (SHAPES[kind], FILLS[kind])
    return shape.format(x=f"{x:.0f}", y=f"{y:.0f}", top=f"{y - 6:.0f}", fill=fill, paper=PAPER)


def _legend(kinds: Sequence[str], points: Sequence[Point], quiet: int | None) -> SafeString:
    """The kinds that there are on the map."""
    drawn, x = "", 8
    for number, name in enumerate(kinds):
        if all(one.kind != number for one in points):
            continue
        words = format_html('<text x="{}" y="19" fill="{}">{}</text>', x + 12, INK, name)
        drawn += _shape(number, x, 14, quiet) + words
        x += round(LETTER * len(name)) + 40
    return SafeString(drawn)
