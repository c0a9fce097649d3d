"""Reads of forums and drop-ins: their dates, their lists, their reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from essex_portal.accounts.permissions import current_memberships, holds_for_county, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import school_calendar
from essex_portal.school_calendar import SchoolCalendar
from partnerships.cadence import Cadence, Departure, Occurrence, occurrences
from partnerships.forum_report import Held, Report, report_of
from partnerships.models import Forum, ForumMeeting, ForumMember
from partnerships.states import ON_THE_LIST, ForumKind, ListState

A_YEAR = timedelta(366)
COMING = 6


@dataclass(frozen=True)
class Meeting:
    """One date of a forum with what is kept of it; `row` is None where nothing is."""

    forum: Forum
    date: Occurrence
    row: ForumMeeting | None

    @property
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.date.on, self.date.starts))

    @property
    def ends_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.date.on, self.date.ends))

    @property
    def revision(self) -> int:
        return self.row.revision if self.row else 0


def forums() -> QuerySet[Forum]:
    """Every forum and drop-in with its area. Two queries."""
    return Forum.objects.select_related("quadrant").prefetch_related("districts")


def forums_kept_by(user: Any) -> QuerySet[Forum]:
    """Forums and drop-ins of the quadrants that the person keeps; all, with a county role."""
    if holds_for_county(user, Permission.KEEP_PARTNERSHIPS):
        return Forum.objects.all()
    return Forum.objects.filter(quadrant__in=organisations_with(user, Permission.KEEP_PARTNERSHIPS))


def forums_of(quadrant: Organisation, on: date) -> QuerySet[Forum]:
    """Forums of the quadrant, or for schools of one of its districts, that have not ended by that day."""
    return _of(quadrant, on).filter(kind=ForumKind.FORUM)


def drop_ins_of(quadrant: Organisation) -> QuerySet[Forum]:
    """Drop-ins of the quadrant and of the whole county."""
    return forums().filter(Q(quadrant=quadrant) | Q(quadrant=None), kind=ForumKind.DROP_IN)


def _of(quadrant: Organisation, on: date) -> QuerySet[Forum]:
    there = Q(last_on__isnull=True) | Q(last_on__gte=on)
    return forums().filter(there, Q(quadrant=quadrant) | Q(districts__quadrant=quadrant)).distinct()


def meetings_between(
    found: Iterable[Forum], first_on: date, last_on: date, calendar: SchoolCalendar | None = None
) -> list[Meeting]:
    """The dates of these forums from the one day to the other, both inclusive, the earliest first. Two queries."""
    calendar = calendar or school_calendar()
    listed = {forum.pk: forum for forum in found}
    rows = ForumMeeting.objects.filter(forum__in=listed, on__lte=last_on + A_YEAR, on__gte=first_on - A_YEAR)
    kept: dict[int, list[ForumMeeting]] = {}
    for row in rows:
        kept.setdefault(row.forum_id, []).append(row)
    meetings = [
        meeting
        for forum in listed.values()
        for meeting in _meetings(forum, kept.get(forum.pk, []), calendar, first_on, last_on)
    ]
    return sorted(meetings, key=lambda meeting: (meeting.starts_at, meeting.forum.name))


def _meetings(
    forum: Forum, rows: Sequence[ForumMeeting], calendar: SchoolCalendar, first_on: date, last_on: date
) -> list[Meeting]:
    by_day = {row.planned_on: row for row in rows}
    found = occurrences(cadence_of(forum), calendar, map(departure_of, rows), first_on, last_on)
    return [Meeting(forum, one, by_day.get(one.planned_on)) for one in found]


def cadence_of(forum: Forum) -> Cadence:
    return Cadence(
        rhythm=forum.rhythm,
        starts=forum.starts,
        ends=forum.ends,
        weekday=forum.weekday,
        week=forum.week,
        first_on=forum.first_on,
        last_on=forum.last_on,
    )


def departure_of(row: ForumMeeting) -> Departure:
    return Departure(
        planned_on=row.planned_on,
        on=row.on,
        starts=row.starts,
        ends=row.ends,
        cancelled=row.cancelled_at is not None,
        by_hand=row.by_hand,
    )


def meeting_on(forum: Forum, planned_on: date) -> Meeting | None:
    """The date of that name, by the rule or by the office; None when there is none. Two queries."""
    row = ForumMeeting.objects.filter(forum=forum, planned_on=planned_on).first()
    day = row.on if row else planned_on
    found = _meetings(forum, [row] if row else [], school_calendar(), day, day)
    return next((meeting for meeting in found if meeting.date.planned_on == planned_on), None)


def coming_meetings(found: Iterable[Forum], today: date) -> list[Meeting]:
    """The dates of a year from today, cancelled ones among them."""
    return meetings_between(found, today, today + A_YEAR)


def next_dates(found: Iterable[Forum], today: date) -> dict[int, Meeting]:
    """The next date of each forum that takes place, by the forum's id."""
    dates: dict[int, Meeting] = {}
    for meeting in coming_meetings(found, today):
        if not meeting.date.cancelled:
            dates.setdefault(meeting.forum.pk, meeting)
    return dates


def list_of(forum: Forum) -> QuerySet[ForumMember]:
    """Requests and members, requests first. One query."""
    rows = ForumMember.objects.filter(forum=forum, state__in=ON_THE_LIST)
    return rows.select_related("school", "contact", "forum").order_by("state", "school__name")


def standing_of(forum: Forum, school: Organisation) -> ForumMember | None:
    """Where the school stands with the forum: its newest row."""
    rows = ForumMember.objects.filter(forum=forum, school=school).select_related("contact")
    return rows.order_by("-asked_at", "-pk").first()


def standings_of(school: Organisation) -> dict[int, ForumMember]:
    """The school's requests and memberships that are not over, by the forum's id."""
    rows = ForumMember.objects.filter(school=school, state__in=ON_THE_LIST)
    return {row.forum_id: row for row in rows}


def is_member(user: Any, forum: Forum) -> bool:
    """Whether one of the person's schools is on the list. At most one query."""
    schools = [membership.organisation_id for membership in current_memberships(user)]
    return ForumMember.objects.filter(forum=forum, state=ListState.MEMBER, school__in=schools).exists()


def requests_waiting(found: QuerySet[Forum]) -> QuerySet[Forum]:
    """Those of the forums that schools have asked to join, each with the `number` of requests."""
    waiting = Q(members__state=ListState.ASKED)
    return found.filter(waiting).annotate(number=Count("members", filter=waiting))


def feedback_report(forum: Forum, first_on: date, last_on: date) -> Report:
    """What is recorded of the meetings between the two days, both inclusive. One query."""
    rows = ForumMeeting.objects.filter(forum=forum, on__range=(first_on, last_on))
    counted = list(rows.annotate(came=Count("attendances")))
    held = [Held(row.on, row.came, row.others, tuple(row.themes), row.notes) for row in counted if row.recorded_at]
    return report_of(held, sum(row.cancelled_at is not None for row in counted))


def first_recorded(forum: Forum) -> date | None:
    """The day of the first meeting that anything is recorded of."""
    rows = ForumMeeting.objects.filter(forum=forum, recorded_at__isnull=False)
    return rows.order_by("on").values_list("on", flat=True).first()
