"""Charts as SVG made on the server: the same drawing in a page and in a PDF, always beside its table.

A chart is a picture of a table's rows: `title` names it, `description` says in a sentence what it shows, and both are
read out by a screen reader. Colours stand in presentation attributes, because neither the page's content security
policy nor the typesetter takes styles. No chart relies on colour alone: bars carry their figures, lines their dashes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from essex_portal.ui.drawing import (
    COLOURS,
    DASHES,
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
Words = Callable[[Number], str]

ROW = 36
BAR = 24
LEGEND = 24
PLOT = 220  # the height of a line chart's plot


@dataclass(frozen=True)
class Series:
    """One row of figures: a value for each category."""

    name: str
    values: Sequence[Number]


def whole(value: Number) -> str:
    """`1,200`: how a chart says a figure when it is told nothing else."""
    return f"{value:,.0f}"


def bar_chart(
    *,
    key: str,
    title: str,
    description: str,
    categories: Sequence[str],
    values: Sequence[Number],
    words: Words = whole,
) -> SafeString:
    """One bar a category, each with its figure. `key` makes the ids of the picture unique in its page.

    Raises ValueError when there is not one value for each category.
    """
    return stacked_bar_chart(
        key=key,
        title=title,
        description=description,
        categories=categories,
        series=[Series(title, values)],
        words=words,
        legend=False,
    )


def stacked_bar_chart(
    *,
    key: str,
    title: str,
    description: str,
    categories: Sequence[str],
    series: Sequence[Series],
    words: Words = whole,
    legend: bool = True,
) -> SafeString:
    """One bar a category, made of one piece a series, with its sum. What is below zero goes to the left.

    Raises ValueError when a series has not one value for each category.
    """
    _check(categories, series)
    top = LEGEND * _legend_rows(series) if legend else 0
    left = min(200, LETTER * max((len(part) for name in categories for part in in_two_lines(name)), default=0)) + 8
    scale = _Scale.across(series, left, words)
    rows = [
        _row(scale, top + ROW * at, name, [one.values[at] for one in series], words)
        for at, name in enumerate(categories)
    ]
    axis = line(scale.x(0), top, scale.x(0), top + ROW * len(categories), MUTED)
    drawn = [_legend(series, _swatch) if legend else SafeString(""), *rows, axis]
    return picture(key, title, description, top + ROW * len(categories) + 4, drawn)


def line_chart(
    *,
    key: str,
    title: str,
    description: str,
    categories: Sequence[str],
    series: Sequence[Series],
    words: Words = whole,
) -> SafeString:
    """One line a series over the categories, which are in order of time.

    Raises ValueError when a series has not one value for each category.
    """
    _check(categories, series)
    top = LEGEND * _legend_rows(series) + FONT
    values = [float(value) for one in series for value in one.values]
    steps = _steps(min([0.0, *values]), max([0.0, *values]))
    left = max(LETTER * len(words(step)) for step in steps) + 8
    y = _between(steps[0], steps[-1], top + PLOT, top)
    x = _between(0, max(1, len(categories) - 1), left + 16, WIDTH - 44)
    drawn = [
        _legend(series, _dash),
        *(line(left, y(step), WIDTH - 8, y(step), GRID) for step in steps),
        *(text(left - 8, y(step) + 5, words(step), anchor="end", fill=MUTED) for step in steps),
        *_names_below(categories, x, top + PLOT + 22),
        *(_curve(at, one, x, y) for at, one in enumerate(series)),
    ]
    return picture(key, title, description, top + PLOT + 34, drawn)


@dataclass(frozen=True)
class _Scale:
    """Where a figure lies across the picture; the furthest bars leave room for their words."""

    low: float
    high: float
    left: float
    right: float

    @classmethod
    def across(cls, series: Sequence[Series], left: float, words: Words) -> "_Scale":
        columns = list(zip(*(one.values for one in series), strict=True))
        low = min((float(sum(min(value, 0) for value in column)) for column in columns), default=0.0)
        high = max((float(sum(max(value, 0) for value in column)) for column in columns), default=0.0)
        room = LETTER * max((len(words(sum(column))) for column in columns), default=1) + 16
        return cls(low, high if high > low else low + 1, left + (8 if low < 0 else 0), WIDTH - room)

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def _row(scale: _Scale, y: float, name: str, values: Sequence[Number], words: Words) -> SafeString:
    """A category's name, its bar in pieces, and what they add up to."""
    ends = {True: 0.0, False: 0.0}
    pieces = []
    for at, value in enumerate(values):
        begin = ends[value >= 0]
        ends[value >= 0] += float(value)
        pieces.append(_piece(scale, y, begin, ends[value >= 0], at))
    label = text(scale.x(ends[True]) + 8, y + ROW / 2 + 5, words(sum(values)))
    return format_html("{}{}{}", _name_beside(scale, y, name), SafeString("".join(pieces)), label)


