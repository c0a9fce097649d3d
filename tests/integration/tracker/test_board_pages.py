"""The board's pages: overview, what changed, decisions, packs; whose they are and how often they ask the database."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.tracker.board_pack_links import GOOD_FOR, pack_address
from essex_portal.tracker.models import BoardPack, DecisionRequest
from essex_portal.tracker.services.actions import drop_action
from essex_portal.tracker.services.board_packs import make_pack, send_pack
from essex_portal.tracker.services.decisions import AlreadyAnswered, ask_decision, decide, withdraw_request
from tests.factories.accounts import make_account, sign_in
from tests.factories.people import make_person
from tests.factories.tracker import (
    NOW,
    make_action,
    make_decision,
    make_lead,
    make_programme,
    make_quadrant,
    make_update,
    make_workstream,
)
from tests.integration.tracker.test_board_packs import READERS, ready

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=60)
MOST = 15


@pytest.fixture(autouse=True)
def a_day_in_january():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def director(client: Client):
    user = make_account(Role.DIRECTOR)
    sign_in(client, user)
    return user


def some_actions(number: int):
    stream = make_workstream()
    for _ in range(number):
        action = make_action(stream)
        make_lead(action)
        make_update(action, "green", "Well under way.")
        make_decision(action)
    return stream


@pytest.mark.parametrize("route", ["board", "board_changes", "decisions", "board_packs"])
def test_a_page_asks_as_often_for_thirty_rows_as_for_three(route, client, director):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(f"tracker:{route}")).status_code == 200
        return len(queries)

    some_actions(3)
    make_pack(title="Board", programmes=[], as_at=NOW, since=None, by=director, now=NOW)
    asked()
    few = asked()
    for stream in (some_actions(15), some_actions(12)):
        make_pack(title="Board", programmes=[stream.programme], as_at=NOW, since=None, by=director, now=NOW)
    assert (asked(), few <= MOST) == (few, True)


def test_the_overview_shows_where_rating_and_facts_disagree(client, director):
    action = make_action(title="Train those who write plans")
    make_update(action, "green", "All is well.", contradiction="The facts are behind.")
    page = client.get(reverse("tracker:board")).content.decode()
    assert "It was to start on 1 September 2021 and has not started." in page
    assert "The facts are behind." in page


def test_an_officer_sees_the_boards_page_of_what_the_officer_sees(client):
    mine, elsewhere = (make_action(quadrant=make_quadrant()) for _ in range(2))
    quadrant = mine.versions.get().quadrant
    for action in (mine, elsewhere):
        make_update(action, "red", f"Late: {action.reference} of {action.programme}")
    sign_in(client, make_account(Role.QUADRANT_OFFICER, quadrant))
    page = client.get(reverse("tracker:board")).content.decode()
    assert f"of {mine.programme}" in page
    assert f"of {elsewhere.programme}" not in page


def test_a_dropped_action_is_found_with_its_reason(client, director):
    action = make_action(title="Write guidance", now=NOW)
    drop_action(action=action, reason="The national guidance is enough", by=None, now=NOW + timedelta(days=30))
    address = reverse("tracker:board_changes")
    page = client.get(address, {"before": "2021-11-20", "after": "2022-01-05"}).content.decode()
    assert "The national guidance is enough" in page
    assert "Nobody was asked" in page
    assert "There was no open action" in client.get(address, {"before": "2021-12-20"}).content.decode()


def test_a_long_list_is_cut_short_and_read_whole_page_by_page(client, director):
    action = make_action(title="Action 0", now=NOW)
    for number in range(1, 60):
        make_action(action.workstream, title=f"Action {number}", now=NOW)
    address = reverse("tracker:board_changes")
    days = {"before": "2021-11-01", "after": "2022-01-05"}
    short = client.get(address, days).content.decode()
    assert "Show all 60" in short
    assert f'href="{reverse("tracker:action", args=[action.programme.slug, action.reference])}"' in short
    assert "Action 59" not in short
    last = client.get(address, days | {"list": "new", "page": "2"}).content.decode()
    assert "Action 59" in last
    assert "Show every list" in last
    assert client.get(address, {"list": "new"}).status_code == 200, "the days may be left out"
    assert "Action 1<" in client.get(address, days | {"list": "none", "page": "x"}).content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"before": "2022-01-05", "after": "2021-11-20"}, "The earlier day must be before 20 November 2021"),
        ({"before": "2021-02-30"}, "must be a real date"),
        ({"before": "2021-11-20", "programme": "none"}, "Select"),
    ],
)
def test_two_days_that_cannot_be_compared_are_said_beside_their_field(asked, words, client, director):
    response = client.get(reverse("tracker:board_changes"), asked)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_an_officer_asks_and_the_director_decides(client, director):
    action = make_action(quadrant=make_quadrant())
    officer = make_person(Role.QUADRANT_OFFICER, action.versions.get().quadrant)
    asked = ask_decision(programme=action.programme, action=action, question="Move it?", by=officer, now=NOW)
    with pytest.raises(PermissionDenied):
        decide(request=asked, answer="Yes", by=officer, now=LATER)
    client.post(reverse("tracker:decision", args=[asked.pk]), {"answer": "To May"})
    asked.refresh_from_db()
    assert (asked.outcome, asked.answer, asked.closed_by) == ("decided", "To May", director)
    with pytest.raises(AlreadyAnswered):
        decide(request=asked, answer="To June", by=director, now=LATER)
    assert AuditEvent.objects.filter(event="decision.decided").count() == 1


def test_who_asked_takes_a_question_back_and_others_do_not():
    asked = make_decision(make_action())
    with pytest.raises(PermissionDenied):
        withdraw_request(request=asked, reason="No", by=make_person(Role.QUADRANT_OFFICER, make_quadrant()), now=LATER)
    withdraw_request(request=asked, reason="It was settled", by=asked.asked_by, now=LATER)
    assert DecisionRequest.objects.get().outcome == "withdrawn"


def test_an_officer_asks_about_no_other_quadrants_action():
    officer = make_person(Role.QUADRANT_OFFICER, make_quadrant())
    action = make_action(quadrant=make_quadrant())
    with pytest.raises(PermissionDenied):
        ask_decision(programme=action.programme, action=action, question="Move it?", by=officer, now=NOW)


def test_a_pack_is_made_and_what_was_typed_is_kept_when_it_cannot_be(client, director):
    programme = make_programme()
    given = {"title": "January board", "programmes": [programme.pk], "as_at": "2022-02-20", "since": ""}
    page = client.post(reverse("tracker:new_board_pack"), given).content.decode()
    assert "Give today or a day before it" in page
    assert "January board" in page
    client.post(reverse("tracker:new_board_pack"), given | {"as_at": "2022-01-05"})
    assert BoardPack.objects.get().as_at.isoformat() == "2022-01-05T23:59:59.999999+00:00"


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("", "Enter at least one e-mail address"),
        ("chair@board.example\nnobody", "“nobody” is not an e-mail address"),
        (",".join(f"a{n}@board.example" for n in range(51)), "at most 50 addresses"),
    ],
)
def test_a_pack_is_sent_to_real_addresses(to, words, client, director):
    pack = ready(make_pack(title="B", programmes=[], as_at=NOW, since=None, by=director, now=NOW))
    response = client.post(reverse("tracker:board_pack", args=[pack.pk]), {"to": to})
    assert words in response.content.decode()
    pack.refresh_from_db()
    assert pack.sent_at is None


def test_a_reader_opens_the_pack_by_link_until_it_ends(client, director):
    pack = ready(make_pack(title="B", programmes=[], as_at=NOW, since=None, by=director, now=NOW))
    address = pack_address(pack, 0)
    visitor = Client()
    assert visitor.get(address).status_code == 404, "it was not sent yet"
    send_pack(pack=pack, to=READERS, note="", by=director, now=LATER)
    assert visitor.get(address).status_code == 200
    file = visitor.get(f"{address}pack.pdf")
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert visitor.get(f"{address}pack.doc").status_code == 404
    with time_machine.travel(LATER + GOOD_FOR + timedelta(days=1)):
        assert "This link has ended" in visitor.get(address).content.decode()
