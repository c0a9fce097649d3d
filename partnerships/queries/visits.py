"""Reads of peer review visits. Who sees one is decided here alone."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from essex_portal.accounts.permissions import holds_for_county, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipFacts, PartnershipMember, PeerVisit

RELATED = ("host", "visitor", "partnership", "other_partnership", "arranged_by")
SHARED = Q(shared_by_host_at__isnull=False, shared_by_visitor_at__isnull=False)


def visits_seen_by(user: Any, on: date) -> QuerySet[PeerVisit]:
    """The visits that the person may read on that day.

    All of the own schools and of partnerships that the person leads; those that both schools have shared, also of the
    own schools' partnerships and of the quadrants that the person keeps. One query.
    """
    schools, led = _ids(user, Permission.ANSWER_EVALUATION), _ids(user, Permission.LEAD_PARTNERSHIP)
    theirs = Q(host__in=schools) | Q(visitor__in=schools) | _of_partnerships(led)
    around = PartnershipMember.objects.filter(school__in=schools, valid__contains=on).values("partnership")
    shared = SHARED & (_of_partnerships(around) | _of_partnerships(_kept(user, on)))
    return PeerVisit.objects.filter(theirs | shared).select_related(*RELATED)


def visits_of(partnership: Organisation, user: Any, on: date) -> QuerySet[PeerVisit]:
    """Those of one partnership among them, for its page: each with host and visitor alone."""
    visits = visits_seen_by(user, on).filter(_of_partnerships([partnership.pk]))
    return visits.select_related(None).prefetch_related("host", "visitor")


def _of_partnerships(ids: Any) -> Q:
    return Q(partnership__in=ids) | Q(other_partnership__in=ids)


def _kept(user: Any, on: date) -> Any:
    """Partnerships of the quadrants that the person keeps the directory of."""
    facts = PartnershipFacts.objects.filter(valid__contains=on)
    if not holds_for_county(user, Permission.KEEP_PARTNERSHIPS):
        facts = facts.filter(quadrant__in=_ids(user, Permission.KEEP_PARTNERSHIPS))
    return facts.values("partnership")


def _ids(user: Any, permission: Permission) -> QuerySet[Organisation, int]:
    return organisations_with(user, permission).values_list("pk", flat=True)


def partnerships_to_visit_in(user: Any, on: date) -> QuerySet[Organisation]:
    """Partnerships in which the person may arrange a visit: those led, and those of the own schools."""
    schools = _ids(user, Permission.HAND_IN_EVALUATION)
    own = PartnershipMember.objects.filter(school__in=schools, valid__contains=on).values("partnership")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=_ids(user, Permission.LEAD_PARTNERSHIP)))


def schools_in(partnerships: list[Organisation], on: date) -> QuerySet[Organisation]:
    """The schools of these partnerships on that day, by name."""
    members = PartnershipMember.objects.filter(partnership__in=partnerships, valid__contains=on)
    return Organisation.objects.filter(pk__in=members.values("school"))
