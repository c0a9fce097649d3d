"""What changed since an earlier round. A trend breaks visibly where the wording did.

A change is the difference of two figures that are both shown. It is never made over "the schools that answered both
times": beside the figure over all of them, that would give away the school that joined.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from partnerships.results.facts import Thresholds
from partnerships.results.figures import Figure, combined
from partnerships.states import Link


class Movement(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = "none"
    UNKNOWN = "unknown"  # withheld, or there was nothing to compare with
    BREAK = "break"  # the wording is new


@dataclass(frozen=True)
class Change:
    """`difference` of the means, now minus then, where both are shown; `marked` when a wording is only similar."""

    movement: Movement
    difference: Decimal | None = None
    marked: bool = False


def chained(links: Iterable[Link]) -> Link:
    """The link across several question sets: as weak as the weakest of its steps."""
    order = (Link.SAME, Link.SIMILAR, Link.NEW)
    return max(links, key=order.index, default=Link.SAME)


def link_between(now: int, then: int, follows: Mapping[int, tuple[int, Link]]) -> Link:
    """How a statement stands to an earlier one. `follows` says of each which one it follows, and how."""
    steps = []
    while now != then:
        if now not in follows:
            return Link.NEW
        now, link = follows[now]
        steps.append(link)
    return chained(steps)


def change_of(now: Figure, then: Figure | None, link: Link, thresholds: Thresholds) -> Change:
    """The change of one figure since the earlier one; `then` is None when that round did not ask."""
    if link is Link.NEW:
        return Change(Movement.BREAK)
    if now.levels is None or then is None or then.levels is None:
        return Change(Movement.UNKNOWN)
    difference = now.levels.mean - then.levels.mean
    return Change(_movement(difference, thresholds), difference, marked=link is Link.SIMILAR)


def change_of_many(pairs: Iterable[tuple[Figure, Figure | None, Link]], thresholds: Thresholds) -> Change:
    """The change of a dimension: over its statements that can be compared and whose figures are shown both times."""
    every = list(pairs)
    both = [(now, then, link) for now, then, link in every if _comparable(now, then, link)]
    if not both:
        broken = bool(every) and all(link is Link.NEW for _, _, link in every)
        return Change(Movement.BREAK if broken else Movement.UNKNOWN)
    now, then = combined(one for one, _, _ in both), combined(one for _, one, _ in both if one)
    change = change_of(now, then, chained(link for _, _, link in both), thresholds)
    return Change(change.movement, change.difference, marked=change.marked or len(both) < len(every))


def _comparable(now: Figure, then: Figure | None, link: Link) -> bool:
    return link is not Link.NEW and now.levels is not None and then is not None and then.levels is not None


def _movement(difference: Decimal, thresholds: Thresholds) -> Movement:
    if abs(difference) < thresholds.movement:
        return Movement.NONE
    return Movement.UP if difference > 0 else Movement.DOWN
