"""When the link to a session opens. Pure: moments and facts come in, a state comes out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class JoinState(StrEnum):
    """What the join page says to somebody with a place."""

    GIVEN_UP = "given_up"  # the booking was cancelled or moved
    CALLED_OFF = "called_off"  # the session was
    EARLY = "early"
    NO_LINK = "no_link"  # open, but the training office has put no link in
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Window:
    """From when to when a session can be joined; all moments aware, the end inclusive."""

    starts_at: datetime
    ends_at: datetime
    opens_before: timedelta

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - self.opens_before

    def state(self, *, now: datetime, booked: bool, called_off: bool, has_link: bool) -> JoinState:
        """What holds for a place at that moment; what stands in the way for good is said before the hour."""
        if not booked:
            return JoinState.GIVEN_UP
        if called_off:
            return JoinState.CALLED_OFF
        if now > self.ends_at:
            return JoinState.OVER
        if now < self.opens_at:
            return JoinState.EARLY
        return JoinState.OPEN if has_link else JoinState.NO_LINK
