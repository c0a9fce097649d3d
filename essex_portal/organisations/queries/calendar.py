import datetime as dt

from essex_portal.organisations.models import HalfTermDates
from essex_portal.school_calendar import HalfTerm, SchoolCalendar, calendar_of


def school_calendar() -> SchoolCalendar:
    """The county's half terms, as administrators keep them. One query."""
    return calendar_of(
        HalfTerm(
            first_on=row.first_on,
            last_on=row.last_on,
            academic_year=row.academic_year,
            number=row.number,
            name=row.name,
            provisional=row.provisional,
        )
        for row in HalfTermDates.objects.all()
    )


def half_term_name(day: dt.date) -> str:
    """`Autumn 2` for a day in that half term; empty in the holidays and beyond the known calendar."""
    half_term = school_calendar().half_term_of(day)
    return half_term.name if half_term else ""
