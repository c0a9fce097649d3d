"""The pages of forums and drop-ins: who sees the way in, what the office keeps, bad input, and their budgets."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from essex_portal.documents.models import Document
from essex_portal.organisations.models import Organisation
from partnerships.models import Forum, ForumMeeting, ForumMember
from partnerships.services.forums import Minutes, record_meeting
from partnerships.states import ListState
from tests.factories.accounts import make_account, sign_in
from tests.factories.forums import LINK, NEXT, NOW, listed, make_drop_in, make_forum, the_meeting
from tests.factories.offers import make_primary
from tests.factories.partnerships import make_quadrant
from tests.integration.partnerships.conftest import page, shown_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]
MOST = 15
LATER = "2021-11-17T09:30:00Z"


@pytest.fixture
def on_that_day():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def member(school: Organisation) -> User:
    """A colleague at the school, not the headteacher."""
    return make_account(Role.SCHOOL_MEMBER, school)


@pytest.fixture
def as_member(member: User) -> Client:
    return sign_in(Client(), member)


@pytest.fixture
def as_head(school: Organisation) -> Client:
    return sign_in(Client(), make_account(Role.HEADTEACHER, school))


def test_the_way_in_is_for_the_list_alone(school, as_member, as_officer):
    forum = make_forum()
    listed(forum, school)
    others = [
        sign_in(Client(), make_account(Role.HEADTEACHER, make_primary())),
        sign_in(Client(), make_account(Role.QUADRANT_OFFICER, make_quadrant("West"))),
        sign_in(Client(), make_account(Role.DIRECTOR)),
    ]
    meeting, way_in = page("forum_meeting", forum.pk, NEXT), page("join_forum_meeting", forum.pk, NEXT)
    for client in (as_member, as_officer):
        assert "Join online" in shown_at(client, meeting)
        assert client.get(way_in)["Location"] == LINK
    for client in others:
        shown = shown_at(client, meeting)
        assert "The link to join is for schools on the list" in shown
        assert LINK not in shown
        assert client.get(way_in).status_code == 404
    assert Client().get(way_in).status_code == 302  # to sign-in


@pytest.mark.parametrize("state", [ListState.ASKED, ListState.REFUSED, ListState.LEFT, ListState.REMOVED])
def test_who_is_not_on_the_list_or_left_it_has_no_way_in(school, as_member, state):
    entry = listed(make_forum(), school)
    ForumMember.objects.filter(pk=entry.pk).update(state=state, reason="A reason")
    assert as_member.get(page("join_forum_meeting", entry.forum_id, NEXT)).status_code == 404
    assert as_member.get(page("forum_report", entry.forum_id)).status_code == 404


def test_a_date_that_is_over_or_cancelled_has_no_way_in(school, as_member, as_officer):
    forum = make_forum()
    listed(forum, school)
    as_officer.post(page("cancel_forum_date", forum.pk, "2021-11-23"), {"reason": "Few can come"})
    assert "Few can come" in shown_at(as_member, page("forum_meeting", forum.pk, "2021-11-23"))
    for day in ("2021-11-09", "2021-11-23"):
        assert as_member.get(page("join_forum_meeting", forum.pk, day)).status_code == 404
    for day in ("2021-11-17", "2021-10-26", "tomorrow", "2021-13-01"):
        assert as_member.get(page("forum_meeting", forum.pk, day)).status_code == 404


def test_a_school_asks_and_the_office_adds_it(as_head, as_officer, school):
    forum = make_forum()
    as_head.post(page("ask_to_join_forum", forum.pk))
    assert "1 school asks to join" in shown_at(as_officer, "/")
    entry = ForumMember.objects.get()
    assert school.name in shown_at(as_officer, page("forum_members", forum.pk))
    as_officer.post(page("accept_forum_request", entry.pk))
    assert "On the list" in shown_at(as_head, page("forum", forum.pk))
    assert (
        "Your school has asked already"
        in as_head.post(page("ask_to_join_forum", forum.pk), follow=True).content.decode()
    )


def test_a_refusal_needs_a_reason_that_the_school_reads(as_head, as_officer):
    forum = make_forum()
    as_head.post(page("ask_to_join_forum", forum.pk))
    address = page("refuse_forum_request", ForumMember.objects.get().pk)
    assert "Enter why" in as_officer.post(address, {"reason": " "}).content.decode()
    assert "300 characters or fewer" in as_officer.post(address, {"reason": "x" * 301}).content.decode()
    as_officer.post(address, {"reason": "For Colchester schools."})
    assert "For Colchester schools." in shown_at(as_head, page("forum", forum.pk))


def test_a_colleague_cannot_ask_for_the_school_nor_a_stranger_decide(as_member, school):
    forum = make_forum()
    assert as_member.post(page("ask_to_join_forum", forum.pk)).status_code == 403
    entry = listed(forum, school)
    stranger = sign_in(Client(), make_account(Role.QUADRANT_OFFICER, make_quadrant("West")))
    for name in ("accept_forum_request", "refuse_forum_request"):
        assert stranger.post(page(name, entry.pk), {"reason": "x"}).status_code == 404
    for name in ("edit_forum", "forum_members", "add_forum_date", "forum_report"):
        assert stranger.get(page(name, forum.pk)).status_code == 404
    for name in ("move_forum_date", "cancel_forum_date", "record_forum_date"):
        assert stranger.get(page(name, forum.pk, NEXT)).status_code == 404


def test_a_drop_in_gives_the_way_in_to_who_asks(as_member):
    drop_in = make_drop_in()
    way_in = page("join_forum_meeting", drop_in.pk, NEXT)
    assert as_member.get(way_in).status_code == 404
    shown = as_member.post(page("ask_for_forum_link", drop_in.pk, NEXT), follow=True).content.decode()
    assert "Join online" in shown
    assert as_member.get(way_in)["Location"] == LINK
    assert as_member.get(page("join_forum_meeting", drop_in.pk, "2021-11-23")).status_code == 404
    council = sign_in(Client(), make_account(Role.FINANCE))
    refused = council.post(page("ask_for_forum_link", drop_in.pk, NEXT), follow=True).content.decode()
    assert "Drop-ins are for people of schools." in refused


def test_notes_are_for_the_list_alone(school, member, officer):
    forum = make_forum()
    listed(forum, school)
    with time_machine.travel(LATER):
        as_member, as_officer = sign_in(Client(), member), sign_in(Client(), officer)
        answers = {"others": "2", "schools": [school.pk], "themes": "Attendance\nOnline safety", "notes": "Thresholds"}
        as_officer.post(page("record_forum_date", forum.pk, NEXT), answers)
        assert "Thresholds" in shown_at(as_member, page("forum_meeting", forum.pk, NEXT))
        stranger = sign_in(Client(), make_account(Role.HEADTEACHER, make_primary()))
        shown = shown_at(stranger, page("forum_meeting", forum.pk, NEXT))
    assert "Thresholds" not in shown
    assert school.name not in shown


def test_the_quarterly_report_is_a_tagged_pdf_for_the_list(school, member, officer):
    forum = make_forum("Tendring Education Forum")
    listed(forum, school)
    with time_machine.travel(LATER):
        minutes = Minutes([school], 4, "Schools ask for examples.\nMore next time.", ["Attendance"])
        record_meeting(meeting=the_meeting(forum), minutes=minutes, by=officer, now=NOW.replace(day=17))
        address, as_member = page("forum_report", forum.pk), sign_in(Client(), member)
        assert "Attendance: 1 meeting" in shown_at(as_member, address)
        assert "No meeting is recorded" in shown_at(as_member, f"{address}?of=2021-04-01")
        assert shown_at(as_member, f"{address}?of=nonsense")
        for _ in range(2):
            response = as_member.post(address)
    document = Document.objects.get(kind="forum_report")
    assert response["Location"] == reverse("documents:status", args=[document.pk])
    documents.make(document.pk)
    document.refresh_from_db()
    with documents.open_document(document) as file:
        pdf = PdfReader(BytesIO(file.read()))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = pdf.pages[0].extract_text()
    assert all(said in words for said in ("October to December 2021", "Attendance", "Schools ask for examples."))
    download = reverse("documents:download", args=[document.pk])
    answer = sign_in(Client(), member).get(download)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert sign_in(Client(), make_account(Role.HEADTEACHER)).get(download).status_code == 404


def test_the_calendar_file_has_the_dates_and_no_way_in(as_member):
    forum = make_forum()
    content = as_member.get(page("forum_calendar", forum.pk)).content
    events = Calendar.from_ical(content).walk("VEVENT")
    assert events[0]["DTSTART"].dt.date() == NEXT
    assert LINK.encode() not in content


def facts(**changes: str) -> dict[str, str]:
    usual = {
        "kind": "forum", "name": "Harwich forum", "purpose": "Practice", "represented": "", "place": "Online",
        "quadrant": str(make_quadrant().pk), "join_link": "https://meet.example/x", "rhythm": "monthly",
        "weekday": "2", "week": "-1", "starts": "4pm", "ends": "5pm", "days_before": "7",
    }  # fmt: skip
    return usual | changes


def test_an_officer_keeps_a_forum_and_its_dates(as_officer):
    make_forum("Only for the calendar")
    as_officer.post(page("new_forum"), facts())
    forum = Forum.objects.get(name="Harwich forum")
    shown = shown_at(as_officer, page("forum", forum.pk))
    assert "Last Wednesday of the month in term time, 4pm to 5pm" in shown
    assert "24 November 2021" in shown
    as_officer.post(page("add_forum_date", forum.pk), {"on": "2021-12-08", "starts": "9am", "ends": "10am"})
    moved = {"on": "2021-11-25", "starts": "4pm", "ends": "5pm", "reason": "The hall is taken"}
    as_officer.post(page("move_forum_date", forum.pk, "2021-11-24"), moved)
    assert "from 24 November 2021" in shown_at(as_officer, page("forum", forum.pk))
    assert set(ForumMeeting.objects.values_list("on", flat=True)) == {date(2021, 11, 25), date(2021, 12, 8)}
    as_officer.post(page("edit_forum", forum.pk), facts(week="1"))
    assert "First Wednesday of the month" in shown_at(as_officer, page("forum", forum.pk))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "only for the CALENDAR"}, "of that name already"),
        ({"join_link": "http://meet.example/x"}, "must begin with https://"),
        ({"join_link": "javascript:alert(1)"}, "error-message"),
        ({"weekday": ""}, "Choose the weekday"),
        ({"week": ""}, "Choose the week of the month"),
        ({"ends": "4pm"}, "It must end after it starts"),
        ({"first_on": "2022-01-01", "last_on": "2021-01-01"}, "must not be before the first"),
        ({"rhythm": "daily"}, "Select"),
    ],
)
def test_bad_input_has_its_message_and_nothing_is_lost(as_officer, changes, words):
    make_forum("Only for the calendar")
    response = as_officer.post(page("new_forum"), facts(**changes))
    shown = response.content.decode()
    assert response.status_code == 200
    assert words in shown
    assert "Practice" in shown
    assert Forum.objects.count() == 1


@pytest.mark.parametrize("name", ["forums", "forum", "forum_members", "forum_report", "record_forum_date"])
def test_three_rows_and_thirty_take_the_same_queries(name, as_officer):
    forum = make_forum()
    args = {"forums": (), "record_forum_date": (forum.pk, "2021-11-09")}.get(name, (forum.pk,))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_officer.get(page(name, *args)).status_code == 200
        return len(captured)

    as_officer.get(page(name, *args))  # what only the first page after sign-in asks
    counts = []
    for wanted in (3, 30):
        for _ in range(wanted - forum.members.count()):
            listed(forum)
        for _ in range(wanted - Forum.objects.count()):
            make_forum()
        counts.append(queries())
    assert counts[0] == counts[1] <= MOST
