"""Keeping the county's term dates. Source: domain.md C1 to C3."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.organisations.models import HalfTermDates
from essex_portal.school_calendar import academic_year_dates

NAMES = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")


class CalendarRefusedError(Exception):
    """The dates cannot be. The text says why; `number` and `field`, when given, which half term and day."""

    def __init__(self, reason: str, number: int | None = None, field: str = "first_on") -> None:
        super().__init__(reason)
        self.number, self.field = number, field


@dataclass(frozen=True)
class NewHalfTerm:
    """Both dates are inclusive. `number` is the council's, 1 to 6."""

    number: int
    first_on: dt.date
    last_on: dt.date


@transaction.atomic
def change_half_term(
    *,
    half_term: HalfTermDates,
    first_on: dt.date,
    last_on: dt.date,
    provisional: bool,
    by: Any,
    reason: str,
) -> None:
    """Give a half term other dates, both inclusive, with the reason. Raises CalendarRefusedError."""
    year = list(HalfTermDates.objects.select_for_update().filter(academic_year=half_term.academic_year))
    row = next(one for one in year if one.pk == half_term.pk)
    before = _dates(row)
    row.first_on, row.last_on, row.provisional = first_on, last_on, provisional
    _check_year(row.academic_year, year)
    if before == _dates(row):
        return
    row.save(update_fields=["first_on", "last_on", "provisional"])
    record(event="half_term.changed", target=row, by=by, before=before, after=_dates(row), reason=reason)


@transaction.atomic
def add_academic_year(
    *, academic_year: str, half_terms: Iterable[NewHalfTerm], provisional: bool, by: Any
) -> list[HalfTermDates]:
    """Add the six half terms of a year such as `2023/24`. Raises CalendarRefusedError."""
    if HalfTermDates.objects.filter(academic_year=academic_year).exists():
        raise CalendarRefusedError(f"{academic_year} is in the calendar already")
    rows = [
        HalfTermDates(
            academic_year=academic_year,
            number=new.number,
            name=NAMES[new.number - 1],
            first_on=new.first_on,
            last_on=new.last_on,
            provisional=provisional,
        )
        for new in half_terms
    ]
    _check_year(academic_year, rows)
    for row in rows:
        row.save(force_insert=True)
        record(event="half_term.added", target=row, by=by, after=_dates(row))
    return rows


def _check_year(academic_year: str, rows: list[HalfTermDates]) -> None:
    """Each half term ends after it begins, lies in its year, and begins after the one before it has ended."""
    year_first, year_last = academic_year_dates(academic_year)
    ended_on: dt.date | None = None
    for row in sorted(rows, key=lambda row: row.number):
        if row.last_on < row.first_on:
            raise CalendarRefusedError("The last day must be the first day or after it", row.number, "last_on")
        for field, day in (("first_on", row.first_on), ("last_on", row.last_on)):
            if not year_first <= day <= year_last:
                raise CalendarRefusedError(
                    f"The day must be from {year_first:%-d %B %Y} to {year_last:%-d %B %Y}", row.number, field
                )
        if ended_on and row.first_on <= ended_on:
            raise CalendarRefusedError(
                f"{row.name} must begin after {NAMES[row.number - 2]} has ended on {ended_on:%-d %B %Y}", row.number
            )
        ended_on = row.last_on


def _dates(row: HalfTermDates) -> dict[str, Any]:
    return {
        "first_on": row.first_on.isoformat(),
        "last_on": row.last_on.isoformat(),
        "provisional": row.provisional,
    }
