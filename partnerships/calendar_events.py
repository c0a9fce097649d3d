"""Peer review visits and dates of forums for a calendar: the date and the way to the portal, never what is agreed
there, nor the link to a call."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import current_memberships
from essex_portal.mail.calendar_files import CalendarEvent
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids
from partnerships.models import Forum, LinkRequest, PeerVisit
from partnerships.queries.forums import A_YEAR, Meeting, meetings_between
from partnerships.queries.visits import visits_seen_by
from partnerships.states import ListState


def event_of_visit(visit: PeerVisit) -> CalendarEvent:
    """The visit: who visits whom, and nothing of what is agreed."""
    return CalendarEvent(
        uid=f"visit-{visit.pk}",
        title=f"Peer review: {visit}",
        starts_at=timezone.make_aware(datetime.combine(visit.on, visit.starts)),
        ends_at=timezone.make_aware(datetime.combine(visit.on, visit.ends)),
        path=reverse("partnerships:visit", args=[visit.pk]),
        written_at=visit.arranged_at,
        location=visit.host.name,
        sequence=visit.revision,
        cancelled=visit.cancelled_at is not None,
    )


def event_of_meeting(meeting: Meeting) -> CalendarEvent:
    """The date of a forum; the same entry however often it changes."""
    made = timezone.make_aware(datetime.combine(meeting.date.planned_on, meeting.forum.starts))
    return CalendarEvent(
        uid=f"forum-{meeting.forum.pk}-{meeting.date.planned_on}",
        title=meeting.forum.name,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        path=address_of(meeting),
        written_at=made,
        location=meeting.forum.place,
        sequence=meeting.revision,
        cancelled=meeting.date.cancelled,
    )


def address_of(meeting: Meeting) -> str:
    """The portal's page of the date, for those who have the way in and for those who have not."""
    return reverse("partnerships:forum_meeting", args=[meeting.forum.pk, meeting.date.planned_on])


def visits_of_school(school: Organisation, since: datetime) -> list[CalendarEvent]:
    """The visits that the school makes and receives, and those of the schools that it took over from. Two queries."""
    ids = lineage_ids(school)
    rows = PeerVisit.objects.filter(Q(host__in=ids) | Q(visitor__in=ids), on__gte=timezone.localdate(since))
    return _of_visits(rows)


def visits_of_person(user: User, since: datetime) -> list[CalendarEvent]:
    """The visits that the person may read now: those of other schools only while both share them. One query."""
    return _of_visits(visits_seen_by(user, timezone.localdate()).filter(on__gte=timezone.localdate(since)))


def _of_visits(rows: Any) -> list[CalendarEvent]:
    return [event_of_visit(visit) for visit in rows.select_related("host", "visitor")]


def forums_of_school(school: Organisation, since: datetime) -> list[CalendarEvent]:
    """The dates of forums whose list the school is on, up to a year from now. Four queries."""
    return [event_of_meeting(one) for one in _dates(_lists_of(lineage_ids(school)), since)]


def forums_of_person(user: User, since: datetime) -> list[CalendarEvent]:
    """The dates of forums of the person's schools, and those of drop-ins that they asked the link of."""
    schools = [membership.organisation_id for membership in current_memberships(user)]
    asked = set(LinkRequest.objects.filter(asked_by=user).values_list("forum", "planned_on"))
    listed = _dates(_lists_of(schools), since)
    dropped = _dates(Forum.objects.filter(pk__in={forum for forum, _ in asked}), since)
    own = [one for one in dropped if (one.forum.pk, one.date.planned_on) in asked]
    return list({event.uid: event for event in map(event_of_meeting, (*listed, *own))}.values())


def _lists_of(schools: Iterable[int]) -> Any:
    return Forum.objects.filter(members__school__in=schools, members__state=ListState.MEMBER).distinct()


def _dates(forums: Iterable[Forum], since: datetime) -> list[Meeting]:
    return meetings_between(forums, timezone.localdate(since), timezone.localdate() + A_YEAR)
