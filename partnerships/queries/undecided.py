"""What following the register cannot decide, for the officer who keeps the partnership. See `services.register`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from essex_portal.organisations.models import SchoolLink
from essex_portal.organisations.states import OPEN_STATUSES, EstablishmentStatus
from partnerships.access import keeps_partnerships_on
from partnerships.models import PartnershipMember

LOOKED_AT_FOR = timedelta(days=183)
"""So long after a school left without a successor it is asked who takes its place: then nobody does."""


@dataclass(frozen=True)
class Undecided:
    """A closed school whose place nobody has. `stays`: the register could not even end its membership."""

    member: PartnershipMember
    stays: bool


def undecided_for(user: Any, today: date) -> list[Undecided]:
    """Closed schools of partnerships that the person keeps, of whom no successor is a member. Three queries."""
    kept = keeps_partnerships_on(user, today).filter(~Q(kind__follows_register=True) | Q(trust=None))
    left_lately = Q(valid__endswith__gt=today - LOOKED_AT_FOR, valid__endswith__lte=today, ended_by=None)
    gone = PartnershipMember.objects.filter(
        left_lately | Q(valid__contains=today),
        partnership__in=kept.values("partnership"),
        school__school__status=EstablishmentStatus.CLOSED,
    )
    rows = list(gone.select_related("partnership", "school__school"))
    later, there = _successors(rows), _members(rows, today)
    return [
        Undecided(row, stays)
        for row in rows
        if (stays := row.valid.upper is None)
        or (later[row.school_id] and not any((row.partnership_id, one) in there for one in later[row.school_id]))
    ]


def _successors(rows: Iterable[PartnershipMember]) -> dict[int, list[int]]:
    """The open schools that took over from each, by the id of the closed one."""
    schools = [row.school_id for row in rows]
    links = SchoolLink.objects.filter(earlier__organisation__in=schools, later__status__in=OPEN_STATUSES)
    found: dict[int, list[int]] = defaultdict(list)
    for earlier, later in links.values_list("earlier__organisation", "later__organisation"):
        found[earlier].append(later)
    return found


def _members(rows: Iterable[PartnershipMember], today: date) -> set[tuple[int, int]]:
    partnerships = {row.partnership_id for row in rows}
    members = PartnershipMember.objects.filter(partnership__in=partnerships, valid__contains=today)
    return set(members.values_list("partnership", "school"))
