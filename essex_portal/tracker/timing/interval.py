from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


class UnreadableTiming(ValueError):
    """The words give no dates; `str()` says so to the person, who can give them."""


@dataclass(frozen=True)
class Interval:
    """From `first_on` to `last_on`, both inclusive; None where the words leave that end open. One end is given."""

    first_on: date | None
    last_on: date | None

    def __post_init__(self) -> None:
        if self.first_on is None and self.last_on is None:
            raise UnreadableTiming("The words give neither a first nor a last day.")
        if self.first_on and self.last_on and self.last_on < self.first_on:
            raise UnreadableTiming("The words end before they begin. Give the first and the last day.")


def day(on: date) -> Interval:
    return Interval(on, on)


def month(year: int, number: int) -> Interval:
    """A calendar month, 1 to 12."""
    following = date(year + number // 12, number % 12 + 1, 1)
    return Interval(date(year, number, 1), following - timedelta(1))


def year(number: int) -> Interval:
    return Interval(date(number, 1, 1), date(number, 12, 31))


def third(whole: Interval, number: int) -> Interval:
    """The first (0), middle (1) or last (2) third: "early", "mid", "end of". An open interval has none and stays."""
    if whole.first_on is None or whole.last_on is None:
        return whole
    days = (whole.last_on - whole.first_on).days + 1
    first, following = (whole.first_on + timedelta(days * part // 3) for part in (number, number + 1))
    return Interval(first, max(first, following - timedelta(1)))


def hull(parts: Iterable[Interval]) -> Interval:
    """From the earliest first day to the latest last day; an open end stays open."""
    rows = list(parts)
    firsts, lasts = [row.first_on for row in rows], [row.last_on for row in rows]
    first_on = None if None in firsts else min(on for on in firsts if on)
    last_on = None if None in lasts else max(on for on in lasts if on)
    if first_on is None and last_on is None:  # "by June" and "from May": what is known of each end
        first_on = min((on for on in firsts if on), default=None)
        last_on = max((on for on in lasts if on), default=None)
    return Interval(first_on, last_on)
