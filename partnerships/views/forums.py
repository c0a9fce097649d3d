"""Forums and drop-ins for everybody signed in: what they are, joining a list, joining a date."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from essex_portal.accounts.access import requires, school_acted_for, signed_in
from essex_portal.accounts.permissions import current_memberships, holds
from essex_portal.accounts.requests import PersonRequest
from essex_portal.accounts.roles import SCHOOL_ROLES, Permission
from essex_portal.mail.calendar_files import events_file
from partnerships.calendar_events import event_of_meeting
from partnerships.forum_access import (
    forum_or_404,
    may_join_meeting,
    may_keep_forum,
    may_read_notes,
    meeting_or_404,
)
from partnerships.forum_pages import facts_of_forum, forum_cards
from partnerships.models import Forum
from partnerships.queries.forums import COMING, Meeting, coming_meetings, meetings_between, standing_of
from partnerships.services import forum_lists
from partnerships.services.refusals import ForumRefused
from partnerships.states import ON_THE_LIST, ForumKind, ListState

A_HALF_YEAR = timedelta(183)
applies = requires(Permission.APPLY_FOR_OFFERS)


@signed_in
def forum_list(request: PersonRequest) -> HttpResponse:
    """Every forum and drop-in with its next date."""
    context = {
        "groups": forum_cards(request.acting_for, timezone.localdate()),
        "keeps": holds(request.user, Permission.KEEP_PARTNERSHIPS),
    }
    return render(request, "partnerships/forums/list.html", context)


@signed_in
def forum(request: PersonRequest, pk: int) -> HttpResponse:
    """What it is for, its coming dates, and how the school gets onto the list."""
    found, school, today = forum_or_404(pk), request.acting_for, timezone.localdate()
    standing = standing_of(found, school) if school else None
    reads = may_read_notes(request.user, found)
    context = {
        "forum": found,
        "rows": facts_of_forum(found),
        "coming": coming_meetings([found], today)[:COMING],
        "past": meetings_between([found], today - A_HALF_YEAR, today - timedelta(1))[::-1] if reads else [],
        "standing": standing,
        "on_the_list": standing is not None and standing.state in ON_THE_LIST,
        "school": school,
        "may_ask": school is not None and holds(request.user, Permission.APPLY_FOR_OFFERS, school),
        "reads": reads,
        "keeps": may_keep_forum(request.user, found),
    }
    return render(request, "partnerships/forums/forum.html", context)


@applies
@require_POST
def ask_to_join(request: PersonRequest, pk: int) -> HttpResponse:
    school = school_acted_for(request, Permission.APPLY_FOR_OFFERS)
    try:
        forum_lists.ask_to_join(forum=forum_or_404(pk), school=school, by=request.user, now=timezone.now())
    except ForumRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Your request is with the office. You get an email when it has decided.")
    return redirect("partnerships:forum", pk)


@applies
def leave_forum(request: PersonRequest, pk: int) -> HttpResponse:
    """Off the list, after a question."""
    school, found = school_acted_for(request, Permission.APPLY_FOR_OFFERS), forum_or_404(pk)
    standing = standing_of(found, school)
    if standing is None or standing.state not in ON_THE_LIST:
        return redirect("partnerships:forum", pk)
    if request.method == "POST":
        forum_lists.leave_list(entry=standing, by=request.user, now=timezone.now())
        messages.success(request, "Your school is off the list.")
        return redirect("partnerships:forum", pk)
    asked = standing.state == ListState.ASKED
    context = {
        "title": "Take the request back?" if asked else f"Leave the list of the {found}?",
        "text": "" if asked else "Your school gets no more invitations, and its people no longer see the link.",
        "confirm_text": "Take it back" if asked else "Leave the list",
        "warning": True,
        "cancel_url": reverse("partnerships:forum", args=[pk]),
    }
    return render(request, "ui/confirm.html", context)


@signed_in
def forum_meeting(request: PersonRequest, pk: int, day: str) -> HttpResponse:
    """One date: the way in for those who have it, the notes for those who may read them."""
    meeting = _meeting(pk, day)
    found, user, now = meeting.forum, request.user, timezone.now()
    reads = may_read_notes(user, found)
    context = {
        "meeting": meeting,
        "forum": found,
        "joins": may_join_meeting(user, meeting),
        "reads": reads,
        "keeps": may_keep_forum(user, found),
        "is_over": meeting.ends_at <= now,
        "has_begun": meeting.date.on <= timezone.localdate(now),
        "is_drop_in": found.kind == ForumKind.DROP_IN,
        "of_a_school": any(membership.role in SCHOOL_ROLES for membership in current_memberships(user)),
        "schools": meeting.row.schools.order_by("name") if meeting.row and reads else (),
    }
    return render(request, "partnerships/forums/meeting.html", context)


@signed_in
@require_safe
def join_meeting(request: PersonRequest, pk: int, day: str) -> HttpResponse:
    """Off to the call, for those who have the way in; for others there is no such page."""
    meeting = _meeting(pk, day)
    usable = meeting.forum.join_link and not meeting.date.cancelled and meeting.ends_at > timezone.now()
    if not usable or not may_join_meeting(request.user, meeting):
        raise Http404
    return redirect(meeting.forum.join_link)


@signed_in
@require_POST
def ask_for_link(request: PersonRequest, pk: int, day: str) -> HttpResponse:
    try:
        forum_lists.ask_for_link(meeting=_meeting(pk, day), by=request.user, now=timezone.now())
    except ForumRefused as refusal:
        messages.error(request, str(refusal))
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Here is your way in. We have sent it to you by email too.")
    return redirect("partnerships:forum_meeting", pk, day)


@signed_in
@require_safe
def forum_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The coming dates as a calendar file. It leads to the portal, and holds no link to the call."""
    found = forum_or_404(pk)
    events = [event_of_meeting(meeting) for meeting in coming_meetings([found], timezone.localdate())]
    headers = {"Content-Disposition": f'attachment; filename="forum-{pk}.ics"'}
    content = events_file(events, about="Partnerships", name=found.name)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _meeting(pk: int, day: str) -> Meeting:
    return meeting_named(forum_or_404(pk), day)


def meeting_named(found: Forum, day: str) -> Meeting:
    """The date of the address. Raises Http404 for what is no day, or none of the forum's."""
    try:
        planned_on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    return meeting_or_404(found, planned_on)
