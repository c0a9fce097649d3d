"""Forums and drop-ins: lists, dates, invitations, minutes; and what the database never lets in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from icalendar import Calendar

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from partnerships import starting_content
from partnerships.models import Forum, ForumMeeting, ForumMember, LinkRequest
from partnerships.queries.forums import drop_ins_of, feedback_report, forums_of, meeting_on, meetings_between
from partnerships.services import forum_lists, forums
from partnerships.services.forums import ForumFacts, Minutes
from partnerships.services.refusals import ForumRefused
from partnerships.states import ListState
from tests.factories.accounts import make_account, outbox_to
from tests.factories.forums import NEXT, NOW, TODAY, listed, make_drop_in, make_forum, the_meeting
from tests.factories.offers import make_district, make_primary
from tests.factories.partnerships import make_quadrant

pytestmark = pytest.mark.django_db
MOVED_TO = date(2021, 11, 18)


@pytest.fixture
def head() -> User:
    return make_account(Role.HEADTEACHER, make_primary())


def school_of(user: User):
    return user.memberships.get().organisation


def ask(forum: Forum, by: User) -> ForumMember:
    return forum_lists.ask_to_join(forum=forum, school=school_of(by), by=by, now=NOW)


def move(forum: Forum, by: User, *, on: date = MOVED_TO, today: date = TODAY, **times: time) -> ForumMeeting:
    usual = {"starts": time(12), "ends": time(13)}
    return forums.move_meeting(
        meeting=the_meeting(forum), on=on, reason="The hall is taken", by=by, today=today, **usual | times
    )


def cancel(forum: Forum, by: User, *, on: date = NEXT) -> ForumMeeting:
    meeting = the_meeting(forum, on)
    return forums.cancel_meeting(meeting=meeting, reason="Few can come", by=by, today=TODAY, now=NOW)


def test_a_school_asks_is_accepted_and_invited_once_with_a_calendar_file(officer, head):
    forum = make_forum("Tendring Education Forum", days_before=7)
    entry = ask(forum, head)
    for _ in range(2):
        forum_lists.accept_request(entry=entry, by=officer, now=NOW, today=TODAY)
    assert forum_lists.invite(today=TODAY) == 0
    assert outbox_to(head.email) == [
        "Your school is on the list: Tendring Education Forum",
        "Invitation: Tendring Education Forum, 16 November 2021",
    ]
    mail = Message.objects.get(subject__startswith="Invitation")
    assert f"/partnerships/forums/{forum.pk}/dates/2021-11-16/" in mail.text
    file = bytes(mail.attachments.get().content)
    assert forum.join_link.encode() not in file
    assert forum.join_link not in mail.text
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event["DTSTART"].dt == datetime(2021, 11, 16, 12, tzinfo=UTC)
    assert forum_lists.invite(today=TODAY + timedelta(7)) == 1  # the next Tuesday
    assert [event.event for event in AuditEvent.objects.filter(event__startswith="forum_list")] == [
        "forum_list.member",
        "forum_list.asked",
    ]


def test_only_the_list_is_invited_and_nobody_before_it_is_time(officer, head):
    forum = make_forum(days_before=2)
    ask(forum, head)
    listed(forum)
    gone = listed(forum)
    forum_lists.leave_list(entry=gone, by=gone.contact, now=NOW)
    listed(make_forum(days_before=2))
    assert forum_lists.invite(today=TODAY) == 0
    assert forum_lists.invite(today=NEXT - timedelta(2)) == 2
    assert outbox_to(head.email) == outbox_to(gone.contact.email) == []


def test_a_request_is_refused_with_its_reason_and_may_be_made_again(officer, head):
    forum = make_forum("Colchester Education Forum")
    entry = ask(forum, head)
    with pytest.raises(ForumRefused, match="asked already"):
        ask(forum, head)
    forum_lists.refuse_request(entry=entry, reason="For Colchester schools.", by=officer, now=NOW)
    assert outbox_to(head.email) == ["Your school was not added to the list: Colchester Education Forum"]
    assert "For Colchester schools." in Message.objects.get().text
    forum_lists.accept_request(entry=entry, by=officer, now=NOW, today=TODAY)
    entry.refresh_from_db()
    assert entry.state == ListState.REFUSED
    assert ask(forum, head).state == ListState.ASKED


def test_a_school_is_taken_off_and_told(officer):
    entry = listed(make_forum())
    for _ in range(2):
        forum_lists.remove_from_list(entry=entry, reason="The school has closed.", by=officer, now=NOW)
    assert len(outbox_to(entry.contact.email)) == 1


def test_strangers_decide_nothing(head):
    forum = make_forum()
    entry = ask(forum, head)
    stranger = make_account(Role.QUADRANT_OFFICER, make_quadrant("West"))
    with pytest.raises(PermissionDenied):
        forum_lists.accept_request(entry=entry, by=stranger, now=NOW, today=TODAY)
    with pytest.raises(PermissionDenied):
        forum_lists.leave_list(entry=entry, by=make_account(Role.HEADTEACHER), now=NOW)
    with pytest.raises(PermissionDenied):
        forum_lists.ask_to_join(forum=forum, school=make_primary(), by=head, now=NOW)
    for change in (lambda: cancel(forum, stranger), lambda: move(forum, stranger)):
        with pytest.raises(PermissionDenied):
            change()


def test_a_date_is_moved_and_the_list_told_once_with_the_same_entry(officer):
    forum = make_forum("Tendring Education Forum")
    contact = listed(forum).contact
    forum_lists.invite(today=TODAY)
    move(forum, officer, starts=time(14), ends=time(15))
    forum_lists.invite(today=TODAY + timedelta(3))
    assert outbox_to(contact.email)[1:] == ["Moved: Tendring Education Forum, now 18 November 2021"]
    events = [
        Calendar.from_ical(bytes(mail.attachments.get().content)).walk("VEVENT")[0]
        for mail in Message.objects.order_by("pk")
    ]
    assert events[0]["UID"] == events[1]["UID"]
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1]
    (meeting,) = meetings_between([forum], TODAY, date(2021, 11, 20))
    assert (meeting.date.on, meeting.date.planned_on) == (MOVED_TO, NEXT)
    assert meeting.starts_at == datetime(2021, 11, 18, 14, tzinfo=UTC)


def test_a_date_is_cancelled_once_and_taken_out_of_calendars(officer):
    forum = make_forum("Tendring Education Forum")
    contact = listed(forum).contact
    for _ in range(2):
        cancel(forum, officer)
    assert outbox_to(contact.email) == ["Cancelled: Tendring Education Forum, 16 November 2021"]
    file = bytes(Message.objects.get().attachments.get().content)
    assert b"METHOD:CANCEL" in file
    assert b"STATUS:CANCELLED" in file
    assert forum_lists.invite(today=TODAY) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda forum, by: move(forum, by, on=TODAY - timedelta(1)), "today or later"),
        (lambda forum, by: move(forum, by, starts=time(13)), "end after it starts"),
        (lambda forum, by: move(forum, by, on=NEXT), "when it takes place now"),
        (lambda forum, by: move(forum, by, today=NEXT + timedelta(1)), "is over"),
        (lambda forum, by: add(forum, by, NEXT), "a date on that day already"),
        (lambda forum, by: add(forum, by, TODAY - timedelta(1)), "today or later"),
    ],
)
def test_a_date_that_cannot_be_is_refused(officer, change, words):
    with pytest.raises(ForumRefused, match=words):
        change(make_forum(), officer)
    assert not ForumMeeting.objects.exists()


def add(forum: Forum, by: User, on: date) -> ForumMeeting:
    return forums.add_date(forum=forum, on=on, starts=time(9), ends=time(10), by=by, today=TODAY)


def test_a_date_by_hand_may_lie_in_the_holidays(officer):
    forum = make_forum()
    add(forum, officer, date(2021, 12, 20))
    assert [meeting.date.on.day for meeting in meetings_between([forum], date(2021, 12, 10), date(2021, 12, 31))] == [
        14,
        20,
    ]


def test_dates_that_were_changed_stay_when_the_rule_changes(officer):
    forum = make_forum()
    move(forum, officer)
    facts = {name: getattr(forum, name) for name in ForumFacts.__annotations__} | {"weekday": 0}
    forums.save_forum(forum=forum, facts=ForumFacts(**facts), districts=(), by=officer)
    forum.refresh_from_db()
    found = meetings_between([forum], TODAY, date(2021, 11, 22))
    assert [meeting.date.on.day for meeting in found] == [15, 18, 22]


def test_a_meeting_is_recorded_on_its_day_or_later_and_put_right(officer):
    forum = make_forum()
    one, two = listed(forum).school, listed(forum).school

    def keep(*schools, themes=("Attendance",), now=datetime(2021, 11, 16, 14, tzinfo=UTC)):
        minutes = Minutes(schools, 3, "Notes", themes)
        return forums.record_meeting(meeting=the_meeting(forum), minutes=minutes, by=officer, now=now)

    with pytest.raises(ForumRefused, match="on its day or later"):
        keep(one, now=NOW)
    keep(one)
    row = keep(one, two, themes=("Attendance", "Online safety"))
    assert row.attendances.count() == 2
    report = feedback_report(forum, date(2021, 10, 1), date(2021, 12, 31))
    assert (report.came, [theme.words for theme in report.themes]) == (2, ["Attendance", "Online safety"])


def test_nothing_is_recorded_of_a_cancelled_date(officer):
    forum = make_forum()
    cancel(forum, officer)
    with pytest.raises(ForumRefused, match="was cancelled"):
        forums.record_meeting(
            meeting=the_meeting(forum), minutes=Minutes((), 0, "", ()), by=officer, now=NOW + timedelta(30)
        )


def test_a_drop_in_gives_its_link_to_a_school_once(head):
    drop_in = make_drop_in("Early help drop-in")
    for _ in range(2):
        forum_lists.ask_for_link(meeting=the_meeting(drop_in), by=head, now=NOW)
    assert LinkRequest.objects.count() == 1
    assert outbox_to(head.email) == ["Your link: Early help drop-in, 16 November 2021"]
    with pytest.raises(ForumRefused, match="no list"):
        ask(drop_in, head)
    with pytest.raises(ForumRefused, match="Ask for the next one"):
        forum_lists.ask_for_link(meeting=the_meeting(drop_in), by=head, now=NOW + timedelta(30))
    with pytest.raises(PermissionDenied):
        forum_lists.ask_for_link(meeting=the_meeting(drop_in), by=make_account(Role.FINANCE), now=NOW)
    with pytest.raises(ForumRefused, match="invites the schools"):
        forum_lists.ask_for_link(meeting=the_meeting(make_forum()), by=head, now=NOW)


def test_a_quadrant_has_its_forums_and_the_countys_drop_ins():
    quadrant = make_quadrant()
    own, ended = make_forum(), make_forum(last_on=date(2021, 10, 31))
    make_forum(quadrant=make_quadrant("West"))
    across = make_forum(quadrant=None)
    across.districts.add(make_district())
    drop_in = make_drop_in(quadrant=None)
    assert set(forums_of(quadrant, TODAY)) == {own, across}
    assert ended in forums_of(quadrant, date(2021, 10, 31))
    assert list(drop_ins_of(quadrant)) == [drop_in]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends": time(12)}, "a_forum_ends_after_it_starts"),
        ({"weekday": None}, "a_forum_by_rule_has_its_weekday"),
        ({"rhythm": "monthly"}, "a_monthly_forum_has_its_week"),
        ({"first_on": date(2022, 1, 1), "last_on": date(2021, 1, 1)}, "a_forums_dates_run_forwards"),
    ],
)
def test_a_forum_is_whole(change: dict[str, object], constraint: str):
    forum = make_forum()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Forum.objects.filter(pk=forum.pk).update(**change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends": time(11)}, "a_forum_meeting_ends_after_it_starts"),
        ({"cancelled_at": NOW, "reason": ""}, "a_cancelled_date_says_why"),
        ({"cancelled_at": NOW, "recorded_at": NOW}, "nobody_came_to_a_cancelled_date"),
    ],
)
def test_a_date_is_whole(officer, change: dict[str, object], constraint: str):
    row = move(make_forum(), officer)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ForumMeeting.objects.filter(pk=row.pk).update(**change)


def test_a_school_is_on_a_list_once_and_hears_why_it_is_not():
    entry = listed(make_forum())
    with pytest.raises(IntegrityError, match="a_school_is_on_a_list_once"), transaction.atomic():
        listed(entry.forum, entry.school, contact=entry.contact)
    with pytest.raises(IntegrityError, match="who_is_not_added_hears_why"), transaction.atomic():
        ForumMember.objects.filter(pk=entry.pk).update(state=ListState.REMOVED)


def test_the_county_begins_with_two_forums_and_the_drop_in_on_tuesdays():
    for name in starting_content.read("directory")["partnerships"]:
        make_quadrant(name)
    make_district(), make_forum("Only for the calendar")
    for _ in range(2):
        starting_content.load()
    drop_in = Forum.objects.get(name="Early help drop-in")
    assert len(drop_in.represented) == 6
    assert meeting_on(drop_in, NEXT) is not None
    assert meeting_on(drop_in, date(2021, 10, 26)) is None  # half term
    tendring = Forum.objects.get(name="Tendring Education Forum")
    assert [district.name for district in tendring.districts.all()] == ["Tendring"]
