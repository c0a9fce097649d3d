from datetime import date

from essex_portal.organisations.queries.calendar import school_calendar
from essex_portal.tracker.timing import Interval, read_timing


def interval_of(words: str, *, said_on: date) -> Interval:
    """The days that a plan's words mean in the county's school calendar. Raises UnreadableTiming. One query."""
    return read_timing(words, school_calendar(), said_on=said_on)
