"""The schools of a partnership as they were on a day, and what they add up to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery

from essex_portal.organisations.models import Organisation, PastSchoolFacts
from essex_portal.organisations.queries import SchoolFacts, facts_on
from partnerships.membership import Held, Span
from partnerships.models import PartnershipMember

REGISTER = ("type", "local_authority", "district__quadrant", "trust")
"""What of a school's register row `facts_on` asks for."""


@dataclass(frozen=True)
class MemberSchool:
    """A school of a partnership on a day, with what the register said of it then."""

    member: PartnershipMember
    facts: SchoolFacts
    easting: int | None
    northing: int | None
    town: str = ""

    @property
    def since(self) -> date:
        return self.member.valid.lower


@dataclass(frozen=True)
class Totals:
    """What a partnership's schools add up to. `pupils` leaves out schools of which the register does not say."""

    schools: int
    pupils: int
    unknown: int
    phases: list[tuple[str, int, int]]
    districts: list[str]


class MembersOn:
    """Everybody who ever belonged to a partnership, as at a day: who does, who had left, who joins later. One query."""

    def __init__(self, partnership: Organisation, on: date) -> None:
        self.on = on
        past = PastSchoolFacts.objects.filter(school=OuterRef("school__school__pk"), valid__contains=on)
        rows = PartnershipMember.objects.filter(partnership=partnership).annotate(
            facts_then=Subquery(past.values("facts")[:1])
        )
        rows = rows.select_related(*(f"school__school__{name}" for name in REGISTER))
        self.rows = list(rows.order_by("valid__startswith", "school__name"))

    def schools(self) -> list[MemberSchool]:
        """Those who belong to it, by their name then."""
        others = {row.pk for row in (*self.coming, *self.former)}
        found = [self._school(row) for row in self.rows if row.pk not in others]
        return sorted(found, key=lambda one: (one.facts.name, one.facts.urn))

    def _school(self, row: Any) -> MemberSchool:
        school, details = row.school, row.school.school
        school.facts_then, school.facts_then_on = row.facts_then, self.on  # as `schools_on` would have it
        return MemberSchool(row, facts_on(school, self.on), details.easting, details.northing, details.town)

    @cached_property
    def former(self) -> list[PartnershipMember]:
        """Those who had left, the last to leave first."""
        left = [row for row in self.rows if row.valid.upper and row.valid.upper <= self.on]
        return sorted(left, key=lambda row: row.valid.upper, reverse=True)

    @cached_property
    def coming(self) -> list[PartnershipMember]:
        """Those who join later, the first to come first."""
        return [row for row in self.rows if row.valid.lower > self.on]


def member_schools(partnership: Organisation, on: date) -> list[MemberSchool]:
    """The partnership's schools on that day, by their name then. One query."""
    return MembersOn(partnership, on).schools()


def totals_of(schools: Sequence[MemberSchool]) -> Totals:
    """How many schools and pupils, by phase, and in which districts."""
    counted: Counter[str] = Counter()
    pupils: Counter[str] = Counter()
    for one in schools:
        phase = one.facts.phase or "Not said"
        counted[phase] += 1
        pupils[phase] += one.facts.pupils or 0
    return Totals(
        schools=len(schools),
        pupils=sum(pupils.values()),
        unknown=sum(one.facts.pupils is None for one in schools),
        phases=[(phase, counted[phase], pupils[phase]) for phase in sorted(counted)],
        districts=sorted({one.facts.district for one in schools if one.facts.district}),
    )


def schools_in_partnerships(on: date) -> int:
    """How many schools belonged to a partnership on that day, each counted once."""
    return PartnershipMember.objects.filter(valid__contains=on).order_by().values("school").distinct().count()


def held_of(row: PartnershipMember) -> Held:
    """A membership as the rules know it."""
    span = Span(row.valid.lower, row.valid.upper)
    return Held(row.partnership_id, row.partnership.name, row.only_one_of, row.only_one_of, span, key=row.pk)
