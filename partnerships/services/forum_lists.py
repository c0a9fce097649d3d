"""Distribution lists of forums, invitations to their dates, and links of drop-ins."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from essex_portal.accounts.permissions import current_memberships, holds
from essex_portal.accounts.roles import SCHOOL_ROLES, Permission
from essex_portal.audit.services import record
from essex_portal.mail.services import queue_new_messages
from essex_portal.organisations.models import Organisation
from partnerships import forum_emails
from partnerships.forum_access import may_keep_forum
from partnerships.models import Forum, ForumMember, LinkRequest
from partnerships.queries.forums import Meeting, meetings_between
from partnerships.services.refusals import ForumRefused
from partnerships.states import ON_THE_LIST, ForumKind, ListState


@transaction.atomic
def ask_to_join(*, forum: Forum, school: Organisation, by: Any, now: datetime) -> ForumMember:
    """Ask for a place on the forum's list; who asks is invited for the school.

    Raises PermissionDenied, or ForumRefused for a drop-in, or when the school has asked or is on the list already.
    """
    _refuse_strangers(by, school)
    if forum.kind != ForumKind.FORUM:
        raise ForumRefused("A drop-in has no list. Ask for the link of a date instead.")
    try:
        with transaction.atomic():
            entry = ForumMember.objects.create(forum=forum, school=school, contact=by, asked_at=now)
    except IntegrityError:
        raise ForumRefused("Your school has asked already, or is on the list.") from None
    record(event="forum_list.asked", target=entry, by=by)
    return entry


@transaction.atomic
def accept_request(*, entry: ForumMember, by: Any, now: datetime, today: date) -> ForumMember:
    """Put the school on the list; it is told, and invited to the dates that others were invited to. Again: nothing."""
    current = _decided(entry, ListState.MEMBER, by=by, now=now)
    if current is not None:
        forum_emails.email_listed(current)
        invite(today=today, forum=current.forum)
    return current or entry


@transaction.atomic
def refuse_request(*, entry: ForumMember, reason: str, by: Any, now: datetime) -> ForumMember:
    """Leave the school off the list, and tell it why. Again changes nothing."""
    current = _decided(entry, ListState.REFUSED, by=by, now=now, reason=reason.strip())
    if current is not None:
        forum_emails.email_listed(current)
    return current or entry


def _decided(entry: ForumMember, state: ListState, *, by: Any, now: datetime, reason: str = "") -> ForumMember | None:
    """The request, decided now; None when it was decided before."""
    current = _locked(entry)
    if not may_keep_forum(by, current.forum):
        raise PermissionDenied("You keep the forums of your own quadrant.")
    if current.state != ListState.ASKED:
        return None
    return _end_or_begin(current, state, by=by, now=now, reason=reason)


@transaction.atomic
def leave_list(*, entry: ForumMember, by: Any, now: datetime) -> ForumMember:
    """Take one's own school off the list, or its request back. Again changes nothing."""
    current = _locked(entry)
    _refuse_strangers(by, current.school)
    if current.state in ON_THE_LIST:
        _end_or_begin(current, ListState.LEFT, by=by, now=now)
    return current


@transaction.atomic
def remove_from_list(*, entry: ForumMember, reason: str, by: Any, now: datetime) -> ForumMember:
    """Take a school off the list, and tell it why. Again changes nothing."""
    current = _locked(entry)
    if not may_keep_forum(by, current.forum):
        raise PermissionDenied("You keep the forums of your own quadrant.")
    if current.state == ListState.MEMBER:
        _end_or_begin(current, ListState.REMOVED, by=by, now=now, reason=reason.strip())
        forum_emails.email_listed(current)
    return current


def _end_or_begin(entry: ForumMember, state: ListState, *, by: Any, now: datetime, reason: str = "") -> ForumMember:
    before = entry.state
    entry.state, entry.decided_by, entry.decided_at, entry.reason = state, by, now, reason
    entry.save()
    event = f"forum_list.{state}"
    record(event=event, target=entry, by=by, before={"state": before}, after={"state": state.value}, reason=reason)
    return entry


def invite(*, today: date, forum: Forum | None = None) -> int:
    """Invite the lists to the dates of the coming days, each school once to a date as it stands. Returns how many.

    Safe to run as often as one likes. Drop-ins invite nobody.
    """
    found = Forum.objects.filter(kind=ForumKind.FORUM, **({"pk": forum.pk} if forum else {}))
    listed = {one.pk: one for one in found}
    furthest = max((one.days_before for one in listed.values()), default=0)
    meetings = meetings_between(listed.values(), today, today + timedelta(furthest))
    due = [one for one in meetings if _is_due(one, today)]
    members: dict[int, list[ForumMember]] = {}
    rows = ForumMember.objects.filter(forum__in={one.forum.pk for one in due}, state=ListState.MEMBER)
    for row in rows.select_related("contact", "school"):
        members.setdefault(row.forum_id, []).append(row)
    return queue_new_messages(
        [forum_emails.invitation(one, row) for one in due for row in members.get(one.forum.pk, [])]
    )


def _is_due(meeting: Meeting, today: date) -> bool:
    return not meeting.date.cancelled and meeting.date.on <= today + timedelta(meeting.forum.days_before)


@transaction.atomic
def ask_for_link(*, meeting: Meeting, by: Any, now: datetime) -> LinkRequest:
    """Give the link of one date of a drop-in to a person of a school, by mail too. Again sends nothing more.

    Raises PermissionDenied, or ForumRefused for a forum, a cancelled date, or one that is over.
    """
    if not any(membership.role in SCHOOL_ROLES for membership in current_memberships(by)):
        raise PermissionDenied("Drop-ins are for people of schools.")
    if meeting.forum.kind != ForumKind.DROP_IN:
        raise ForumRefused("This forum invites the schools on its list.")
    if meeting.date.cancelled or meeting.ends_at <= now:
        raise ForumRefused("This date does not take place any more. Ask for the next one.")
    asked, is_new = LinkRequest.objects.get_or_create(
        forum=meeting.forum, planned_on=meeting.date.planned_on, asked_by=by, defaults={"asked_at": now}
    )
    if is_new:
        record(event="drop_in.link_asked", target=asked, by=by)
        forum_emails.email_link(meeting, by)
    return asked


def _locked(entry: ForumMember) -> ForumMember:
    rows = ForumMember.objects.select_related("forum__quadrant", "school", "contact")
    return rows.select_for_update(of=("self",)).get(pk=entry.pk)


def _refuse_strangers(by: Any, school: Organisation) -> None:
    if not holds(by, Permission.APPLY_FOR_OFFERS, school):
        raise PermissionDenied("The school’s headteacher asks for places on lists.")
