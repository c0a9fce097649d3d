"""Where a session lies in a school year, and the day that lies there in another one. Pure: no ORM, no clock.

A half term's first week is the one in which it begins, also when that is not a Monday.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from essex_portal.school_calendar import HalfTerm, SchoolCalendar
from essex_portal.ui.words import counted, date_words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Place:
    """`week` counts from 1 within the half term; `weekday` from 0 for Monday."""

    half_term: HalfTerm
    week: int
    weekday: int


@dataclass(frozen=True)
class Found:
    """The day of a place, and what a person should look at. No day when the half term has no school day."""

    day: date | None
    notes: tuple[str, ...] = ()


def place_of(calendar: SchoolCalendar, day: date) -> Place | None:
    """Where a day lies; None in the holidays and beyond the known calendar."""
    half_term = calendar.half_term_of(day)
    if half_term is None:
        return None
    return Place(half_term, (day - _monday(half_term.first_on)).days // 7 + 1, day.weekday())


def weeks_of(half_term: HalfTerm) -> int:
    """How many weeks a half term touches."""
    return (half_term.last_on - _monday(half_term.first_on)).days // 7 + 1


def day_at(calendar: SchoolCalendar, place: Place) -> Found:
    """The school day at a place: the day itself, else the next school day of the half term, else the one before.

    A week that the half term does not have is its last one. The notes say what was changed, and where term dates
    may still change.
    """
    half_term, notes = place.half_term, []
    week = min(place.week, weeks_of(half_term))
    if week < place.week:
        notes.append(f"{half_term.name} has only {counted(week, 'week,weeks')}, so this is in the last one")
    wanted = _monday(half_term.first_on) + timedelta(weeks=week - 1, days=place.weekday)
    day = _nearest_school_day(calendar, half_term, wanted)
    if day is None:
        return Found(None, (f"{half_term.title} has no school day",))
    if day != wanted:
        notes.append(f"Not {WEEKDAYS[place.weekday]} {date_words(wanted)}, which is no school day")
    if half_term.provisional:
        notes.append("The term dates are provisional")
    return Found(day, tuple(notes))


def same_place(calendar: SchoolCalendar, day: date, academic_year: str) -> Found:
    """The day in another year that lies where `day` lies in its own: half term, week and weekday.

    A day of the holidays has no such place: it keeps its weekday, 52 weeks later for each year, with a note.
    """
    place = place_of(calendar, day)
    if place is None:
        return Found(_weeks_later(day, academic_year), ("The original was not in a half term. Check the day",))
    there = next((term for term in calendar.half_terms if _is(term, academic_year, place.half_term.number)), None)
    if there is None:
        return Found(None, (f"The term dates of {place.half_term.name}, {academic_year} are not known",))
    return day_at(calendar, Place(there, place.week, place.weekday))


def _is(half_term: HalfTerm, academic_year: str, number: int) -> bool:
    return (half_term.academic_year, half_term.number) == (academic_year, number)


def _nearest_school_day(calendar: SchoolCalendar, half_term: HalfTerm, wanted: date) -> date | None:
    days = calendar.school_days(half_term.first_on, half_term.last_on)
    return next((day for day in days if day >= wanted), days[-1] if days else None)


def _weeks_later(day: date, academic_year: str) -> date:
    years = int(academic_year[:4]) - (day.year if day.month >= 9 else day.year - 1)
    return day + timedelta(weeks=52 * years)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
