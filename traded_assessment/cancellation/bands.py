"""Which band holds on a day."""

from collections.abc import Callable
from datetime import date, timedelta

from traded_assessment.cancellation.facts import Band, Policy

Counts = Callable[[date], bool]
"""Whether a day counts: a school day, or a working day."""

FURTHEST = timedelta(days=800)


def days_before(on: date, session_on: date, counts: Counts) -> int:
    """How many days that count lie from `on`, which may be one, to the day before the session."""
    return sum(counts(on + timedelta(days=number)) for number in range(max(0, (session_on - on).days)))


def band_of(policy: Policy, on: date, session_on: date, counts: Counts) -> tuple[Band, int]:
    """The band that holds on a day, and how many days before the session that is."""
    days = days_before(on, session_on, counts)
    return next(band for band in policy.bands if band.at_least <= days), days


def last_days(policy: Policy, session_on: date, counts: Counts) -> list[tuple[Band, date]]:
    """Each band with its last day, inclusive; the last band's is the day of the session."""
    return [(band, _last_day(band.at_least, session_on, counts)) for band in policy.bands]


def free_until(policy: Policy, session_on: date, counts: Counts) -> date | None:
    """The last day on which giving up costs nothing; None when it always costs something."""
    free = [day for band, day in last_days(policy, session_on, counts) if band.is_free]
    return free[-1] if free else None


def _last_day(at_least: int, session_on: date, counts: Counts) -> date:
    """The latest day that is so many counting days before the session."""
    day, left = session_on, at_least
    while left and session_on - day < FURTHEST:
        day -= timedelta(days=1)
        left -= counts(day)
    return day
