"""The schools of a partnership as they were on a day, and what they add up to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import SchoolFacts, facts_on, schools_on
from partnerships.membership import Held, Span
from partnerships.models import PartnershipMember


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
    """Everybody who ever belonged to a partnership, as at a day: who does, who had left, who joins later.

    One query, and another for what the register said of those who do.
    """

    def __init__(self, partnership: Organisation, on: date) -> None:
        self.on = on
        rows = PartnershipMember.objects.filter(partnership=partnership).select_related("school")
        self.rows = list(rows.order_by("valid__startswith", "school__name"))

    def schools(self) -> list[MemberSchool]:
        """Those who belong to it, by their name then."""
        members = {row.school_id: row for row in self.rows if row not in self.coming and row not in self.former}
        schools = schools_on(self.on).filter(pk__in=members)
        found = [
            MemberSchool(
                members[one.pk], facts_on(one, self.on), one.school.easting, one.school.northing, one.school.town
            )
            for one in schools
        ]
        return sorted(found, key=lambda one: (one.facts.name, one.facts.urn))

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
    """The partnership's schools on that day, by their name then. Two queries."""
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
