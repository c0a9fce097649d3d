"""What the names in an uploaded list mean, and which names are like those that mean nobody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Lower

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import EstablishmentStatus
from partnerships.access import keeps_partnerships_on
from partnerships.membership.conflicts import Held
from partnerships.membership.files import MemberRow
from partnerships.membership.plans import Known, KnownPartnership, KnownSchool, Unknown, key_of, plain
from partnerships.models import PartnershipFacts, PartnershipMember
from partnerships.queries.directory import partnerships_on
from partnerships.queries.members import held_of

ESSEX = 881
ANOTHER_QUADRANT = "It belongs to a quadrant that you do not keep."
FOLLOWS = "Its schools follow the school register."

LIKE = """
    SELECT typed, found.id, found.name, found.town, found.urn
    FROM unnest(%s::text[]) AS typed CROSS JOIN LATERAL (
        SELECT school.id, school.name, details.town, details.urn
        FROM organisations_organisation school JOIN organisations_schooldetails details
            ON details.organisation_id = school.id
        WHERE school.kind = 'school' AND school.name %% typed
        ORDER BY details.local_authority_id <> 881, similarity(school.name, typed) DESC, school.id
        LIMIT 4
    ) found
"""


@dataclass(frozen=True)
class Suggestion:
    """Somebody that an unknown name may mean."""

    pk: int
    words: str


def known_to(user: Any, rows: Sequence[MemberRow], chosen: Iterable[int], on: date) -> Known:
    """What the names and numbers of the rows mean on that day, and where those schools are. Four queries."""
    partnerships = _partnerships(user, on)
    schools = _schools(rows, chosen)
    keys = {one.pk for one in partnerships.values()}
    members = PartnershipMember.objects.filter(Q(school__in=[one.pk for one in schools]) | Q(partnership__in=keys))
    held: dict[int, list[Held]] = defaultdict(list)
    every = {one.pk: one for one in schools}
    for member in members.select_related("partnership", "school__school").order_by("school__name", "pk"):
        held[member.school_id].append(held_of(member))
        every.setdefault(member.school_id, _known(member.school))
    return Known(
        partnerships=partnerships,
        schools=_by_name(schools),
        urns={one.urn: one for one in every.values()},
        held=held,
    )


def _partnerships(user: Any, on: date) -> dict[str, KnownPartnership]:
    kept = set(keeps_partnerships_on(user, on).values_list("partnership_id", flat=True))
    known: dict[str, KnownPartnership] = {}
    for facts in partnerships_on(on):
        one = _known_partnership(facts, kept)
        names = (facts.name, facts.short_name, facts.partnership.partnership.name_as_listed)
        known |= {plain(name): one for name in names if name}
    return known


def _known_partnership(facts: PartnershipFacts, kept: set[int]) -> KnownPartnership:
    closed_to = ANOTHER_QUADRANT if facts.partnership_id not in kept else FOLLOWS if facts.follows_register else ""
    return KnownPartnership(facts.partnership_id, facts.name, facts.kind.rule, closed_to, facts.valid.lower)


def _schools(rows: Sequence[MemberRow], chosen: Iterable[int]) -> list[KnownSchool]:
    urns = {int(row.urn) for row in rows if row.urn.isascii() and row.urn.isdigit() and len(row.urn) < 8}
    names = {" ".join(row.school.lower().split()) for row in rows if row.school}
    typographic = {name.replace("'", "’") for name in names} | {name.replace("’", "'") for name in names}
    found = Organisation.objects.schools().annotate(lowered=Lower("name"))
    found = found.filter(Q(school__urn__in=urns) | Q(lowered__in=names | typographic) | Q(pk__in=list(chosen)))
    essex_first = found.order_by("school__local_authority_id", "pk")
    return [_known(one) for one in essex_first]


def _known(school: Organisation) -> KnownSchool:
    closed = school.school.status == EstablishmentStatus.CLOSED
    return KnownSchool(
        school.pk,
        school.name,
        school.school.urn,
        closed_on=(school.closed_on or school.school.as_of) if closed else None,
        in_county=school.school.local_authority_id == ESSEX,
    )


def _by_name(schools: Sequence[KnownSchool]) -> dict[str, KnownSchool]:
    """By name, where one alone has it: one that is open, or else one of the county."""
    named: dict[str, list[KnownSchool]] = defaultdict(list)
    for one in schools:
        named[plain(one.name)].append(one)
    return {name: only for name, found in named.items() if (only := _only(found))}


def _only(found: list[KnownSchool]) -> KnownSchool | None:
    for narrower in (
        found,
        [one for one in found if one.in_county],
        [one for one in found if one.in_county and one.closed_on is None],
    ):
        if len(narrower) == 1:
            return narrower[0]
    return None


def suggestions_for(unknown: Sequence[Unknown], known: Mapping[str, KnownPartnership]) -> dict[str, list[Suggestion]]:
    """For each unknown name who may be meant, the likeliest first. One query for all schools."""
    found: dict[str, list[Suggestion]] = defaultdict(list)
    names = [one.name for one in unknown if one.what == "school" and one.name]
    if names:
        with connection.cursor() as cursor:
            cursor.execute(LIKE, [names])
            for typed, pk, name, town, urn in cursor.fetchall():
                words = ", ".join(filter(None, (name, town, f"URN {urn}")))
                found[key_of("school", typed)].append(Suggestion(pk, words))
    partnerships = sorted({one.pk: one for one in known.values()}.values(), key=lambda one: one.name)
    for one in unknown:
        if one.what == "partnership":
            likeliest = _like(one, partnerships)
            found[key_of("partnership", one.name)] = [Suggestion(each.pk, each.name) for each in likeliest]
    return found


def _like(unknown: Unknown, partnerships: Sequence[KnownPartnership]) -> list[KnownPartnership]:
    """Those whose names share most letters in order with what was typed come first; all can be chosen."""
    return sorted(partnerships, key=lambda one: -_likeness(plain(unknown.name), plain(one.name)))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
