"""Keeping forums and drop-ins: what they are, their single dates, and what is recorded of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import District, Organisation
from partnerships import forum_emails
from partnerships.models import Forum, ForumAttendance, ForumMeeting, ForumMember
from partnerships.queries.forums import Meeting, meeting_on
from partnerships.services.refusals import ForumRefused
from partnerships.states import ListState


@dataclass(frozen=True)
class ForumFacts:
    """What the office writes of a forum. Dates of a rule lie between `first_on` and `last_on`, both inclusive."""

    kind: str
    name: str
    purpose: str
    represented: Sequence[str]
    quadrant: Organisation | None
    place: str
    join_link: str
    rhythm: str
    weekday: int | None
    week: int | None
    starts: time
    ends: time
    first_on: date | None
    last_on: date | None
    days_before: int


@transaction.atomic
def save_forum(*, forum: Forum | None, facts: ForumFacts, districts: Collection[District], by: Any) -> Forum:
    """Write a new forum, or change one. Single dates that were changed stay as they are.

    Raises PermissionDenied for another quadrant's, or ForumRefused for a name that is taken.
    """
    current = locked_forum(forum.pk) if forum else Forum()
    for quadrant in (current.quadrant, facts.quadrant) if forum else (facts.quadrant,):
        _refuse_strangers(by, quadrant)
    if Forum.objects.filter(name__iexact=facts.name).exclude(pk=current.pk).exists():
        raise ForumRefused("There is a forum or drop-in of that name already.", field="name")
    before = {"rhythm": current.rhythm, "weekday": current.weekday} if forum else None
    for name, value in vars(facts).items():
        setattr(current, name, value)
    current.save()
    current.districts.set(districts)
    after = {"name": current.name, "rhythm": current.rhythm, "weekday": current.weekday}
    record(event="forum.changed" if forum else "forum.added", target=current, by=by, before=before, after=after)
    return current


@transaction.atomic
def add_date(*, forum: Forum, on: date, starts: time, ends: time, by: Any, today: date) -> ForumMeeting:
    """Set one more date by hand. Raises ForumRefused for a day that is over or that has a date already."""
    current = locked_forum(forum.pk)
    _refuse_strangers(by, current.quadrant)
    _refuse_times(on, starts, ends, today)
    if meeting_on(current, on) is not None or _taken(current, on):
        raise ForumRefused("There is a date on that day already.", field="on")
    row = ForumMeeting.objects.create(forum=current, planned_on=on, on=on, starts=starts, ends=ends, by_hand=True)
    record(event="forum_date.added", target=row, by=by, after={"on": on, "starts": starts})
    return row


@transaction.atomic
def move_meeting(
    *, meeting: Meeting, on: date, starts: time, ends: time, reason: str, by: Any, today: date
) -> ForumMeeting:
    """Put one date on another day or time; the list gets a mail. Raises ForumRefused for one that is over."""
    row = _row(meeting, by, today)
    _refuse_times(on, starts, ends, today)
    if on != row.on and _taken(row.forum, on):
        raise ForumRefused("There is a date on that day already.", field="on")
    if (row.on, row.starts, row.ends) == (on, starts, ends):
        raise ForumRefused("This is when it takes place now. Enter another day or time.", field="on")
    before = {"on": row.on, "starts": row.starts}
    row.on, row.starts, row.ends, row.reason = on, starts, ends, reason.strip()
    _keep(row)
    after = {"on": on, "starts": starts}
    record(event="forum_date.moved", target=row, by=by, before=before, after=after, reason=row.reason)
    forum_emails.email_moved(_again(row), _people(row.forum))
    return row


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: Any, today: date, now: datetime) -> ForumMeeting:
    """Cancel one date; the list gets a mail. Again changes nothing. Raises ForumRefused for one that is over."""
    if meeting.row is not None and meeting.row.cancelled_at:
        return meeting.row
    row = _row(meeting, by, today)
    row.cancelled_at, row.reason = now, reason.strip()
    _keep(row)
    record(event="forum_date.cancelled", target=row, by=by, after={"on": row.on}, reason=row.reason)
    forum_emails.email_cancelled(_again(row), _people(row.forum))
    return row


@dataclass(frozen=True)
class Minutes:
    """What is kept of a meeting: schools of the list that came, how many others, notes, themes."""

    schools: Collection[Organisation]
    others: int
    notes: str
    themes: Sequence[str]


@transaction.atomic
def record_meeting(*, meeting: Meeting, minutes: Minutes, by: Any, now: datetime) -> ForumMeeting:
    """Keep who came and what was said; again puts it right. Raises ForumRefused before the day, or when cancelled."""
    if meeting.date.cancelled:
        raise ForumRefused("This date was cancelled, so there is nothing to record.")
    if meeting.date.on > timezone.localdate(now):
        raise ForumRefused("Record the meeting on its day or later.")
    row = _locked_row(meeting, by)
    row.others, row.notes, row.themes = minutes.others, minutes.notes.strip(), list(minutes.themes)
    row.recorded_at, row.recorded_by = now, by
    row.save()
    row.attendances.all().delete()
    ForumAttendance.objects.bulk_create(ForumAttendance(meeting=row, school=school) for school in minutes.schools)
    after = {"schools": len(minutes.schools), "others": row.others, "themes": row.themes}
    record(event="forum_date.recorded", target=row, by=by, after=after)
    return row


def _row(meeting: Meeting, by: Any, today: date) -> ForumMeeting:
    """The locked row of a date that can still be changed."""
    if meeting.date.cancelled:
        raise ForumRefused("This date was cancelled. Add another date instead.")
    if meeting.date.on < today:
        raise ForumRefused("This date is over, so it stays as it was.")
    return _locked_row(meeting, by)


def _locked_row(meeting: Meeting, by: Any) -> ForumMeeting:
    forum = locked_forum(meeting.forum.pk)
    _refuse_strangers(by, forum.quadrant)
    one = meeting.date
    values = {"on": one.on, "starts": one.starts, "ends": one.ends}
    row, _ = ForumMeeting.objects.get_or_create(forum=forum, planned_on=one.planned_on, defaults=values)
    row.forum = forum
    return row


def _keep(row: ForumMeeting) -> None:
    row.revision += 1
    row.save()


def _again(row: ForumMeeting) -> Meeting:
    """The meeting as it stands now."""
    found = meeting_on(row.forum, row.planned_on)
    if found is None:
        raise LookupError(f"{row} is gone")
    return found


def _people(forum: Forum) -> list[ForumMember]:
    members = ForumMember.objects.filter(forum=forum, state=ListState.MEMBER)
    return list(members.select_related("contact", "school").order_by("pk"))


def _taken(forum: Forum, on: date) -> bool:
    return ForumMeeting.objects.filter(forum=forum, on=on, cancelled_at=None).exists()


def _refuse_times(on: date, starts: time, ends: time, today: date) -> None:
    if on < today:
        raise ForumRefused("The day must be today or later.", field="on")
    if ends <= starts:
        raise ForumRefused("It must end after it starts.", field="ends")


def _refuse_strangers(by: Any, quadrant: Organisation | None) -> None:
    keep = Permission.KEEP_PARTNERSHIPS
    if not (holds(by, keep, quadrant) if quadrant else holds_for_county(by, keep)):
        raise PermissionDenied("You keep the forums of your own quadrant.")


def locked_forum(pk: int) -> Forum:
    """The forum as it is now, held until the transaction ends."""
    return Forum.objects.select_for_update(of=("self",), no_key=True).select_related("quadrant").get(pk=pk)
