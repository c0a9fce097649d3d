"""Whether a booking waits for a headteacher, who may decide, and what waits."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from traded_assessment.models import ApprovalRequest, ApprovalRules
from traded_assessment.queries.subscriptions import headteachers_of
from traded_assessment.states import ApprovalState


def approval_rules(school: Organisation) -> ApprovalRules:
    """What the headteacher has said; before that, that no approval is needed. One query."""
    return ApprovalRules.objects.filter(school=school).first() or ApprovalRules(school=school)


def needs_approval(user: Any, school: Organisation) -> bool:
    """Whether this person's bookings for the school wait for approval: not those of who may approve, or the office's.

    No query for a headteacher, else one or two.
    """
    if holds(user, Permission.APPROVE_BOOKINGS, school) or holds_for_county(user, Permission.BOOK_TRAINING):
        return False
    rules = ApprovalRules.objects.filter(school=school, needed=True).first()
    return rules is not None and not rules.deputies.filter(pk=user.pk).exists()


def may_approve(user: Any, school: Organisation) -> bool:
    """A headteacher of the school, or a deputy while they are one of its people."""
    if holds(user, Permission.APPROVE_BOOKINGS, school):
        return True
    return (
        holds(user, Permission.BOOK_TRAINING, school)
        and ApprovalRules.objects.filter(school=school, deputies=user.pk).exists()
    )


def approvers_of(school: Organisation) -> list[User]:
    """Headteachers, then deputies who still are the school's people."""
    current = Q(memberships__organisation=school, memberships__ended_at=None, is_active=True)
    deputies = approval_rules(school).deputies.filter(current).distinct()
    return list({person.pk: person for person in (*headteachers_of(school), *deputies)}.values())


def waiting_for_approval(schools: Collection[int], now: datetime) -> QuerySet[ApprovalRequest]:
    """What can still be decided, the most urgent first."""
    rows = ApprovalRequest.objects.filter(school__in=schools, state=ApprovalState.ASKED, expires_at__gt=now)
    return rows.select_related("asked_by", "school").order_by("expires_at", "pk")
