"""Saying how actions stand, line by line or in full; approving what was said."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from essex_portal.tracker.models import Action, ActionUpdate
from essex_portal.tracker.queries import latest_update
from essex_portal.tracker.states import Stage, UpdateState
from tests.factories.accounts import make_account, sign_in
from tests.factories.tracker import (
    NOW,
    make_action,
    make_lead,
    make_milestone,
    make_programme,
    make_quadrant,
    make_update,
    make_workstream,
)

pytestmark = pytest.mark.django_db
TODAY = datetime(2022, 1, 12, 12, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def a_day_in_january():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def quadrant() -> Organisation:
    return make_quadrant()


@pytest.fixture
def officer(client: Client, quadrant: Organisation) -> User:
    person = make_account(Role.QUADRANT_OFFICER, quadrant, name="Quadrant officer")
    sign_in(client, person)
    return person


@pytest.fixture
def action(quadrant: Organisation) -> Action:
    return make_action(title="Review the process", quadrant=quadrant, stage=Stage.UNDER_WAY)


def line(action: Action, rating: str = "green", why: str = "The panel met.", **more: str) -> dict[str, str]:
    latest = latest_update(action)
    said = {"delivery": rating, "sentence": why, "base": str(latest.pk) if latest else "", **more}
    return {f"a{action.pk}-{name}": value for name, value in said.items()}


def post(client: Client, action: Action, data: dict, **more):
    return client.post(reverse("tracker:quick_update", args=[action.programme.slug, action.reference]), data, **more)


def test_my_actions_are_those_that_are_due(client: Client, officer: User, action: Action, quadrant) -> None:
    spoken = make_action(title="Spoken of", quadrant=quadrant, stage=Stage.UNDER_WAY)
    make_update(spoken, now=TODAY - timedelta(days=2))
    named = make_action(title="Named", stage=Stage.UNDER_WAY)
    make_lead(named, officer)
    make_action(title="Elsewhere", quadrant=make_quadrant(), stage=Stage.UNDER_WAY)
    due, everything = (client.get(reverse("tracker:mine"), query).content.decode() for query in ({}, {"show": "all"}))
    shown = [{t for t in ("Review", "Spoken of", "Named", "Elsewhere") if t in page} for page in (due, everything)]
    assert shown == [{"Review", "Named"}, {"Review", "Spoken of", "Named"}]


def test_a_line_is_saved_and_comes_back_alone(client: Client, officer: User, action: Action) -> None:
    response = post(client, action, line(action), headers=HTMX)
    assert latest_update(action).sentence == "The panel met."
    assert response.content.decode().strip().startswith('<li class="portal-line"')
    assert "Saved" in response.content.decode()


def test_without_a_script_the_page_comes_back(client: Client, officer: User, action: Action) -> None:
    assert post(client, action, line(action))["Location"].endswith(f"#a{action.pk}")
    wrong = post(client, action, line(action, rating="", why="Kept words")).content.decode()
    assert "Choose a rating" in wrong
    assert 'value="Kept words"' in wrong
    assert "There is a problem" in wrong


def test_a_rating_that_the_facts_contradict_asks_for_its_sentence(client, officer, action: Action) -> None:
    make_milestone(action, date(2021, 12, 17), title="Options drafted")
    asked = post(client, action, line(action), headers=HTMX).content.decode()
    assert "was missed on 17 December 2021" in asked
    assert f'name="a{action.pk}-contradiction"' in asked
    assert latest_update(action) is None
    post(client, action, line(action, contradiction="Agreed without a draft."), headers=HTMX)
    assert latest_update(action).contradiction == "Agreed without a draft."


def test_somebody_elses_update_is_shown_before_mine_is_saved(client, officer, action: Action) -> None:
    seen = line(action)
    theirs = make_update(action, "amber", "The supplier is late.", now=TODAY - timedelta(minutes=5))
    refused = post(client, action, seen, headers=HTMX).content.decode()
    assert "The supplier is late." in refused
    assert 'value="The panel met."' in refused
    assert f'value="{theirs.pk}"' in refused
    post(client, action, line(action), headers=HTMX)
    assert latest_update(action).author == officer


def test_a_second_press_is_no_second_update(client: Client, officer: User, action: Action) -> None:
    pressed = line(action)
    for _ in range(2):
        assert "Saved" in post(client, action, pressed, headers=HTMX).content.decode()
    assert ActionUpdate.objects.count() == 1


def test_an_update_of_another_quadrant_is_not_there(client: Client, officer: User) -> None:
    other = make_action(quadrant=make_quadrant())
    assert post(client, other, line(other)).status_code == 404
    county = make_action()
    assert post(client, county, line(county)).status_code == 403


def test_an_update_in_full(client: Client, officer: User, action: Action) -> None:
    address = reverse("tracker:update", args=[action.programme.slug, action.reference])
    said = {
        "delivery": "amber", "sentence": "Staff left.", "impact": "grey", "percent": "40", "base": "",
        "forecast_on_day": "2", "forecast_on_month": "9", "forecast_on_year": "2022",
    }  # fmt: skip
    refused = client.post(address, said | {"forecast_on_year": "2021", "forecast_on_month": "8"}).content.decode()
    assert "starts on 1 September 2021" in refused
    assert "Staff left." in refused
    assert client.post(address, said)["Location"] == reverse("tracker:action", args=address.split("/")[3:6:2])
    latest = latest_update(action)
    assert (latest.percent, latest.impact.code, latest.forecast_on) == (40, "grey", date(2022, 9, 2))


def test_submitted_sent_back_written_anew_and_approved(client: Client, officer: User, quadrant) -> None:
    workstream = make_workstream(make_programme(needs_approval=True))
    action = make_action(workstream, quadrant=quadrant, stage=Stage.UNDER_WAY)
    post(client, action, line(action))
    assert "Nothing is due" in client.get(reverse("tracker:mine")).content.decode()
    update = ActionUpdate.objects.get()
    director = sign_in(Client(), make_account(Role.DIRECTOR))
    assert "The panel met." in director.get(reverse("tracker:approvals")).content.decode()
    back = reverse("tracker:send_back_update", args=[update.pk])
    assert "Say what the author should change" in director.post(back, {"reason": ""}).content.decode()
    director.post(back, {"reason": "What did it decide?"})
    assert "What did it decide?" in client.get(reverse("tracker:mine")).content.decode()
    address = reverse("tracker:update", args=[action.programme.slug, action.reference]) + f"?again={update.pk}"
    assert "The panel met." in client.get(address).content.decode()
    client.post(address, {"delivery": "green", "sentence": "The panel chose option 2.", "base": ""})
    anew = ActionUpdate.objects.get(state=UpdateState.SUBMITTED)
    director.post(reverse("tracker:approve_update", args=[anew.pk]))
    assert latest_update(action) == anew
    assert "To finish" not in client.get(reverse("tracker:mine")).content.decode()


def test_an_update_of_one_action_is_not_written_anew_on_another(client, officer, action: Action, quadrant) -> None:
    draft = make_update(make_action(quadrant=quadrant, stage=Stage.UNDER_WAY), by=officer, draft=True)
    address = reverse("tracker:update", args=[action.programme.slug, action.reference])
    assert client.get(f"{address}?again={draft.pk}").status_code == 404


def test_a_draft_is_kept_and_handed_in(client: Client, officer: User, action: Action) -> None:
    address = reverse("tracker:update", args=[action.programme.slug, action.reference])
    client.post(address, {"delivery": "green", "sentence": "Not yet sure.", "base": "", "draft": "yes"})
    assert latest_update(action) is None
    draft = ActionUpdate.objects.get()
    stranger = sign_in(Client(), make_account(Role.QUADRANT_OFFICER, make_quadrant()))
    assert stranger.post(reverse("tracker:submit_update", args=[draft.pk])).status_code == 404
    client.post(reverse("tracker:submit_update", args=[draft.pk]))
    assert latest_update(action) == draft


def test_my_actions_take_as_few_statements_for_thirty_as_for_three(client, officer, quadrant) -> None:
    counts = []
    for more in (3, 20):
        for _ in range(more):
            make_action(quadrant=quadrant, stage=Stage.UNDER_WAY)
            make_update(make_action(quadrant=quadrant, stage=Stage.UNDER_WAY), by=officer, draft=True, now=NOW)
        client.get(reverse("tracker:mine"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("tracker:mine"))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15
