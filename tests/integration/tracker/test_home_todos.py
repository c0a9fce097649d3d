"""What the home page says of the tracker: due, sent back, waiting for a decision."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from essex_portal.accounts.roles import Role
from essex_portal.tracker.services.updates import send_back_update
from essex_portal.tracker.states import Stage
from tests.factories.accounts import make_account, sign_in
from tests.factories.tracker import NOW, make_action, make_programme, make_quadrant, make_update, make_workstream

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day_in_january():
    with time_machine.travel(datetime(2022, 1, 12, 12, tzinfo=UTC), tick=False):
        yield


def home(person) -> str:
    return sign_in(Client(), person).get("/").content.decode()


def test_officer_and_director_find_their_part_on_the_home_page() -> None:
    quadrant = make_quadrant()
    officer, director = make_account(Role.QUADRANT_OFFICER, quadrant), make_account(Role.DIRECTOR)
    workstream = make_workstream(make_programme(needs_approval=True))
    for _ in range(2):
        make_action(workstream, quadrant=quadrant, stage=Stage.UNDER_WAY)
    assert "2 actions wait for your update" in home(officer)
    action = workstream.actions.first()
    update = make_update(action, "amber", by=officer, now=NOW)
    assert "1 action waits for your update" in home(officer)
    assert "1 update waits for your decision" in home(director)
    send_back_update(update=update, reason="Say what was decided.", by=director, now=NOW)
    assert "1 update was sent back to you" in home(officer)
    assert "for your decision" not in home(director)


def test_others_hear_nothing_of_it() -> None:
    make_action(stage=Stage.UNDER_WAY)
    assert "for your update" not in home(make_account(Role.FINANCE))
