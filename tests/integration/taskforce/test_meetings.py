"""The board's meetings: agenda, papers, decisions, and who sees them."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.taskforce import starting_content
from essex_portal.taskforce.models import ArisenAction, BoardDecision, BoardMeeting, BoardPaper
from essex_portal.taskforce.queries.meetings import agenda_of
from essex_portal.taskforce.services import meetings as services
from essex_portal.taskforce.services.meetings import MeetingRefused
from essex_portal.tracker.models import ActionVersion
from tests.factories.accounts import make_account, sign_in
from tests.factories.calendar import make_half_terms
from tests.factories.files import PDF, make_upload
from tests.factories.taskforce import NOW, make_meeting
from tests.factories.tracker import make_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    person = make_account(Role.ADMINISTRATOR)
    sign_in(client, person)
    return person


def paper(meeting, **changes):
    given = {"title": "Research", "item": 2, "upload": make_upload()} | changes
    return services.add_paper(meeting=meeting, **given, by=None, now=NOW)


def test_papers_and_decisions_stand_under_their_item():
    meeting = make_meeting()
    paper(meeting)
    paper(meeting, title="Map", item=None)
    for text, item in (("We go on.", 2), ("We meet again.", None)):
        services.save_decision(meeting=meeting, decision=None, text=text, item=item, by=None)
    whole, welcome, commitments = agenda_of(meeting)
    assert [str(one) for one in whole.papers] == ["Map"]
    assert [one.number for one in whole.decisions] == [2]
    assert (welcome.papers, welcome.decisions) == ([], [])
    assert [one.text for one in commitments.decisions] == ["We go on."]


def test_one_meeting_a_day():
    make_meeting()
    with pytest.raises(MeetingRefused) as refusal:
        make_meeting()
    assert refusal.value.field == "held_on"


def test_an_agenda_keeps_the_items_that_papers_name():
    meeting = make_meeting()
    paper(meeting)
    values = {"held_on": meeting.held_on, "place": "", "chair": "Chair", "agenda": ["Welcome"]}
    with pytest.raises(MeetingRefused, match="item that is gone"):
        services.save_meeting(meeting=meeting, values=values, by=None)


def test_the_database_keeps_the_numbers_of_decisions():
    decision = services.save_decision(meeting=make_meeting(), decision=None, text="Yes.", item=None, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardDecision.objects.create(meeting=decision.meeting, number=1, text="No.")
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardDecision.objects.filter(pk=decision.pk).update(text="")


def test_a_meeting_is_planned_papers_laid_and_a_decision_corrected(client, keeper):
    given = {"held_on": "2022-01-19", "place": "Online", "chair": "Independent chair", "agenda": "Welcome\n\nReading"}
    client.post(reverse("taskforce:add_meeting"), given)
    meeting = BoardMeeting.objects.get()
    assert meeting.agenda == ["Welcome", "Reading"]
    client.post(
        reverse("taskforce:add_paper", args=[meeting.pk]), {"title": "Map", "item": "2", "upload": make_upload()}
    )
    client.post(reverse("taskforce:add_decision", args=[meeting.pk]), {"text": "We go on.", "item": "2"})
    decision = BoardDecision.objects.get()
    client.post(reverse("taskforce:change_decision", args=[decision.pk]), {"text": "We go on with it.", "item": ""})
    page = client.get(reverse("taskforce:meeting", args=[meeting.pk])).content.decode()
    assert "We go on with it." in page
    assert "2. Reading" in page
    event = AuditEvent.objects.get(event="board_decision.changed")
    assert event.before == {"text": "We go on.", "item": 2}


def test_what_is_wrong_stands_beside_the_field(client, keeper):
    meeting = make_meeting()
    address = reverse("taskforce:add_paper", args=[meeting.pk])
    page = client.post(address, {"title": "Map", "upload": make_upload("map.exe")}).content.decode()
    assert "must be a PDF, Word" in page
    assert 'value="Map"' in page
    given = {"held_on": meeting.held_on.isoformat(), "chair": "Chair", "agenda": "a" * 201}
    assert "200 characters or fewer" in client.post(reverse("taskforce:add_meeting"), given).content.decode()
    assert (
        "meets on this day already"
        in client.post(reverse("taskforce:add_meeting"), given | {"agenda": ""}).content.decode()
    )
    assert not BoardPaper.objects.exists()


def test_officers_and_the_director_read_and_do_not_write(client):
    meeting = make_meeting()
    laid = paper(meeting)
    for role in (Role.QUADRANT_OFFICER, Role.DIRECTOR):
        sign_in(client, make_account(role))
        response = client.get(reverse("taskforce:paper", args=[laid.pk]))
        assert b"".join(response.streaming_content) == PDF
        for route, args in (
            ("add_paper", [meeting.pk]),
            ("withdraw_paper", [laid.pk]),
            ("change_meeting", [meeting.pk]),
        ):
            assert client.post(reverse(f"taskforce:{route}", args=args)).status_code == 403
    sign_in(client, make_account(Role.HEADTEACHER))
    assert client.get(reverse("taskforce:paper", args=[laid.pk])).status_code == 403


def test_a_paper_that_is_taken_back_is_not_handed_out(client, keeper):
    laid = paper(make_meeting())
    client.post(reverse("taskforce:withdraw_paper", args=[laid.pk]))
    assert client.get(reverse("taskforce:paper", args=[laid.pk])).status_code == 404
    assert "Research" not in client.get(reverse("taskforce:meeting", args=[laid.meeting_id])).content.decode()
    services.withdraw_paper(paper=laid, by=keeper, now=NOW)
    assert AuditEvent.objects.filter(event="board_paper.withdrawn").count() == 1


@pytest.mark.parametrize("route", ["meetings", "meeting"])
def test_as_many_queries_for_30_as_for_3(client, keeper, route):
    meeting = make_meeting(agenda=[f"Item {n}" for n in range(30)])
    address = reverse(f"taskforce:{route}", args=[meeting.pk] if route == "meeting" else [])

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    counted = []
    for numbers in (range(1, 4), range(4, 31)):
        for number in numbers:
            make_meeting(date(2021, 9, number))
            paper(meeting, title=f"Paper {number}", item=number)
            services.save_decision(meeting=meeting, decision=None, text="Yes.", item=number, by=None)
        client.get(address)
        counted.append(queries())
    assert counted[0] == counted[1] <= 15


class TestArisen:
    def test_an_action_of_the_tracker_is_noted_and_removed(self, client, keeper):
        meeting, action = make_meeting(), make_action(title="Write to all schools")
        address = reverse("taskforce:add_arisen", args=[meeting.pk])
        page = client.post(address, {"programme": action.programme.pk, "reference": "NO-1"}).content.decode()
        assert "There is no action NO-1 in this programme" in page
        client.post(address, {"programme": action.programme.pk, "reference": action.reference.lower()})
        shown = reverse("taskforce:meeting", args=[meeting.pk])
        assert "Write to all schools" in client.get(shown).content.decode()
        page = client.post(address, {"programme": action.programme.pk, "reference": action.reference}).content.decode()
        assert "is noted for this meeting already" in page
        client.post(reverse("taskforce:remove_arisen", args=[ArisenAction.objects.get().pk]))
        assert "Write to all schools" not in client.get(shown).content.decode()

    def test_the_database_notes_it_once(self):
        arisen = services.add_arisen(meeting=make_meeting(), action=make_action(), by=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            ArisenAction.objects.create(meeting=arisen.meeting, action=arisen.action)


class TestCommitments:
    @pytest.fixture
    def programme(self):
        make_half_terms()
        with time_machine.travel(NOW, tick=False):
            yield starting_content.load_commitments()

    def test_eight_commitments_keep_their_words(self, programme):
        versions = list(ActionVersion.objects.current().filter(of__programme=programme))
        assert len(versions) == 8
        by_title = {version.title: version for version in versions}
        reading = by_title["Year of Reading"]
        assert reading.when_words == "end of 2021 and all of 2022"
        assert (reading.starts_on.year, reading.baseline_on) == (2021, date(2022, 12, 31))
        assert by_title["Colleges"].starts_on == date(2021, 11, 10)
        assert by_title["Young people’s wellbeing"].baseline_on is None

    def test_the_matrix_says_what_difference_when_and_who(self, client, keeper, programme):
        page = client.get(reverse("taskforce:commitments")).content.decode()
        for words in ("TF-8", "Every Essex child a confident reader", "summer term 2022", "Not rated yet"):
            assert words in page
        assert "Research team (Education Policy Institute)" in page

    def test_loaded_once(self, programme):
        starting_content.load_commitments()
        assert programme.actions.count() == 8

    def test_as_many_queries_for_30_as_for_8(self, client, keeper, programme):
        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                assert client.get(reverse("taskforce:commitments")).status_code == 200
            return len(found)

        client.get(reverse("taskforce:commitments"))
        few = queries()
        for _ in range(22):
            make_action(programme.workstreams.get())
        assert queries() == few <= 15
