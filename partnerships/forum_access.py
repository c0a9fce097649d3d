"""The only way to fetch a forum and its things for a person: it, or 404."""

from datetime import date
from typing import Any

from django.http import Http404

from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from partnerships.models import Forum, ForumMember, LinkRequest
from partnerships.queries.forums import Meeting, forums, is_member, meeting_on
from partnerships.states import ForumKind


def forum_or_404(pk: int) -> Forum:
    """The forum or drop-in; everybody signed in may read what it is for and when it meets."""
    found = forums().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_keep_forum(user: Any, forum: Forum) -> bool:
    """Whether the person keeps the forums of its quadrant; those of the county are kept by county roles."""
    if forum.quadrant is None:
        return holds_for_county(user, Permission.KEEP_PARTNERSHIPS)
    return holds(user, Permission.KEEP_PARTNERSHIPS, forum.quadrant)


def forum_kept_by(user: Any, pk: int) -> Forum:
    """The forum, for those who keep it. Raises Http404 for others."""
    forum = forum_or_404(pk)
    if not may_keep_forum(user, forum):
        raise Http404
    return forum


def meeting_or_404(forum: Forum, planned_on: date) -> Meeting:
    """The date of the forum that goes by that day."""
    found = meeting_on(forum, planned_on)
    if found is None:
        raise Http404
    return found


def may_read_notes(user: Any, forum: Forum) -> bool:
    """Notes and reports are for the schools on the list and those who keep the forum."""
    return may_keep_forum(user, forum) or is_member(user, forum)


def may_join_meeting(user: Any, meeting: Meeting) -> bool:
    """Whether the person gets the link: of a forum its list, of a drop-in who asked; and who keeps it."""
    asked = LinkRequest.objects.filter(forum=meeting.forum, planned_on=meeting.date.planned_on, asked_by=user.pk)
    by_request = meeting.forum.kind == ForumKind.DROP_IN and asked.exists()
    return by_request or may_read_notes(user, meeting.forum)


def list_entry_for(user: Any, pk: int) -> ForumMember:
    """A school's place on a list, or its request, for those who keep the forum. Raises Http404 for others."""
    found = ForumMember.objects.filter(pk=pk).select_related("forum__quadrant", "school", "contact").first()
    if found is None or not may_keep_forum(user, found.forum):
        raise Http404
    return found
