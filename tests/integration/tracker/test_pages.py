"""Looking at the tracker: what a page shows, whose it is, and how often it asks the database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import Action
from essex_portal.tracker.services.actions import edit_action
from essex_portal.tracker.services.measures import add_reading
from essex_portal.tracker.services.parts import save_dependency, save_risk
from essex_portal.tracker.states import Stage
from tests.factories.accounts import make_account, sign_in
from tests.factories.tracker import (
    NOW,
    make_accepted_evidence,
    make_action,
    make_lead,
    make_measure,
    make_milestone,
    make_programme,
    make_quadrant,
    make_update,
    make_workstream,
)

pytestmark = pytest.mark.django_db
MOST = 15
TODAY = datetime(2021, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_day_in_november():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def director(client: Client) -> Client:
    return sign_in(client, make_account(Role.DIRECTOR))


def address(action: Action, route: str = "action") -> str:
    return reverse(f"tracker:{route}", args=[action.programme.slug, action.reference])


def whole_action(workstream, **facts) -> Action:
    action = make_action(workstream, stage=Stage.UNDER_WAY, **facts)
    make_lead(action)
    make_milestone(action, date(2021, 11, 12), title="Options drafted")
    measure = make_measure(action)
    for day, value in ((8, 40), (10, 55)):
        add_reading(measure=measure, read_on=date(2021, 11, day), value=Decimal(value), unit="%", by=None, now=NOW)
    save_risk(action=action, title="Staff leave", likelihood=3, impact=4, by=None, now=NOW)
    make_accepted_evidence(action)
    make_update(action, "green", "Options are being drafted.")
    return action


def test_an_action_is_shown_whole_with_what_the_facts_say(director: Client) -> None:
    action = whole_action(None, title="Review the process")
    save_dependency(action=action, needs=make_action(title="Other"), by=None, now=NOW)
    page = director.get(address(action)).content.decode()
    for words in (
        "Review the process", "Options are being drafted.", "was missed on 12 November 2021", "Unowned", "55%",
        "<title id=", "Staff leave", "12", "Minutes", "Accepted", "better than the facts", "W1-1",
    ):  # fmt: skip
        assert words in page


def test_the_past_is_the_same_page_with_what_was_seen_then(director: Client) -> None:
    action = make_action(title="Before", stage=Stage.UNDER_WAY)
    version = action.versions.current().get()
    edit_action(action=action, base=version, title="After", by=None, now=NOW + timedelta(days=5))
    then, now = (director.get(address(action), query).content.decode() for query in ({"as_at": "2021-11-12"}, {}))
    assert "Before" in then
    assert "After" not in then
    assert "what was seen at the end of 12 November 2021" in then
    assert "After" in now
    assert "not in the tracker yet" in director.get(address(action), {"as_at": "2021-11-01"}).content.decode()
    listed = director.get(reverse("tracker:actions"), {"as_at_day": 12, "as_at_month": 11, "as_at_year": 2021})
    assert "Before" in listed.content.decode()
    assert f"{address(action)}?as_at=2021-11-12" in listed.content.decode()


def test_history_names_each_change_with_before_and_after(director: Client) -> None:
    action = make_action(title="Before")
    milestone = make_milestone(action, date(2022, 1, 31), title="Draft")
    version = action.versions.current().get()
    edit_action(action=action, base=version, title="After", by=None, now=NOW + timedelta(days=1), reason="Clearer")
    page = director.get(address(action, "action_history")).content.decode()
    assert "Title: from “Before” to “After”" in page
    assert "Because: Clearer" in page
    assert f"Milestone added: {milestone.versions.get()}" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"One", "Two", "Three"}),
        ({"q": "tw"}, {"Two"}),
        ({"quadrant": "county"}, {"One", "Three"}),
        ({"rating": "off_track"}, {"Two"}),
        ({"rating": "none"}, {"Three"}),
        ({"standing": "overdue"}, {"Two"}),
        ({"standing": "disagree"}, {"One"}),
        ({"lead": "head of"}, {"One"}),
        ({"since": "2021-11-20"}, {"Two"}),
        ({"whose": "mine"}, set()),
        ({"quadrant": "nonsense"}, {"One", "Two", "Three"}),
    ],
)
def test_filters_in_the_address(director: Client, query: dict, found: set[str]) -> None:
    whole_action(None, title="One")
    late = make_action(title="Two", quadrant=make_quadrant(), due_on=date(2021, 11, 20), stage=Stage.UNDER_WAY)
    make_update(late, "red", now=NOW + timedelta(days=12))
    make_action(title="Three")
    page = director.get(reverse("tracker:actions"), query).content.decode()
    assert {title for title in ("One", "Two", "Three") if f">{title}</a>" in page} == found


def test_a_programme_has_its_own_names_for_ratings(director: Client) -> None:
    programme = make_programme()
    programme.rating_levels.filter(code="amber").update(name="Off pace")
    action = make_action(make_workstream(programme), stage=Stage.UNDER_WAY)
    make_update(action, "amber")
    page = director.get(reverse("tracker:programme", args=[programme.slug]), {"rating": "amber"}).content.decode()
    assert "Off pace" in page
    assert action.reference in page
    assert "Off pace" in director.get(reverse("tracker:programmes")).content.decode()


def test_an_officer_sees_neither_the_list_entry_nor_the_page_of_another_quadrant(client: Client) -> None:
    quadrant = make_quadrant()
    sign_in(client, make_account(Role.QUADRANT_OFFICER, quadrant))
    own, other = make_action(title="Own", quadrant=quadrant), make_action(title="Other", quadrant=make_quadrant())
    page = client.get(reverse("tracker:actions")).content.decode()
    assert "Own" in page
    assert "Other" not in page
    assert client.get(address(own)).status_code == 200
    assert client.get(address(other)).status_code == 404


def test_pages_ask_the_database_as_often_for_thirty_as_for_three(director: Client) -> None:
    workstream = make_workstream()
    first = whole_action(workstream)
    one = address(first)
    everything = reverse("tracker:actions")
    pages = [
        reverse("tracker:programmes"), everything, f"{everything}?standing=disagree", one, f"{one}history/",
        reverse("tracker:programme", args=[first.programme.slug]),
    ]  # fmt: skip

    def statements(page: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert director.get(page).status_code == 200
        return len(captured)

    counts = []
    for more in (2, 27):
        for _ in range(more):
            whole_action(workstream)
            make_milestone(first, None)
        director.get(everything)
        counts.append({page: statements(page) for page in pages})
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= MOST
