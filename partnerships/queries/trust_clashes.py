"""Academies that the register gives to one trust while the directory has them in another. See `services.register`.

A partnership that follows a trust takes in its academies, but for those that another partnership of the kind holds: a
person decides which of the two is right.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef

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
    """The clashes in which the person keeps either partnership, by the school's name. Three queries."""
    rows = PartnershipFacts.objects.filter(valid__contains=today, kind__follows_register=True, trust__isnull=False)
    following = {one.trust_id: one for one in rows.select_related("partnership", "trust")}
    elsewhere = PartnershipMember.objects.filter(
        school__in=_left_out(following.keys(), today).values("pk"), valid__overlap=DateRange(today, None)
    ).exclude(only_one_of="")
    kept = set(keeps_partnerships_on(user, today).values_list("partnership_id", flat=True))
    found = []
    for member in elsewhere.select_related("partnership", "school__school"):
        follows = following[member.school.school.trust_id]
        same_kind = member.only_one_of == follows.kind_id
        if same_kind and kept & {follows.partnership_id, member.partnership_id}:
            found.append(TrustClash(follows, member, may_end=member.partnership_id in kept))
    return found


def _left_out(trusts: Any, today: date) -> Any:
    """Open academies of these trusts that are not members of the partnership that follows theirs."""
    there = PartnershipMember.objects.filter(
        school=OuterRef("pk"),
        valid__contains=today,
        partnership__partnership_facts__trust=OuterRef("school__trust"),
        partnership__partnership_facts__valid__contains=today,
    )
    return Organisation.objects.open_schools().filter(school__trust__in=list(trusts)).exclude(Exists(there))
