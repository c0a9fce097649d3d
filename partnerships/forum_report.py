"""What a forum's quarterly feedback report counts. Pure: no ORM, no clock."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Held:
    """A meeting that took place. `schools` counts those of the list that came, `others` everybody else."""

    on: date
    schools: int
    others: int
    themes: tuple[str, ...]
    notes: str


@dataclass(frozen=True)
class Theme:
    words: str
    meetings: int


@dataclass(frozen=True)
class Report:
    held: tuple[Held, ...]
    cancelled: int
    themes: tuple[Theme, ...]

    @property
    def came(self) -> int:
        """Attendances of schools over the whole quarter."""
        return sum(one.schools for one in self.held)


def report_of(held: Iterable[Held], cancelled: int) -> Report:
    """The meetings by date and their themes, those of most meetings first."""
    meetings = tuple(sorted(held, key=lambda one: one.on))
    return Report(meetings, cancelled, tuple(themes_of(meetings)))


def themes_of(held: Sequence[Held]) -> list[Theme]:
    """Each theme with its number of meetings; capitals make no difference, and the first spelling is shown."""
    spelling: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for one in held:
        for theme in one.themes:
            spelling.setdefault(theme.casefold(), theme)
        counts.update({theme.casefold() for theme in one.themes})
    return [Theme(spelling[key], number) for key, number in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def quarter_of(day: date) -> tuple[date, date]:
    """The first and last day, both inclusive, of the calendar quarter that the day lies in."""
    month = (day.month - 1) // 3 * 3 + 1
    after = date(day.year + month // 10, (month + 2) % 12 + 1, 1)
    return date(day.year, month, 1), after - timedelta(1)


def quarters_between(first_on: date, last_on: date) -> list[tuple[date, date]]:
    """The quarters that the days from `first_on` to `last_on` touch, the newest first."""
    found = []
    quarter = quarter_of(last_on)
    while quarter[1] >= first_on:
        found.append(quarter)
        quarter = quarter_of(quarter[0] - timedelta(1))
    return found
