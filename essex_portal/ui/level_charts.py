"""Charts of levels on a short scale: how high, and how far apart. Like `charts`: SVG, beside the table of its rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, dist, pi, sin

from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.drawing import (
    COLOURS,
    FONT,
    GRID,
    LETTER,
    MUTED,
    PAPER,
    WIDTH,
    in_two_lines,
    joined,
    length,
    line,
    picture,
    text,
)

Number = int | float | Decimal

HEAD = 28  # the scale above the rows
ROW = 44
NAMES = 208
FIGURES = 64  # room for the mean's figure on the right
PLOT = 300  # the height of a map's plot
BADGE = 10  # the radius of a point with its label


@dataclass(frozen=True)
class Range:
    """A row: its lowest, highest and mean level, or, where these are not shown, the words that say why.

    `mark` is a further level to compare with, drawn as a diamond.
    """

    name: str
    low: Number = 0
    high: Number = 0
    mean: Number | None = None
    words: str = ""
    mark: Number | None = None


@dataclass(frozen=True)
class Spot:
    """A point of a map; `label` names it in the table beside."""

    label: str
    across: Number
    up: Number


@dataclass(frozen=True)
class Axis:
    """From `low` to `high` with a word at each of `marks`; `name` says what is measured."""

    name: str
    low: Number
    high: Number
    marks: Mapping[int, str] | Mapping[float, str]


def range_chart(
    *, key: str, title: str, description: str, scale: Mapping[int, str], rows: Sequence[Range]
) -> SafeString:
    """A bar from the lowest to the highest level of each row, with a dot at the mean and its figure on the right."""
    x = _between(min(scale), max(scale), NAMES + 44, WIDTH - FIGURES - 24)
    bottom = HEAD + ROW * len(rows)
    drawn = [
        *(line(x(level), HEAD - 6, x(level), bottom, GRID) for level in scale),
        *(text(x(level), 14, words, anchor="middle", fill=MUTED) for level, words in scale.items()),
        *(_range(x, HEAD + ROW * at, row) for at, row in enumerate(rows)),
    ]
    return picture(key, title, description, bottom + 4, drawn)


def scatter_chart(
    *,
    key: str,
    title: str,
    description: str,
    across: Axis,
    up: Axis,
    spots: Iterable[Spot],
    regions: Sequence[tuple[Number, Number, str]] = (),
) -> SafeString:
    """Points by two figures, each a disc with its label; where they would hide each other they stand side by side.

    `regions` are words at places.
    """
    left = 20 + LETTER * max(len(words) for words in up.marks.values())
    x = _between(across.low, across.high, left + 16, WIDTH - 44)
    y = _between(up.low, up.high, HEAD + PLOT, HEAD + 12)
    drawn = [
        text(0, 14, up.name, fill=MUTED),
        *(line(left, y(mark), WIDTH - 8, y(mark), GRID) for mark in up.marks),
        *(text(left - 8, y(mark) + 5, words, anchor="end", fill=MUTED) for mark, words in up.marks.items()),
        *(line(x(mark), HEAD, x(mark), HEAD + PLOT + 8, GRID) for mark in across.marks),
        *(_name_at(x(mark), HEAD + PLOT + 24, words) for mark, words in across.marks.items()),
        *(_name_at(x(float(a)), y(float(b)), words) for a, b, words in regions),
        *(_spot(*one) for one in _placed((x(one.across), y(one.up), one.label) for one in spots)),
        text(WIDTH - 8, HEAD + PLOT + 46, across.name, anchor="end", fill=MUTED),
    ]
    return picture(key, title, description, HEAD + PLOT + 54, drawn)


def _range(x: Callable[[float], float], y: float, row: Range) -> SafeString:
    middle = y + ROW / 2
    mark = SafeString("") if row.mark is None else _diamond(x(float(row.mark)), middle)
    if row.mean is None:
        return joined([_name_beside(middle, row.name), text(NAMES + 44, middle + 20, row.words, fill=MUTED), mark])
    low, high, mean = x(float(row.low)), x(float(row.high)), x(float(row.mean))
    bar = format_html(
        '<rect x="{}" y="{}" width="{}" height="12" rx="6" fill="{}"/>'
        '<circle cx="{}" cy="{}" r="8" fill="{}" stroke="{}" stroke-width="2"/>',
        length(low - 6),
        length(middle - 6),
        length(high - low + 12),
        GRID,
        length(mean),
        length(middle),
        COLOURS[0],
        PAPER,
    )
    return joined([_name_beside(middle, row.name), bar, mark, text(WIDTH - 8, middle + 5, row.words, anchor="end")])


def _diamond(x: float, y: float) -> SafeString:
    return format_html(
        '<path d="M{} {}l8 9l-8 9l-8 -9z" fill="{}" stroke="{}" stroke-width="2"/>',
        length(x),
        length(y - 9),
        COLOURS[1],
        PAPER,
    )


def _name_beside(middle: float, name: str) -> SafeString:
    parts = in_two_lines(name)
    first = middle + 5 - (len(parts) - 1) * FONT / 2
    return joined(text(0, first + (FONT + 1) * at, part) for at, part in enumerate(parts))


def _name_at(x: float, y: float, words: str) -> SafeString:
    return text(x, y, words, anchor="middle", fill=MUTED)


def _placed(spots: Iterable[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Each label where its point lies, or as near to it as there is room beside those placed before."""
    placed: list[tuple[float, float, str]] = []
    for x, y, label in spots:
        free = (one for one in _around(x, y) if all(dist(one, other[:2]) > 2 * BADGE - 0.1 for other in placed))
        placed.append((*next(free, (x, y)), label))
    return placed


def _around(x: float, y: float) -> Iterator[tuple[float, float]]:
    """The place itself, then places in rings around it that lie within the plot."""
    yield x, y
    for ring in range(1, 40):
        for turn in range(8 * ring):
            angle = 2 * pi * turn / (8 * ring)
            place = x + BADGE * ring * cos(angle), y + BADGE * ring * sin(angle)
            if BADGE <= place[0] <= WIDTH - BADGE and HEAD <= place[1] <= HEAD + PLOT - BADGE:
                yield place


def _spot(x: float, y: float, label: str) -> SafeString:
    return format_html(
        '<circle cx="{0}" cy="{1}" r="{2}" fill="{3}" stroke="{4}"/>'
        '<text x="{0}" y="{5}" text-anchor="middle" font-size="12" font-weight="700" fill="{4}">{6}</text>',
        length(x),
        length(y),
        BADGE,
        COLOURS[0],
        PAPER,
        length(y + 4),
        label,
    )


def _between(low: Number, high: Number, start: float, end: float) -> Callable[[float], float]:
    span = float(high) - float(low)
    return lambda value: start + (float(value) - float(low)) / span * (end - start)
