"""Kinds of partnership as their keepers see them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from essex_portal.organisations.models import Organisation
from partnerships.membership import Held, Span, in_two
from partnerships.models import PartnershipFacts, PartnershipKind, PartnershipMember
from partnerships.queries.directory import facts_among
from partnerships.queries.members import held_of


@dataclass(frozen=True)
class InTwo:
    """A school that is in two partnerships of a kind at a time."""

    school: Organisation
    first: PartnershipMember
    second: PartnershipMember

    @property
    def both(self) -> tuple[PartnershipMember, PartnershipMember]:
        return self.first, self.second


def kinds_counted(on: date) -> QuerySet[PartnershipKind]:
    """The kinds by name, each with how many `partnerships` of it there are on that day. One query."""
    there = PartnershipFacts.objects.filter(kind=OuterRef("pk"), valid__contains=on).order_by()
    number = there.values("kind").annotate(number=Count("pk")).values("number")
    return PartnershipKind.objects.annotate(partnerships=Coalesce(Subquery(number), 0))


def members_of_kind(kind: PartnershipKind) -> list[PartnershipMember]:
    """Every membership, past ones too, of a partnership that is of that kind at the membership's end. Two queries."""
    ever = PartnershipFacts.objects.filter(kind=kind).order_by().values("partnership")
    history: Mapping[int, list[PartnershipFacts]] = defaultdict(list)
    for facts in PartnershipFacts.objects.filter(partnership__in=ever):
        history[facts.partnership_id].append(facts)
    rows = PartnershipMember.objects.filter(partnership__in=ever).select_related("school", "partnership")
    return [row for row in rows.order_by("school__name", "pk") if _kind_at_end(row, history) == kind.pk]


def _kind_at_end(member: PartnershipMember, history: Mapping[int, Sequence[PartnershipFacts]]) -> str | None:
    facts = facts_among(history[member.partnership_id], member.last_day or date.max)
    return facts.kind_id if facts else None


def schools_in_two(members: Sequence[PartnershipMember], days: Span) -> list[InTwo]:
    """The schools that are in two of these partnerships on one of the days, by name; each with the first two."""
    by_key = {one.pk: one for one in members}
    held: dict[int, list[Held]] = defaultdict(list)
    for one in members:
        held[one.school_id].append(held_of(one))
    pairs = [pair for of_school in held.values() if (pair := in_two(of_school, days))]
    return [InTwo(by_key[one.key].school, by_key[one.key], by_key[other.key]) for one, other in pairs]
