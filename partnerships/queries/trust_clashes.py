"""Academies that the register gives to one trust while the directory has them in another. See `services.register`.

A partnership that follows a trust takes in its academies, but for those that another partnership of the kind holds: a
person decides which of the two is right.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, QuerySet

from essex_portal.organisations.models import Organisation
from partnerships.access import keeps_partnerships_on
from partnerships.models import PartnershipFacts, PartnershipMember


@dataclass(frozen=True)
class TrustClash:
    """`follows` is the partnership that the register's trust has, `member` what stands in its way. `may_end`: the
    person keeps that membership and can end it.
    """

    follows: PartnershipFacts
    member: PartnershipMember
    may_end: bool


def trust_clashes_for(user: Any, today: date) -> list[TrustClash]:
    """The clashes in which the person keeps either partnership, by school. One query; three where there are any."""
    members = list(_elsewhere(today))
    if not members:
        return []
    rows = _following(today).filter(trust__in=[one.school.school.trust_id for one in members])
    following = {one.trust_id: one for one in rows.select_related("partnership", "trust")}
    kept = set(keeps_partnerships_on(user, today).values_list("partnership_id", flat=True))
    clashes = (TrustClash(following[one.school.school.trust_id], one, one.partnership_id in kept) for one in members)
    return [one for one in clashes if one.may_end or one.follows.partnership_id in kept]


def _elsewhere(today: date) -> QuerySet[PartnershipMember]:
    """What keeps open academies out of the partnership that follows their trust: memberships in another of its kind."""
    academy, trust = OuterRef("school"), OuterRef("school__school__trust")
    there = PartnershipMember.objects.filter(
        school=academy,
        valid__contains=today,
        partnership__partnership_facts__trust=trust,
        partnership__partnership_facts__valid__contains=today,
    )
    follows = _following(today).filter(trust=trust, kind=OuterRef("only_one_of"))
    held = PartnershipMember.objects.filter(Exists(follows), ~Exists(there), valid__overlap=DateRange(today, None))
    open_schools = Organisation.objects.open_schools().values("pk")
    return held.filter(school__in=open_schools).select_related("partnership", "school__school")


def _following(today: date) -> QuerySet[PartnershipFacts]:
    return PartnershipFacts.objects.filter(valid__contains=today, kind__follows_register=True, trust__isnull=False)
