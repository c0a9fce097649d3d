from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.models import PartnershipFacts, PartnershipKind, PartnershipMember, StatedCount

LIKE_ENOUGH = 0.5
"""How like a name has to be to what was typed: "Harwhich" is 0.54 like "Harwich"."""


@dataclass(frozen=True)
class DirectoryFilters:
    """What is looked for in the directory of a day. None and "" look for anything."""

    on: date
    quadrant: int | None = None
    kind: str = ""
    q: str = ""


def partnerships_on(on: date) -> QuerySet[PartnershipFacts]:
    """Every partnership that there was on that day, with its number of `schools` then. One query."""
    members = PartnershipMember.objects.filter(partnership=OuterRef("partnership"), valid__contains=on)
    counted = members.order_by().values("partnership").annotate(number=Count("pk")).values("number")
    return (
        PartnershipFacts.objects.filter(valid__contains=on)
        .select_related("partnership__partnership", "kind", "quadrant", "trust")
        .annotate(schools=Coalesce(Subquery(counted), 0))
    )


def directory(filters: DirectoryFilters) -> QuerySet[PartnershipFacts]:
    """The partnerships of that day that fit, by quadrant and name. One query, two where words are looked for.

    Words are those of the partnership's names or of its schools'; where none has them, of names that are like them.
    """
    found = partnerships_on(filters.on).order_by("quadrant__name", "name")
    if filters.quadrant:
        found = found.filter(quadrant=filters.quadrant)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    return _named(found, filters) if filters.q else found


def _named(found: QuerySet[PartnershipFacts], filters: DirectoryFilters) -> QuerySet[PartnershipFacts]:
    members = PartnershipMember.objects.filter(
        partnership=OuterRef("partnership"), valid__contains=filters.on, school__name__icontains=filters.q
    )
    named = found.filter(Q(name__icontains=filters.q) | Q(short_name__iexact=filters.q) | Exists(members))
    if named.exists():
        return named
    likeness = TrigramWordSimilarity(filters.q, "name")
    return found.alias(likeness=likeness).filter(likeness__gte=LIKE_ENOUGH)


def kinds() -> QuerySet[PartnershipKind]:
    """The kinds of partnership, by name."""
    return PartnershipKind.objects.all()


def quadrants() -> QuerySet[Organisation]:
    """The county's quadrants, by name."""
    return Organisation.objects.filter(kind=OrganisationKind.QUADRANT)


def stated_count(on: date) -> StatedCount | None:
    """The newest figure that the county had published by that day. Source: domain.md 0.3."""
    return StatedCount.objects.filter(stated_on__lte=on).first()


def facts_of(partnership: Organisation, on: date) -> PartnershipFacts | None:
    """What the partnership was on that day; None when it was not there."""
    return partnerships_on(on).filter(partnership=partnership).first()


def history_of_facts(partnership: Organisation) -> QuerySet[PartnershipFacts]:
    """What it was from when to when, the newest first."""
    return (
        PartnershipFacts.objects.filter(partnership=partnership)
        .select_related("kind", "quadrant", "trust")
        .order_by("-valid__startswith")
    )


def facts_among(history: Iterable[PartnershipFacts], on: date) -> PartnershipFacts | None:
    """What held on that day, of facts that are read already."""
    return next((one for one in history if _holds_on(one.valid, on)), None)


def _holds_on(valid: Any, on: date) -> bool:
    return (valid.lower is None or valid.lower <= on) and (valid.upper is None or on < valid.upper)


def quadrant_of(partnership: Organisation, on: date) -> Organisation | None:
    """The quadrant that the partnership belonged to on that day."""
    facts = facts_of(partnership, on)
    return facts.quadrant if facts else None


def last_quadrant_of(partnership: Organisation) -> Organisation | None:
    """The quadrant that is written last of the partnership, whenever that is."""
    last = history_of_facts(partnership).first()
    return last.quadrant if last else None


def members_on(partnership: Organisation, on: date) -> QuerySet[PartnershipMember]:
    """The partnership's schools on that day, by name, each with what the register says of it now."""
    members = PartnershipMember.objects.filter(partnership=partnership, valid__contains=on)
    return members.select_related("school__school__district__quadrant", "school__school__type")


def memberships_of(schools: Iterable[Organisation], on: date) -> QuerySet[PartnershipMember]:
    """The partnerships of these schools on that day, each with its organisation and the school."""
    members = PartnershipMember.objects.filter(school__in=[school.pk for school in schools], valid__contains=on)
    return members.select_related("partnership", "school")


def facts_of_schools(school_ids: Collection[int], on: date) -> dict[int, list[PartnershipFacts]]:
    """For each school (by its organisation's number) what its partnerships were on that day. Two queries."""
    pairs = PartnershipMember.objects.filter(school__in=school_ids, valid__contains=on).order_by()
    of_school: dict[int, list[PartnershipFacts]] = defaultdict(list)
    members = list(pairs.values_list("school_id", "partnership_id"))
    if not members:
        return of_school
    facts = {one.partnership_id: one for one in partnerships_on(on).filter(partnership__in=[pk for _, pk in members])}
    for school_id, partnership_id in members:
        if partnership_id in facts:
            of_school[school_id].append(facts[partnership_id])
    return of_school
