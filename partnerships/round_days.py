"""The days of a round: when schools are reminded. Pure: dates come in."""

from collections.abc import Iterable
from datetime import date, timedelta

from essex_portal.school_calendar import SchoolCalendar, is_working_day


def days_left(calendar: SchoolCalendar, today: date, closes_on: date) -> int:
    """The school days after `today` up to and including `closes_on`; 0 on the last of them and after it.

    A day beyond the terms that the county has published counts from Monday to Friday, bank holidays apart.
    """
    span = (closes_on - today).days
    return sum(counts(calendar, today + timedelta(days=number)) for number in range(1, span + 1))


def counts(calendar: SchoolCalendar, day: date) -> bool:
    """Whether a day is a school day, or would be one, where the calendar does not know. Source: domain.md C4, C6."""
    known_until = max((term.last_on for term in calendar.half_terms), default=date.min)
    return calendar.is_school_day(day) if day <= known_until else is_working_day(day)


def reminder_due(
    calendar: SchoolCalendar, *, opened_on: date, closes_on: date, steps: Iterable[int], today: date
) -> int | None:
    """Which reminder, of those so many school days before the last day, is due: the latest whose day has come.

    None on a day without school, after the last day, when no step has been reached, and when the round opened at that
    step or later, so that the invitation is fresh. Dates are inclusive. Asked again the answer stays, so that a day on
    which nothing ran loses no reminder.
    """
    if not counts(calendar, today) or today > closes_on:
        return None
    left = days_left(calendar, today, closes_on)
    due = min((step for step in steps if step >= left), default=None)
    return due if due is not None and due < days_left(calendar, opened_on, closes_on) else None
