"""What the county's schools can be counted by. The register's own groups are here; `home` adds what other apps know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from essex_portal.organisations.models import Organisation


@dataclass(frozen=True)
class Group:
    """A part of the county that schools are counted by. Its key begins with what it is: `district-E07000070`."""

    key: str
    name: str

    @property
    def is_one(self) -> bool:
        """Whether it is a part of the county, not what is in none of them."""
        return not self.key.endswith("-0")


Named = tuple[object, str]
"""What tells a group from others of its kind, never 0, and its name."""

GroupsOf = Callable[[Sequence[Organisation], date], Mapping[int, Sequence[Named]]]
"""The groups of these schools on that day, by the id of the school. A school that is in none may be left out."""


@dataclass(frozen=True)
class Grouping:
    """One way to count. `several` where a school can be in more than one group of it, and is counted in each."""

    key: str
    words: str
    groups_of: GroupsOf
    several: bool = False

    def of(self, schools: Sequence[Organisation], on: date) -> dict[int, tuple[Group, ...]]:
        """The groups of each school on that day, by its id; those in none are in one that says so."""
        found, none = self.groups_of(schools, on), Group(f"{self.key}-0", f"No {self.words.lower()}")
        return {
            school.pk: tuple(Group(f"{self.key}-{key}", name) for key, name in found.get(school.pk, ())) or (none,)
            for school in schools
        }


_groupings: dict[str, Grouping] = {}


def add_grouping(grouping: Grouping) -> None:
    """Offer one more way to count, after those there are. The same key again takes the place of the first."""
    _groupings[grouping.key] = grouping


def groupings() -> Mapping[str, Grouping]:
    """Every way to count, by its key; the first is the usual one."""
    return _groupings


def _by(one_of: Callable[[Organisation], Named | None]) -> GroupsOf:
    """A school is in one group at most, which the register names whatever the day."""

    def groups_of(schools: Sequence[Organisation], on: date) -> dict[int, list[Named]]:
        return {school.pk: [found] for school in schools if (found := one_of(school))}

    return groups_of


def _quadrant(school: Organisation) -> Named | None:
    district = school.school.district
    quadrant = district.quadrant if district else None
    return (quadrant.pk, quadrant.name) if quadrant else None


def _district(school: Organisation) -> Named | None:
    district = school.school.district
    return (district.code, district.name) if district else None


def _trust(school: Organisation) -> Named | None:
    trust = school.school.trust
    return (trust.pk, trust.name) if trust else None


add_grouping(Grouping("quadrant", "Quadrant", _by(_quadrant)))
add_grouping(Grouping("district", "District", _by(_district)))
add_grouping(Grouping("trust", "Trust", _by(_trust)))
