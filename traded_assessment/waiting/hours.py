"""Working hours: those of the council's office, on working days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from essex_portal.school_calendar import is_working_day

ESSEX = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class OfficeHours:
    """When the office is open, by its own clock, on Monday to Friday that is no bank holiday."""

    opens_at: time
    closes_at: time

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """The moments at which it opens and closes that day; None when it stays closed."""
        if not is_working_day(day):
            return None
        return datetime.combine(day, self.opens_at, ESSEX), datetime.combine(day, self.closes_at, ESSEX)


def add_working_hours(start: datetime, hours: int, office: OfficeHours) -> datetime:
    """The moment at which so many hours of office time have passed since `start`, which is aware. `hours` is 1 or more.

    Time out of hours does not count: 8 hours from a Friday evening, with an office open from 9am to 5pm, end on
    Monday at 5pm. Source: domain.md C6 for working days.
    """
    now, left = start.astimezone(ESSEX), timedelta(hours=hours)
    while True:
        if times := office.on(now.date()):
            opens, closes = times
            begins = max(now, opens)
            open_for = max(closes - begins, timedelta(0))
            if left <= open_for:
                return begins + left
            left -= open_for
        now = datetime.combine(now.date() + timedelta(days=1), time.min, ESSEX)


def kept_until(now: datetime, hours: int, office: OfficeHours, *, session_starts_at: datetime) -> datetime:
    """How long places are kept for somebody: so many working hours, but never past the start of the session."""
    return min(add_working_hours(now, hours, office), session_starts_at)
