"""Demonstration content: the starting content, the ten sessions of 2021/22, and sessions ahead of today."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from essex_portal.organisations.models import HalfTermDates
from essex_portal.organisations.queries import school_calendar
from essex_portal.school_calendar import HalfTerm, SchoolCalendar, academic_year_dates, academic_year_of
from traded_assessment import starting_content
from traded_assessment.models import Course, DutyWindow, TrainingSession
from traded_assessment.planning import same_place
from traded_assessment.states import Product

FIRST_YEAR = "2021/22"
AHEAD = timedelta(days=150)
YEAR = timedelta(days=366)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
CAPACITY = {Product.SINGLE_SESSION: 40, Product.EVENT: 20}
JOIN_LINK = "https://meet.essex-education.example/training/{}"


@transaction.atomic
def load(*, today: date) -> None:
    """Courses, prices and sessions of 2021/22, of this academic year, and of the next when it comes near.

    The half terms of a year that the calendar does not know are added, marked provisional.
    """
    starting_content.load()
    for academic_year in sorted({FIRST_YEAR, academic_year_of(today), academic_year_of(today + AHEAD)}):
        starting_content.load_package(academic_year)
        _ensure_half_terms(academic_year)
        _load_sessions(academic_year)
        _load_windows(academic_year)
    _ensure_half_terms(academic_year_of(today + YEAR))  # so that a year can be copied to the next


def _load_sessions(academic_year: str) -> None:
    calendar = school_calendar()
    half_terms = {term.name: term for term in calendar.half_terms if term.academic_year == academic_year}
    data = starting_content.read("courses")
    at = time.fromisoformat(data["starts_at"])
    for row in (*data["sessions"], *data["events"]):
        course = Course.objects.get(title=row["title"])
        for place in row["programme"]:
            if half_term := half_terms.get(place["half_term"]):
                day = _school_day(calendar, half_term, place["week"], place["day"])
                _load_session(course, timezone.make_aware(datetime.combine(day, at)))


def _load_windows(academic_year: str) -> None:
    """When the duties are carried out, in the same weeks as in the first year."""
    calendar = school_calendar()
    for window in DutyWindow.objects.filter(academic_year=FIRST_YEAR):
        opens_on, closes_on = (
            same_place(calendar, day, academic_year).day for day in (window.opens_on, window.closes_on)
        )
        if opens_on and closes_on:
            DutyWindow.objects.get_or_create(
                duty_id=window.duty_id,
                academic_year=academic_year,
                defaults={"opens_on": opens_on, "closes_on": closes_on, "provisional": True},
            )


def _load_session(course: Course, starts_at: datetime) -> None:
    TrainingSession.objects.get_or_create(
        course=course,
        starts_at=starts_at,
        defaults={
            "ends_at": starts_at + timedelta(minutes=course.minutes),
            "capacity": CAPACITY[Product(course.product)],
            "join_link": JOIN_LINK.format(f"{course.pk}-{starts_at:%Y%m%d}"),
        },
    )


def _school_day(calendar: SchoolCalendar, term: HalfTerm, week: int, day: str) -> date:
    """The day of that week of the half term, or the next school day when there is no school on it."""
    monday = term.first_on - timedelta(days=term.first_on.weekday())
    wanted = monday + timedelta(weeks=week - 1, days=DAYS.index(day))
    return next(on for on in calendar.school_days(wanted, term.last_on))


def _ensure_half_terms(academic_year: str) -> None:
    """Add the half terms that the calendar lacks, where those that it has leave room for them."""
    pattern = [term for term in school_calendar().half_terms if term.academic_year == FIRST_YEAR]
    HalfTermDates.objects.bulk_create(
        (
            HalfTermDates(
                academic_year=term.academic_year,
                number=term.number,
                name=term.name,
                first_on=term.first_on,
                last_on=term.last_on,
                provisional=True,
            )
            for term in provisional_half_terms(academic_year, pattern)
        ),
        ignore_conflicts=True,
    )


def provisional_half_terms(academic_year: str, pattern: Iterable[HalfTerm]) -> Iterator[HalfTerm]:
    """The half terms of another year in the same weeks and on the same weekdays as the pattern's."""
    year_begins, _ = academic_year_dates(academic_year)
    for term in pattern:
        pattern_begins, _ = academic_year_dates(term.academic_year)
        shift = timedelta(weeks=round((year_begins - pattern_begins) / timedelta(weeks=1)))
        yield replace(
            term,
            academic_year=academic_year,
            first_on=max(term.first_on + shift, year_begins),
            last_on=term.last_on + shift,
            provisional=True,
        )
