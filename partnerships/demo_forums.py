"""Forums of the demonstration: monthly dates, a list with the demo school on it, and what two meetings said."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from essex_portal.accounts.demo import personas
from essex_portal.accounts.models import User
from partnerships.models import Forum, ForumMember
from partnerships.queries.forums import meetings_between
from partnerships.services.forums import Minutes, record_meeting
from partnerships.states import ForumKind, ListState, Rhythm, Weekday, WeekOfMonth

LINK = "https://meet.essex-education.example/"
SINCE = timedelta(120)
SAID = (
    (("Early help thresholds", "Online safety"), "Schools asked for examples of good referrals."),
    (("Early help thresholds", "Attendance"), "Social care explains its thresholds at the next meeting."),
)


def load_forums(*, today: date) -> None:
    """Give forums that nobody has dated yet a rule, links, and a short history."""
    people = {persona.key: persona for persona in personas()}
    head, officer = people.get("headteacher"), people.get("quadrant_officer")
    Forum.objects.filter(kind=ForumKind.DROP_IN, join_link="").update(join_link=f"{LINK}drop-in")
    fresh = list(Forum.objects.filter(kind=ForumKind.FORUM, rhythm=Rhythm.BY_HAND, join_link="", meetings=None))
    for week, forum in zip(WeekOfMonth, fresh, strict=False):
        forum.rhythm, forum.weekday, forum.week = Rhythm.MONTHLY, Weekday.WEDNESDAY, week
        forum.join_link = f"{LINK}forum-{forum.pk}"
        forum.save()
    if not fresh or head is None or officer is None:
        return
    by = User.objects.get(email=officer.email)
    ForumMember.objects.create(
        forum=fresh[0],
        school=head.organisations[0],
        contact=User.objects.get(email=head.email),
        state=ListState.MEMBER,
        asked_at=_at(today - SINCE),
        decided_by=by,
        decided_at=_at(today - SINCE),
    )
    held = meetings_between(fresh[:1], today - SINCE, today - timedelta(1))
    for meeting, (themes, notes) in zip(held, SAID, strict=False):
        minutes = Minutes(list(head.organisations), 4, notes, themes)
        record_meeting(meeting=meeting, minutes=minutes, by=by, now=_at(meeting.date.on))


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(18)))
