"""Whether a booking waits for a headteacher, who may decide, and what waits."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission, Role
from essex_portal.organisations.models import Organisation
from traded_assessment.models import ApprovalRequest, ApprovalRules, Package, TrainingSession
from traded_assessment.queries.baskets import BasketLine
from traded_assessment.queries.subscriptions import headteachers_of
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.states import ApprovalState, Product


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


def approval_of_key(school: Organisation, key: str) -> ApprovalRequest | None:
    """The request that was sent under this key."""
    return ApprovalRequest.objects.filter(school=school, key=key).first() if key else None


def people_who_book(school: Organisation) -> list[User]:
    """The school's people who are no headteachers: whose bookings may wait, and who may be deputies. One query."""
    current = {"memberships__organisation": school, "memberships__ended_at": None, "is_active": True}
    people = User.objects.filter(**current, memberships__role=Role.SCHOOL_MEMBER)
    return list(people.distinct().order_by("name", "email"))


def requests_seen_by(user: Any, school: Organisation) -> QuerySet[ApprovalRequest]:
    """Every request of the school for who may approve, else the person's own; the latest first. One query."""
    rows = ApprovalRequest.objects.filter(school=school).select_related("asked_by", "decided_by", "order")
    return rows if may_approve(user, school) else rows.filter(asked_by=user)


def lines_asked(approval: ApprovalRequest) -> list[OrderLineRequest]:
    """What is wanted, as `place_order` takes it."""
    return [
        OrderLineRequest(
            Product(line["product"]),
            line["training_session_id"],
            tuple(Person(**person) for person in line["attendees"]),
            line["package_id"],
            line["unnamed"],
        )
        for line in approval.lines
    ]


def basket_lines_asked(approval: ApprovalRequest) -> list[BasketLine]:
    """The same as pages show it. One or two queries."""
    asked = lines_asked(approval)
    sessions = TrainingSession.objects.select_related("course").in_bulk(
        [line.training_session_id for line in asked if line.training_session_id]
    )
    packages = {package.pk: package for package in Package.objects.all()} if any(map(_subscribes, asked)) else {}
    return [
        BasketLine(packages.get(line.package_id or 0))
        if _subscribes(line)
        else BasketLine(None, sessions[line.training_session_id or 0], line.attendees, unnamed=line.unnamed)
        for line in asked
    ]


def _subscribes(line: OrderLineRequest) -> bool:
    return line.product == Product.SUBSCRIPTION
