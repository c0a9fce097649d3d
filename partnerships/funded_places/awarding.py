"""Who gets the places there are, by the office's ranking."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ranked:
    """An application with its rank, from 1, and the places that it is to get."""

    key: int
    rank: int
    places: int


def who_gets_places(ranked: Iterable[Ranked], places_left: int | None) -> list[int]:
    """The keys of those who get places now, the best rank first; None: places have no limit.

    Who needs more than is left is passed over and keeps its rank, so that no place stays empty.
    """
    chosen = []
    for one in sorted(ranked, key=lambda one: (one.rank, one.key)):
        if places_left is None:
            chosen.append(one.key)
        elif one.places <= places_left:
            chosen.append(one.key)
            places_left -= one.places
    return chosen
