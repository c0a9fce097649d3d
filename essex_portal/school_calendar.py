"""School terms and the days that count. Pure: the dates come in, nothing here knows today.

Half terms go by two names, the council's number (1 to 6) and the schools' words ("Autumn 2"):
Source: domain.md C1, 0.5. A school day is not a working day: Source: domain.md C4, C6.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5


@dataclass(frozen=True, order=True)
class HalfTerm:
    """One of the six parts of a school year; both dates are inclusive."""

    first_on: date
    last_on: date
    academic_year: str
    number: int
    name: str
    provisional: bool = False

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first_on <= day <= self.last_on

    @property
    def title(self) -> str:
        return f"{self.name}, {self.academic_year}"


@dataclass(frozen=True)
class SchoolCalendar:
    """The half terms of an authority or a school, with its own closures (non-pupil days)."""

    half_terms: tuple[HalfTerm, ...]
    closures: frozenset[date] = field(default_factory=frozenset)

    def half_term_of(self, day: date) -> HalfTerm | None:
        """The half term that a day lies in; None in the holidays."""
        return next((term for term in self.half_terms if day in term), None)

    def is_school_day(self, day: date) -> bool:
        """Monday to Friday in a half term, no bank holiday, no closure. Source: domain.md C4."""
        return (
            day.weekday() < SATURDAY
            and self.half_term_of(day) is not None
            and not is_bank_holiday(day)
            and day not in self.closures
        )

    def school_days(self, first_on: date, last_on: date) -> list[date]:
        """The school days from `first_on` to `last_on`, both inclusive."""
        return [day for day in _days(first_on, last_on) if self.is_school_day(day)]

    def add_school_days(self, received_on: date, count: int) -> date:
        """The `count`-th school day after `received_on`; the day after receipt is day 1 (domain.md 1.7).

        Raises LookupError when the known half terms end before the count is full.
        """
        last_known = max((term.last_on for term in self.half_terms), default=received_on)
        days = (day for day in _days(received_on + timedelta(1), last_known) if self.is_school_day(day))
        for number, day in enumerate(days, start=1):
            if number == count:
                return day
        raise LookupError(f"The school calendar ends on {last_known}, before {count} school days have passed")


def academic_year_of(day: date) -> str:
    """`2021/22` for 1 September 2021 to 31 August 2022."""
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def academic_year_dates(academic_year: str) -> tuple[date, date]:
    """First and last day, both inclusive, of `2021/22`. Raises ValueError for another spelling."""
    first, _, second = academic_year.partition("/")
    start = int(first)
    if f"{start}/{(start + 1) % 100:02d}" != f"{first}/{second}":
        raise ValueError(f"{academic_year!r} is not an academic year such as 2021/22")
    return date(start, 9, 1), date(start + 1, 8, 31)


def financial_year_of(day: date) -> int:
    """The year in which the council's financial year began: 2021 for 1 April 2021 to 31 March 2022."""
    return day.year if day.month >= 4 else day.year - 1


def is_bank_holiday(day: date) -> bool:
    """A bank holiday in England and Wales."""
    return day in _bank_holidays(day.year)


def is_working_day(day: date) -> bool:
    """Monday to Friday and no bank holiday. Source: domain.md C6."""
    return day.weekday() < SATURDAY and not is_bank_holiday(day)


def add_working_days(start: date, count: int) -> date:
    """The `count`-th working day after `start`."""
    day = start
    while count > 0:
        day += timedelta(1)
        count -= is_working_day(day)
    return day


@lru_cache(maxsize=32)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def _days(first_on: date, last_on: date) -> Iterator[date]:
    return (first_on + timedelta(n) for n in range((last_on - first_on).days + 1))


def calendar_of(half_terms: Iterable[HalfTerm], closures: Iterable[date] = ()) -> SchoolCalendar:
    """A calendar from rows in any order."""
    return SchoolCalendar(tuple(sorted(half_terms)), frozenset(closures))
