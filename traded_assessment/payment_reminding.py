"""Which reminder of an overdue invoice is next. Pure: no ORM, no clock. Source: domain.md B18."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """`days`: so many days after the last day to pay."""

    key: int
    days: int


@dataclass(frozen=True)
class Taken:
    """A step that was taken for an invoice, so many days ago."""

    key: int
    days: int
    days_ago: int


def next_step(steps: Collection[Step], taken: Sequence[Taken], days_overdue: int) -> Step | None:
    """The step to take today, or None.

    Steps go in their order, each once. However late the first one is taken (a dispute may have stopped it), the next
    leaves as many days as lie between the two, so that nobody gets the last warning on the day after the first.
    """
    last = max(taken, key=lambda one: one.days, default=None)
    known = {one.key for one in taken}
    left = [step for step in steps if step.key not in known and (last is None or step.days > last.days)]
    upcoming = min(left, key=lambda step: step.days, default=None)
    if upcoming is None or days_overdue < upcoming.days:
        return None
    if last is not None and min(one.days_ago for one in taken) < upcoming.days - last.days:
        return None
    return upcoming
