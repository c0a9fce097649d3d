"""The order of a waiting list, and who of it can be offered the places that are free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """A school on the list. `hand_order` is its number where the office has set the order by hand.

    `untrained`: nobody of the school is trained, or booked, for what the course is about.
    """

    key: int
    places: int
    joined_at: datetime
    untrained: bool = False
    hand_order: int | None = None


def in_order(waiting: Iterable[Waiting], *, untrained_first: bool) -> list[Waiting]:
    """The list from its head: the order that the office set, then, where it says so, the untrained, then by time."""

    def rank(one: Waiting) -> tuple[bool, int, bool, datetime, int]:
        by_hand = one.hand_order is not None
        behind = untrained_first and not by_hand and not one.untrained
        return not by_hand, one.hand_order or 0, behind, one.joined_at, one.key

    return sorted(waiting, key=rank)


def next_fitting(queue: Iterable[Waiting], places_left: int) -> list[Waiting]:
    """Those to be offered places now, from the head of the list. Who wants more than is left is passed over."""
    chosen = []
    for one in queue:
        if one.places <= places_left:
            chosen.append(one)
            places_left -= one.places
    return chosen


def position_in(queue: Sequence[Waiting], key: int) -> int:
    """The place on the list, from 1. Raises ValueError for one that is not on it."""
    return [one.key for one in queue].index(key) + 1
