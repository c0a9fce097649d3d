"""What schools propose, for those who answer and for the school."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from essex_portal.organisations.models import Organisation
from partnerships.access import keeps_partnerships_on
from partnerships.models import MembershipProposal
from partnerships.states import ProposalState

RELATED = ("school__school", "partnership", "asked_by", "decided_by")


def proposals_to(user: Any, today: date) -> QuerySet[MembershipProposal]:
    """All proposals about partnerships that the person keeps, the open ones first, then the newest."""
    kept = keeps_partnerships_on(user, today).values("partnership")
    found = MembershipProposal.objects.filter(partnership__in=kept).select_related(*RELATED)
    return found.order_by(F("decided_at").desc(nulls_first=True), "-asked_at")


def open_proposals_to(user: Any, today: date) -> QuerySet[MembershipProposal]:
    """Those that wait for this person's answer."""
    return proposals_to(user, today).filter(state=ProposalState.ASKED)


def proposals_of(school: Organisation) -> QuerySet[MembershipProposal]:
    """What the school has proposed, the newest first."""
    return MembershipProposal.objects.filter(school=school).select_related(*RELATED)
