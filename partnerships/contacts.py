"""How old a contact's details are. Pure: the day comes in. Source: rivals.md D, freshness by handshake."""

from datetime import date, timedelta
from enum import Enum

GOOD_FOR = timedelta(days=365)
ASKED_BEFORE = timedelta(days=28)
ASKED_AGAIN_AFTER = timedelta(days=14)


class Freshness(Enum):
    """The word that stands beside a contact, and its tone."""

    CONFIRMED = "Confirmed", "good"
    TO_CONFIRM = "To be confirmed", "warn"
    STALE = "Out of date", "bad"
    IN_DOUBT = "In doubt", "bad"

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]


def freshness(*, confirmed_on: date, today: date, in_doubt: bool = False) -> Freshness:
    """Confirmed for a year; asked about in its last four weeks; then stale. What somebody doubts is in doubt."""
    if in_doubt:
        return Freshness.IN_DOUBT
    ends_on = confirmed_on + GOOD_FOR
    if today >= ends_on:
        return Freshness.STALE
    return Freshness.TO_CONFIRM if today >= ends_on - ASKED_BEFORE else Freshness.CONFIRMED


def is_to_be_asked(*, confirmed_on: date, asked_on: date | None, today: date) -> bool:
    """Whether a mail is due: four weeks before the year ends, and every two weeks after until it is answered."""
    if today < confirmed_on + GOOD_FOR - ASKED_BEFORE:
        return False
    return asked_on is None or asked_on < confirmed_on or today >= asked_on + ASKED_AGAIN_AFTER
