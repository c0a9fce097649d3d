"""Bookings that wait for a headteacher or deputy: asking, deciding, and what happens when nobody decides.

Lock order: the request itself, then the school, sessions by number, and so on as in `services.orders`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.money import Money
from essex_portal.organisations.models import Organisation
from traded_assessment import approval_emails
from traded_assessment.models import ApprovalRequest, ApprovalRules, Order, PlaceHold
from traded_assessment.queries.approvals import lines_asked, may_approve, people_who_book
from traded_assessment.queries.waiting import waiting_rules
from traded_assessment.services.order_checks import check_permission, check_request
from traded_assessment.services.order_requests import OrderLineRequest, OrderRequest
from traded_assessment.services.orders import Priced, check_and_price, lock_school, place_order
from traded_assessment.services.place_holds import keep_places, release
from traded_assessment.services.waiting_list import locked_session, offer_freed_places
from traded_assessment.states import ApprovalState, HoldState, HoldWhy
from traded_assessment.waiting import add_working_hours


class ApprovalRefused(Exception):
    """Nothing was decided; `str()` is for the person."""


@transaction.atomic
def ask_approval(
    *,
    school: Organisation,
    lines: Sequence[OrderLineRequest],
    key: str,
    shown: Money,
    by: Any,
    now: datetime,
    purchase_order: str = "",
) -> ApprovalRequest:
    """Keep the places and ask those who may approve. The same key again is the same request.

    `shown` is the price that the person saw. Raises what `place_order` would raise.
    """
    request = OrderRequest(school, tuple(lines), purchase_order, key, by, now, shown)
    check_permission(request)
    check_request(request)
    locked, school_ids = lock_school(request)
    if earlier := ApprovalRequest.objects.filter(school=school, key=key).first():
        return earlier
    priced = check_and_price(request, locked, school_ids)
    priced.use_kept_places(now)
    approval = ApprovalRequest.objects.create(
        school=locked,
        asked_by=by,
        asked_at=now,
        expires_at=_decide_by(priced, now),
        lines=[asdict(line) for line in lines],
        purchase_order=purchase_order,
        gross=priced.quote.gross,
        key=key,
    )
    approval.holds.set(_keep(approval, priced, now))
    priced.pass_on_what_is_left(now)
    record(event="approval.asked", target=approval, by=by, after={"gross": approval.gross})
    approval_emails.email_asked(approval)
    return approval


@transaction.atomic
def approve(*, approval: ApprovalRequest, shown: Money, by: Any, now: datetime) -> Order:
    """Place the order in the asker's name at today's price; approved already, it is that order.

    `shown` is the price that the approver saw. Raises PermissionDenied, ApprovalRefused, or what `place_order` raises:
    PriceChanged when `shown` is not the price any more, which leaves the request as it is.
    """
    current = _locked(approval)
    _check_approver(by, current)
    if current.order is not None:
        return current.order
    _check_open(current, now)
    if not holds(current.asked_by, Permission.BOOK_TRAINING, current.school):
        raise ApprovalRefused(f"{current.asked_by} no longer belongs to {current.school}. Refuse this, and book anew.")
    order = place_order(
        school=current.school,
        lines=lines_asked(current),
        idempotency_key=f"approval-{current.pk}",
        purchase_order=current.purchase_order,
        expected_gross=shown,
        by=current.asked_by,
        now=now,
        approval=current,
    )
    current.order = order
    _decided(current, ApprovalState.APPROVED, by, now)
    return order


@transaction.atomic
def refuse(*, approval: ApprovalRequest, reason: str, by: Any, now: datetime) -> ApprovalRequest:
    """Say no, with the reason that the asker reads; the places are free again. Refused already, nothing changes.

    Raises PermissionDenied, or ApprovalRefused when it was decided otherwise.
    """
    current = _locked(approval)
    _check_approver(by, current)
    if current.state != ApprovalState.REFUSED:
        _check_open(current, now)
        _close(current, ApprovalState.REFUSED, by, now, reason.strip())
        approval_emails.email_not_approved(current)
    return current


@transaction.atomic
def withdraw(*, approval: ApprovalRequest, by: Any, now: datetime) -> ApprovalRequest:
    """The asker does not want it any more. Raises PermissionDenied, or ApprovalRefused when it was decided."""
    current = _locked(approval)
    if current.asked_by != by:
        raise PermissionDenied("Only the person who asked can withdraw a request.")
    if current.state != ApprovalState.WITHDRAWN:
        _check_open(current, now)
        _close(current, ApprovalState.WITHDRAWN, by, now)
    return current


def end_overdue_requests(*, now: datetime) -> None:
    """Free the places of requests that nobody decided in time, and tell the askers. Safe to run twice and at once."""
    overdue = ApprovalRequest.objects.filter(state=ApprovalState.ASKED, expires_at__lte=now).order_by("pk")
    for approval in overdue:
        with transaction.atomic():
            current = _locked(approval)
            if current.state == ApprovalState.ASKED:
                _close(current, ApprovalState.EXPIRED, None, now)
                approval_emails.email_not_approved(current)


@transaction.atomic
def set_approval_rules(*, school: Organisation, needed: bool, deputies: Collection[User], by: Any) -> ApprovalRules:
    """Say whether bookings by others at the school wait for approval, and who may approve beside headteachers.

    Raises PermissionDenied, also for a deputy who is not one of the school's people.
    """
    if not holds(by, Permission.APPROVE_BOOKINGS, school):
        raise PermissionDenied("Only the school’s headteacher can say who approves bookings.")
    if set(deputies) - set(people_who_book(school)):
        raise PermissionDenied("A deputy must be one of your school’s people.")
    ApprovalRules.objects.get_or_create(school=school)
    rules = ApprovalRules.objects.select_for_update().get(school=school)
    before = _rules_in_words(rules)
    rules.needed = needed
    rules.save(update_fields=["needed"])
    rules.deputies.set(deputies)
    record(event="approval_rules.changed", target=rules, by=by, before=before, after=_rules_in_words(rules))
    return rules


def _rules_in_words(rules: ApprovalRules) -> dict[str, Any]:
    return {"needed": rules.needed, "deputies": sorted(str(person) for person in rules.deputies.all())}


def _decide_by(priced: Priced, now: datetime) -> datetime:
    """So many working hours, as the office has set it, and never past the start of the first session."""
    rules = waiting_rules()
    starts = [one.training_session.starts_at for one in priced.chosen if one.training_session]
    return min([add_working_hours(now, rules.approval_hours, rules.office), *starts])


def _keep(approval: ApprovalRequest, priced: Priced, now: datetime) -> list[PlaceHold]:
    return [
        keep_places(
            session=one.training_session,
            school=approval.school,
            places=one.places,
            why=HoldWhy.APPROVAL,
            now=now,
            until=approval.expires_at,
        )
        for one in priced.chosen
        if one.training_session
    ]


def _locked(approval: ApprovalRequest) -> ApprovalRequest:
    # Without its order: a row that was waited for is read anew, what is joined to it is not.
    rows = ApprovalRequest.objects.select_related("school__school", "asked_by")
    return rows.select_for_update(of=("self",)).get(pk=approval.pk)


def _check_approver(by: Any, approval: ApprovalRequest) -> None:
    if not may_approve(by, approval.school):
        raise PermissionDenied("Only the headteacher and deputies decide about bookings of this school.")


def _check_open(approval: ApprovalRequest, now: datetime) -> None:
    if approval.state != ApprovalState.ASKED:
        raise ApprovalRefused(f"This has been decided meanwhile: {approval.get_state_display().lower()}.")
    if approval.expires_at <= now:
        raise ApprovalRefused(
            "The time to decide is over, and the places are free again. Your colleague can send it again."
        )


def _close(approval: ApprovalRequest, state: ApprovalState, by: Any, now: datetime, reason: str = "") -> None:
    """Give the places back and offer them to who waits for them."""
    kept = list(approval.holds.filter(state=HoldState.HELD))
    sessions = [locked_session(pk) for pk in _session_ids(kept)]
    for hold in kept:
        release(hold)
    _decided(approval, state, by, now, reason)
    for session in sessions:
        offer_freed_places(session=session, now=now)


def _session_ids(kept: Iterable[PlaceHold]) -> list[int]:
    return sorted({hold.training_session_id for hold in kept})


def _decided(approval: ApprovalRequest, state: ApprovalState, by: Any, now: datetime, reason: str = "") -> None:
    approval.state, approval.decided_at, approval.decided_by, approval.reason = state, now, by, reason
    approval.save(update_fields=["state", "decided_at", "decided_by", "reason", "order"])
    record(event=f"approval.{state}", target=approval, by=by, reason=reason)
