"""Actions over time as SVG: a bar from start to expected end, a mark at the first agreed date. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.ui.drawing import COLOURS, FONT, GRID, INK, MUTED, WIDTH, joined, length, line, picture, text

ROW, BAR, LEFT, TOP = 26, 14, 74, 26
MOST_TICKS = 8


@dataclass(frozen=True)
class Bar:
    """One action. An open end is drawn to the edge of the picture."""

    name: str
    starts_on: date | None
    due_on: date | None
    baseline_on: date | None
    is_overdue: bool = False

    @property
    def days(self) -> list[date]:
        return [day for day in (self.starts_on, self.due_on, self.baseline_on) if day]


def timeline(*, key: str, title: str, description: str, bars: Sequence[Bar], today: date) -> SafeString:
    """The bars over months or years, with today as a line. Bars without any date are named and left empty."""
    days = [day for bar in bars for day in bar.days] + [today]
    first, last = min(days) - timedelta(days=15), max(days) + timedelta(days=15)
    scale = _Scale(first, last)
    bottom = TOP + ROW * len(bars)
    ticks = joined(_tick(scale, day, bottom) for day in scale.ticks())
    rows = joined(_row(scale, bar, TOP + ROW * number) for number, bar in enumerate(bars))
    now = joined([line(scale.x(today), TOP - 4, scale.x(today), bottom, COLOURS[4])])
    return picture(key, title, description, bottom + 6, [ticks, rows, now])


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    def x(self, day: date) -> float:
        whole = max(1, (self.last - self.first).days)
        return LEFT + (WIDTH - LEFT - 8) * (day - self.first).days / whole

    def ticks(self) -> list[date]:
        """First days of months, in steps that leave room for their names."""
        months = _months(self.first, self.last)
        step = next(step for step in (1, 2, 3, 6, 12, 24, 60) if len(months) <= step * MOST_TICKS or step == 60)
        return [day for day in months if (day.year * 12 + day.month - 1) % step == 0]


def _months(first: date, last: date) -> list[date]:
    found, day = [], date(first.year, first.month, 1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found


def _tick(scale: _Scale, day: date, bottom: float) -> SafeString:
    x = scale.x(day)
    return joined([line(x, TOP - 4, x, bottom, GRID), text(x, TOP - 10, f"{day:%b %Y}", anchor="middle", fill=MUTED)])


def _row(scale: _Scale, bar: Bar, y: float) -> SafeString:
    parts = [text(LEFT - 6, y + BAR / 2 + FONT / 3 + 4, bar.name, anchor="end", fill=INK)]
    if bar.starts_on or bar.due_on:
        left, right = scale.x(bar.starts_on or scale.first), scale.x(bar.due_on or scale.last)
        parts.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
                length(left),
                length(y + 6),
                length(max(3, right - left)),
                BAR,
                COLOURS[4] if bar.is_overdue else COLOURS[0],
            )
        )
    if bar.baseline_on and bar.baseline_on != bar.due_on:
        x = scale.x(bar.baseline_on)
        parts.append(
            format_html('<path d="M {0} {1} l 6 7 l -6 7 l -6 -7 z" fill="{2}"/>', length(x), length(y + 6), COLOURS[1])
        )
    return joined(parts)
