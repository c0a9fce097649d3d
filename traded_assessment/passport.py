"""The entitlement passport: what became of each place that a subscription gives. Pure: no ORM, no clock.

A subscription gives so many sessions of its year, and so many places at each (facts `package.subscription`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from essex_portal.money import Money, money, pounds
from traded_assessment.states import PlaceState

Stamps = tuple[PlaceState, ...]
"""What became of the places at one session, the taken ones first."""


@dataclass(frozen=True)
class Allowance:
    """What the subscription gives, and from when on."""

    sessions: int
    places: int  # at each of them
    since: datetime


@dataclass(frozen=True)
class SessionUse:
    """One session of the year: covered places that are booked there, and those given up too late to come back."""

    session_id: int
    starts_at: datetime
    booked: int = 0
    given_up: int = 0

    @property
    def taken(self) -> int:
        return self.booked + self.given_up


@dataclass(frozen=True)
class Grid:
    """The passport's stamps by session, and how many places are in each state."""

    rows: Mapping[int, Stamps]
    counts: Counter[PlaceState]


def stamped(year: Sequence[SessionUse], allowance: Allowance, now: datetime) -> Grid:
    """Stamp every session of the year, which come by date.

    A session that began before the school subscribed is not counted as lost. Where the year has more dates than the
    subscription gives, places are open at all of them but counted only as often as they can still be taken, and only
    those dates are lost without which the school can no longer take all that it paid for. Source: domain.md B1.
    """
    left = max(0, allowance.sessions - sum(1 for one in year if one.taken))
    ahead = [one.session_id for one in year if not one.taken and one.starts_at > now]
    missed = [one.session_id for one in year if not one.taken and allowance.since < one.starts_at <= now]
    lost = _last(missed, left - len(ahead))
    rows = {one.session_id: _stamps(one, allowance, now, left=left, lost=lost) for one in year}
    counts = Counter(state for row in rows.values() for state in row)
    counts[PlaceState.OPEN] -= max(0, len(ahead) - left) * allowance.places if left else 0
    return Grid(rows, counts)


def _last(ids: Sequence[int], count: int) -> set[int]:
    return set(ids[-count:]) if count > 0 else set()


def _stamps(one: SessionUse, allowance: Allowance, now: datetime, *, left: int, lost: set[int]) -> Stamps:
    past = one.starts_at <= now
    taken = (PlaceState.USED if past else PlaceState.BOOKED,) * one.booked + (PlaceState.LOST,) * one.given_up
    free = max(0, allowance.places - one.taken)
    return taken + (_free_place(one, allowance, past=past, left=left, lost=lost),) * free


def _free_place(one: SessionUse, allowance: Allowance, *, past: bool, left: int, lost: set[int]) -> PlaceState:
    if one.taken:
        return PlaceState.LOST if past else PlaceState.OPEN
    if not past:
        return PlaceState.OPEN if left else PlaceState.NOT_INCLUDED
    if one.starts_at <= allowance.since:
        return PlaceState.EARLIER
    return PlaceState.LOST if one.session_id in lost else PlaceState.NOT_INCLUDED


@dataclass(frozen=True)
class Worth:
    """What one place is worth: its share of the single session that the school would have bought instead."""

    single_session: Money
    staff_per_block: int

    def of(self, places: int) -> Money:
        """In pounds before VAT."""
        return money(self.single_session * places / self.staff_per_block)

    @property
    def rule(self) -> str:
        """The arithmetic in words."""
        if self.staff_per_block == 1:
            return f"Each place is worth {pounds(self.single_session)}, the price of a single session"
        return (
            f"Each place is worth {pounds(self.of(1))}: a single session for up to {self.staff_per_block} members of "
            f"staff costs {pounds(self.single_session)}"
        )
