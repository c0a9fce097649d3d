"""Peer review visits: arranging and moving them, what both schools agree, follow-up, sharing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from partnerships import visit_emails
from partnerships.models import PeerVisit
from partnerships.queries.visits import schools_in
from partnerships.services.refusals import VisitRefused
from partnerships.visit_access import HOST, may_write_visit, sides_of

WHEN = ("on", "starts", "ends")


@dataclass(frozen=True)
class Plan:
    """Who visits whom, when and why. `other_partnership` None: both schools are of the one."""

    partnership: Organisation
    other_partnership: Organisation | None
    host: Organisation
    visitor: Organisation
    on: date
    starts: time
    ends: time
    focus: str


@transaction.atomic
def arrange_visit(*, plan: Plan, by: Any, now: datetime) -> PeerVisit:
    """Arrange a visit; both schools get a mail with the date.

    Raises PermissionDenied for who is neither headteacher of one of the schools nor a lead, or VisitRefused when a
    school is in neither partnership on that day, or both are the same.
    """
    visit = PeerVisit(**vars(plan), arranged_by=by, arranged_at=now)
    if not may_write_visit(by, visit):
        raise PermissionDenied("The headteacher of one of the two schools, or a partnership lead, arranges a visit.")
    _refuse(plan)
    visit.save()
    record(event="visit.arranged", target=visit, by=by, after={"on": visit.on, "focus": visit.focus})
    visit_emails.email_visit(visit, "arranged")
    return visit


def _refuse(plan: Plan) -> None:
    if plan.host == plan.visitor:
        raise VisitRefused("A school cannot visit itself. Choose another one.", field="visitor")
    if plan.ends <= plan.starts:
        raise VisitRefused("It must end after it starts.", field="ends")
    partnerships = [one for one in (plan.partnership, plan.other_partnership) if one is not None]
    members = set(schools_in(partnerships, plan.on).values_list("pk", flat=True))
    for field in ("host", "visitor"):
        school = getattr(plan, field)
        if school.pk not in members:
            raise VisitRefused(f"{school} is in none of the partnerships on that day.", field=field)


@transaction.atomic
def move_visit(*, visit: PeerVisit, on: date, starts: time, ends: time, focus: str, by: Any) -> PeerVisit:
    """Another day, time or focus; both schools are told of a new date. Again changes nothing.

    Raises PermissionDenied, or VisitRefused for a cancelled visit, or a follow-up that would come before it.
    """
    current = _to_write(visit, by)
    if ends <= starts:
        raise VisitRefused("It must end after it starts.", field="ends")
    if current.follow_up_on and current.follow_up_on < on:
        raise VisitRefused("The follow-up would come before the visit. Move that first.", field="on")
    before = {name: getattr(current, name) for name in (*WHEN, "focus")}
    after = {"on": on, "starts": starts, "ends": ends, "focus": focus}
    if before == after:
        return current
    moved = any(before[name] != after[name] for name in WHEN)
    for name, value in after.items():
        setattr(current, name, value)
    current.revision += moved
    current.save()
    record(event="visit.changed", target=current, by=by, before=before, after=after)
    if moved:
        visit_emails.email_visit(current, "moved")
    return current


@transaction.atomic
def cancel_visit(*, visit: PeerVisit, reason: str, by: Any, now: datetime) -> PeerVisit:
    """The visit does not take place; both schools are told. Again changes nothing."""
    current = _locked(visit, by)
    if current.cancelled_at is not None:
        return current
    if current.strengths or current.even_better:
        raise VisitRefused("This visit has taken place: what both schools agreed is kept.")
    current.cancelled_at, current.reason = now, reason.strip()
    current.revision += 1
    current.save()
    record(event="visit.cancelled", target=current, by=by, reason=current.reason)
    visit_emails.email_visit(current, "cancelled")
    return current


@transaction.atomic
def write_findings(
    *,
    visit: PeerVisit,
    strengths: Sequence[str],
    even_better: Sequence[str],
    follow_up_on: date | None,
    by: Any,
    today: date,
) -> PeerVisit:
    """Keep what both schools agreed, and when they look at it again. Changed words are private again until both share.

    Raises PermissionDenied, or VisitRefused before the day of the visit, or for a follow-up before it.
    """
    current = _to_write(visit, by)
    if current.on > today:
        raise VisitRefused("Write down what you agreed on the day of the visit or later.")
    if follow_up_on is not None and follow_up_on < current.on:
        raise VisitRefused("The follow-up must not be before the visit.", field="follow_up_on")
    before = {"strengths": current.strengths, "even_better": current.even_better}
    current.strengths, current.even_better = list(strengths), list(even_better)
    if current.follow_up_on != follow_up_on:
        current.follow_up_on, current.follow_up_done_at = follow_up_on, None
    after = {"strengths": current.strengths, "even_better": current.even_better}
    if before != after:
        current.shared_by_host_at = current.shared_by_visitor_at = None
    current.save()
    record(event="visit.findings_written", target=current, by=by, after={"follow_up_on": follow_up_on})
    return current


@transaction.atomic
def finish_follow_up(*, visit: PeerVisit, by: Any, now: datetime) -> PeerVisit:
    """The schools have looked at it again. Again changes nothing. Raises VisitRefused without a date for it."""
    current = _to_write(visit, by)
    if current.follow_up_on is None:
        raise VisitRefused("Set a date for the follow-up first.")
    if current.follow_up_done_at is None:
        current.follow_up_done_at = now
        current.save(update_fields=["follow_up_done_at"])
        record(event="visit.followed_up", target=current, by=by)
    return current


@transaction.atomic
def share_visit(*, visit: PeerVisit, share: bool, by: Any, now: datetime) -> PeerVisit:
    """Share the visit with the partnership for one's own school, or take that back. It is shared once both do.

    Raises PermissionDenied for who is headteacher of neither, or VisitRefused when nothing is agreed yet.
    """
    current = _locked(visit, by)
    sides = sides_of(by, current)
    if not sides:
        raise PermissionDenied("Only the two schools share what they agreed, each for itself.")
    if share and not (current.strengths or current.even_better):
        raise VisitRefused("Write down what you agreed before you share it.")
    for side in sides:
        setattr(current, f"shared_by_{side}_at", now if share else None)
    current.save()
    event = "visit.shared" if share else "visit.sharing_taken_back"
    record(event=event, target=current, by=by, after={"sides": sides, "is_shared": current.is_shared})
    return current


def shared_by(visit: PeerVisit, side: str) -> bool:
    """Whether the host, or else the visitor, has shared it."""
    at = visit.shared_by_host_at if side == HOST else visit.shared_by_visitor_at
    return at is not None


def _to_write(visit: PeerVisit, by: Any) -> PeerVisit:
    current = _locked(visit, by)
    if current.cancelled_at is not None:
        raise VisitRefused("This visit was cancelled. Arrange another one instead.")
    return current


def _locked(visit: PeerVisit, by: Any) -> PeerVisit:
    rows = PeerVisit.objects.select_related("host", "visitor", "partnership", "other_partnership")
    current = rows.select_for_update(of=("self",)).get(pk=visit.pk)
    if not may_write_visit(by, current):
        raise PermissionDenied("This visit belongs to two schools and their partnership leads.")
    return current
