"""How far the Year of Reading reaches, and where nothing is done yet. Pure: no ORM, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Touch(StrEnum):
    """How a school takes part; what it does itself counts before what others do with it."""

    OWN = "own"
    REACHED = "reached"
    NOT_YET = "not_yet"

    @property
    def words(self) -> str:
        return {"own": "Does something itself", "reached": "Works with others", "not_yet": "Nothing entered yet"}[self]


@dataclass(frozen=True)
class Reach:
    """The schools of one place: how many there are, and of them those of each kind."""

    place: str
    own: int
    reached: int
    not_yet: int

    @property
    def schools(self) -> int:
        return self.own + self.reached + self.not_yet

    @property
    def touched(self) -> int:
        return self.own + self.reached

    @property
    def percent(self) -> int:
        """Of the schools, rounded down: 100 means all of them."""
        return 100 * self.touched // self.schools if self.schools else 0


def touch_of(school: int, own: frozenset[int], reached: frozenset[int]) -> Touch:
    if school in own:
        return Touch.OWN
    return Touch.REACHED if school in reached else Touch.NOT_YET


def reach_by_place(schools: Iterable[tuple[int, str]], own: frozenset[int], reached: frozenset[int]) -> list[Reach]:
    """The reach in each place, by name. `schools`: number and place of each; others are not counted."""
    places: dict[str, dict[Touch, int]] = {}
    for school, place in schools:
        counted = places.setdefault(place, dict.fromkeys(Touch, 0))
        counted[touch_of(school, own, reached)] += 1
    return [
        Reach(place, counted[Touch.OWN], counted[Touch.REACHED], counted[Touch.NOT_YET])
        for place, counted in sorted(places.items())
    ]


def whole(name: str, parts: Iterable[Reach]) -> Reach:
    """The sum of the places under one name."""
    rows = list(parts)
    return Reach(name, sum(one.own for one in rows), sum(one.reached for one in rows), sum(one.not_yet for one in rows))


@dataclass(frozen=True)
class GapRow:
    """An audience or year group, and how many activities it has in each place, in the order of the places."""

    key: int
    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    def cells(self, places: Iterable[object]) -> list[tuple[object, int]]:
        """Each count with its place, given in the order of the counts."""
        return list(zip(places, self.counts, strict=True))

    @property
    def missing(self) -> int:
        """In how many places nothing is done for it."""
        return sum(count == 0 for count in self.counts)


def gaps(wanted: Mapping[int, str], places: Iterable[str], found: Iterable[tuple[int, str]]) -> list[GapRow]:
    """A row for each of the wanted. `found` has a pair (wanted, place) for each activity; others are not counted.

    An activity for the whole county comes with the place "" and counts in each place.
    """
    names = list(places)
    pairs = list(found)
    return [
        GapRow(key, name, tuple(sum(one == key and place in ("", here) for one, place in pairs) for here in names))
        for key, name in wanted.items()
    ]
