"""Who is next on a waiting list, whether freed places are enough for them, and how long an offer lasts.

Pure: no ORM, no clock.
"""

from traded_assessment.waiting.hours import OfficeHours, add_working_hours, kept_until
from traded_assessment.waiting.queue import Waiting, in_order, next_fitting, position_in

__all__ = ["OfficeHours", "Waiting", "add_working_hours", "in_order", "kept_until", "next_fitting", "position_in"]
