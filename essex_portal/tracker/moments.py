"""Which moment a page is about: now, or the end of a past day. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class AsAt:
    """`day` is None for now."""

    moment: datetime
    day: date | None = None

    @property
    def is_past(self) -> bool:
        return self.day is not None


def as_at(day: date | None, *, now: datetime, zone: tzinfo) -> AsAt:
    """The last moment of a day before today in that zone; now for today, for days to come and for no day."""
    if day is None or day >= now.astimezone(zone).date():
        return AsAt(now)
    return AsAt(start_of(day + timedelta(1), zone) - timedelta(microseconds=1), day)


def start_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)
