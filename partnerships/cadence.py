"""The dates of forums and drop-ins: by a rule, on school days alone, with single dates cancelled, moved or added.

Pure: no ORM, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from essex_portal.school_calendar import SchoolCalendar

WEEKLY, MONTHLY = "weekly", "monthly"
LAST = -1
A_WEEK = timedelta(7)


@dataclass(frozen=True)
class Cadence:
    """A rule. `weekday` counts from Monday, 0; `week` is 1 to 4 in its month, or -1 for the last.

    `first_on` and `last_on` bound it, both inclusive; None: no bound. Any other `rhythm` gives no dates of its own.
    """

    rhythm: str
    starts: time
    ends: time
    weekday: int | None = None
    week: int | None = None
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True)
class Departure:
    """What the office changed of one date: `on`, `starts` and `ends` are what holds now.

    `planned_on` is the rule's day, or for a date `by_hand` the day that it was first set to.
    """

    planned_on: date
    on: date
    starts: time
    ends: time
    cancelled: bool = False
    by_hand: bool = False


@dataclass(frozen=True, order=True)
class Occurrence:
    """One date. `planned_on` names it, also when it has moved."""

    on: date
    starts: time
    ends: time
    planned_on: date
    cancelled: bool = False

    @property
    def moved(self) -> bool:
        return self.on != self.planned_on


def planned_days(cadence: Cadence, calendar: SchoolCalendar, first_on: date, last_on: date) -> list[date]:
    """The rule's days from `first_on` to `last_on`, both inclusive: school days alone, so none in the holidays, on a
    bank holiday or beyond the known calendar.
    """
    first = max(first_on, cadence.first_on or first_on)
    last = min(last_on, cadence.last_on or last_on)
    return [day for day in calendar.school_days(first, last) if _is_due(cadence, day)]


def occurrences(
    cadence: Cadence, calendar: SchoolCalendar, departures: Iterable[Departure], first_on: date, last_on: date
) -> list[Occurrence]:
    """All dates that lie between the two days as things stand, both inclusive, the earliest first.

    A date that was changed by the office stays, also when the rule or the calendar no longer gives it.
    """
    changed = {one.planned_on: one for one in departures}
    by_rule = [
        Occurrence(day, cadence.starts, cadence.ends, day)
        for day in planned_days(cadence, calendar, first_on, last_on)
        if day not in changed
    ]
    by_office = [
        Occurrence(one.on, one.starts, one.ends, one.planned_on, one.cancelled)
        for one in changed.values()
        if first_on <= one.on <= last_on
    ]
    return sorted([*by_rule, *by_office])


def _is_due(cadence: Cadence, day: date) -> bool:
    if day.weekday() != cadence.weekday:
        return False
    if cadence.rhythm == MONTHLY:
        return cadence.week in (_week_of(day), LAST if _is_last(day) else None)
    return cadence.rhythm == WEEKLY


def _week_of(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _is_last(day: date) -> bool:
    return (day + A_WEEK).month != day.month
