"""When people are reminded of a session. Pure: dates come in."""

from collections.abc import Iterable
from datetime import date, timedelta


def reminder_due(*, held_on: date, booked_on: date, days: Iterable[int], today: date) -> int | None:
    """Which reminder, of those so many days before the session, is due today: the latest whose day has come.

    None when none is: too early, too late, or when the place was booked on that day or after it, so that the
    confirmation is fresh. Dates in Essex, inclusive. Asked again on later days the answer stays, so that a day on
    which nothing ran loses no reminder.
    """
    if today > held_on:
        return None
    come = [one for one in days if held_on - timedelta(days=one) <= today]
    due = min(come, default=None)
    return due if due is not None and booked_on < held_on - timedelta(days=due) else None
