"""Which schools a statutory duty falls on, and whether somebody there is trained for it. Pure: no ORM, no clock.

Pupils of year group N are N + 4 when the school year begins and turn N + 5 within it; a school has that year group
when both ages are within those that the register gives it. Source: domain.md A8.
"""

from collections.abc import Collection
from dataclasses import dataclass

from traded_assessment.states import Coverage


@dataclass(frozen=True)
class FallsOn:
    """The schools with that year group, of those groups of types; without ages in the register, by their phase."""

    year_group: int
    type_groups: Collection[int]
    phases_without_ages: Collection[str]


@dataclass(frozen=True)
class RegisterFacts:
    """What the register says of a school; None where it says nothing."""

    low_age: int | None
    high_age: int | None
    phase: str
    type_group: int | None


def falls_on(duty: FallsOn, school: RegisterFacts) -> bool:
    """Whether the school has to carry out the duty, as far as the register tells."""
    if school.type_group not in duty.type_groups:
        return False
    if school.low_age is None or school.high_age is None:
        return school.phase in duty.phases_without_ages
    return school.low_age <= duty.year_group + 4 and duty.year_group + 5 <= school.high_age


def coverage_of(*, trained: int, booked: int) -> Coverage:
    """What a school is that has so many people trained, and so many booked who have not attended yet."""
    if trained:
        return Coverage.TRAINED
    return Coverage.BOOKED if booked else Coverage.NOBODY
