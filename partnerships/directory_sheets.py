"""The directory and a partnership's schools as rows of a CSV file or a spreadsheet."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from partnerships.models import PartnershipFacts
from partnerships.queries.members import MemberSchool

DIRECTORY = {
    "Partnership": 44, "Short name": 12, "Kind": 28, "Quadrant": 14, "Trust in the register": 40, "Schools": 9,
    "As at": 12,
}  # fmt: skip
MEMBERS = {
    "Partnership": 40, "School": 44, "URN": 9, "Phase": 18, "Type": 30, "Pupils": 9, "District": 18, "Quadrant": 14,
    "Postcode": 11, "Member since": 13, "As at": 12,
}  # fmt: skip
"""Each column with its width in a spreadsheet."""


def directory_rows(found: Iterable[PartnershipFacts], on: date) -> Iterator[tuple[Any, ...]]:
    """A row a partnership, in the order of `DIRECTORY`."""
    for one in found:
        trust = one.trust.name if one.trust else ""
        yield one.name, one.short_name, one.kind.name_on(on), one.quadrant.name, trust, one.schools, on  # type: ignore[attr-defined]


def member_rows(facts: PartnershipFacts, schools: Iterable[MemberSchool], on: date) -> Iterator[tuple[Any, ...]]:
    """A row a school, in the order of `MEMBERS`."""
    for one in schools:
        school = one.facts
        yield (
            facts.name,
            school.name,
            school.urn,
            school.phase,
            school.type_name,
            school.pupils if school.pupils is not None else "",
            school.district,
            school.quadrant,
            school.postcode,
            one.since,
            on,
        )
