"""Small numbers are withheld before anything is published. Pure. Source: domain.md J8.

A number below five could point at a child. So could one that follows from the others: where a total stands beside its
parts, a single gap is the total less the rest. So more is withheld until what is missing is at least two numbers that
make five together; where even all of them do not, the total is withheld too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True)
class Shown:
    """The numbers as they may be read, in the order given; None is withheld."""

    counts: tuple[int | None, ...]
    total: int | None


def withhold(counts: Sequence[int]) -> Shown:
    """What may be shown of these numbers, which are nought or more, beside their total."""
    hidden = {index for index, count in enumerate(counts) if count < LEAST}
    if not hidden:
        return Shown(tuple(counts), sum(counts))
    for index in sorted(set(range(len(counts))) - hidden, key=lambda one: counts[one]):
        if _is_enough(counts, hidden):
            break
        hidden.add(index)
    shown = tuple(None if index in hidden else count for index, count in enumerate(counts))
    return Shown(shown, sum(counts) if _is_enough(counts, hidden) else None)


def _is_enough(counts: Sequence[int], hidden: set[int]) -> bool:
    return len(hidden) >= 2 and sum(counts[index] for index in hidden) >= LEAST
