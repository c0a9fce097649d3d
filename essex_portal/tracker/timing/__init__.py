"""When something is to happen, as plans say it: words in, an interval out. Pure: no ORM, no clock."""

from essex_portal.tracker.timing.interval import Interval, UnreadableTiming
from essex_portal.tracker.timing.reading import read_timing

__all__ = ["Interval", "UnreadableTiming", "read_timing"]