def _piece(scale: _Scale, y: float, begin: float, end: float, at: int) -> SafeString:
    left, right = sorted((scale.x(begin), scale.x(end)))
    if right - left < 0.05:
        return SafeString("")
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="1"/>',
        length(left),
        length(y + (ROW - BAR) / 2),
        length(right - left),
        BAR,
        _colour(at),
        PAPER,
    )


def _name_beside(scale: _Scale, y: float, name: str) -> SafeString:
    parts = in_two_lines(name)
    first = y + ROW / 2 + 5 - (len(parts) - 1) * FONT / 2
    return joined(text(0, first + FONT * at, part) for at, part in enumerate(parts))


def _curve(at: int, series: Series, x: Callable[[float], float], y: Callable[[float], float]) -> SafeString:
    points = [(x(i), y(float(value))) for i, value in enumerate(series.values)]
    dots = format_html_join(
        "", '<circle cx="{}" cy="{}" r="4" fill="{}"/>', ((length(a), length(b), _colour(at)) for a, b in points)
    )
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="3" stroke-dasharray="{}"/>{}',
        " ".join(f"{length(a)},{length(b)}" for a, b in points),
        _colour(at),
        DASHES[at % len(DASHES)],
        dots,
    )


def _names_below(categories: Sequence[str], x: Callable[[float], float], y: float) -> list[SafeString]:
    """The categories along the bottom: as many as there is room for, the first one always."""
    room = (WIDTH - 60) / max(1, len(categories))
    every = max(1, -floor(-LETTER * max((len(name) for name in categories), default=1) // room))
    return [text(x(at), y, name, anchor="middle", fill=MUTED) for at, name in enumerate(categories) if at % every == 0]


def _steps(low: float, high: float) -> list[float]:
    """Round figures that reach from at most `low` to at least `high`."""
    span = (high - low) or 1.0
    size = 10.0 ** floor(log10(span / 2))
    step = next(size * times for times in (1, 2, 5, 10) if span / (size * times) <= 5)
    first, last = floor(low / step), -floor(-high / step)
    return [step * at for at in range(first, max(last, first + 1) + 1)]


def _between(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _legend_places(series: Sequence[Series]) -> list[tuple[float, int]]:
    """Where each series is named: from the left, on a new line when the first is full."""
    places, x, row = [], 0.0, 0
    for one in series:
        width = 44 + LETTER * len(one.name)
        if x and x + width > WIDTH:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += width
    return places


def _legend_rows(series: Sequence[Series]) -> int:
    return max((row for _, row in _legend_places(series)), default=-1) + 1


def _legend(series: Sequence[Series], mark: Callable[[int, float, float], SafeString]) -> SafeString:
    return joined(
        format_html("{}{}", mark(at, x, LEGEND * row), text(x + 28, LEGEND * row + 15, one.name))
        for at, (one, (x, row)) in enumerate(zip(series, _legend_places(series), strict=True))
    )


def _swatch(at: int, x: float, y: float) -> SafeString:
    return format_html('<rect x="{}" y="{}" width="18" height="14" fill="{}"/>', length(x), length(y + 3), _colour(at))


def _dash(at: int, x: float, y: float) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="3" stroke-dasharray="{}"/>',
        length(x),
        length(y + 10),
        length(x + 22),
        length(y + 10),
        _colour(at),
        DASHES[at % len(DASHES)],
    )


def _colour(at: int) -> str:
    return COLOURS[at % len(COLOURS)]


def _check(categories: Sequence[str], series: Sequence[Series]) -> None:
    for one in series:
        if len(one.values) != len(categories):
            raise ValueError(f"{one.name!r} has {len(one.values)} values for {len(categories)} categories")
