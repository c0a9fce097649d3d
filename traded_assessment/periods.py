"""An academic year in parts that leave no day out. Pure: no ORM, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from essex_portal.school_calendar import HalfTerm, academic_year_dates


@dataclass(frozen=True)
class Period:
    """Both days are inclusive. The key is the half term's number; empty for a whole year."""

    key: str
    name: str
    first_on: date
    last_on: date


def year_as_period(academic_year: str) -> Period:
    """All of `2021/22`."""
    return Period("", academic_year, *academic_year_dates(academic_year))


def periods_of(academic_year: str, half_terms: Sequence[HalfTerm]) -> list[Period]:
    """The year by half terms, each with the holidays that follow it, so that every day is in one of them.

    The first one begins with the year. A year whose half terms are not known is one period.
    """
    year = year_as_period(academic_year)
    known = sorted(term for term in half_terms if term.academic_year == academic_year)
    if not known:
        return [year]
    begins = [year.first_on, *(term.first_on for term in known[1:])]
    ends = [*(first_on - timedelta(1) for first_on in begins[1:]), year.last_on]
    return [
        Period(str(term.number), term.name, first_on, last_on)
        for term, first_on, last_on in zip(known, begins, ends, strict=True)
    ]
