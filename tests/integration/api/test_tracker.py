"""The tracker by API: what the token's person may see, now or as at a day."""

from datetime import date, timedelta

import pytest
import time_machine

from essex_portal.accounts.roles import Role
from essex_portal.tracker.services.actions import edit_action
from essex_portal.tracker.states import Stage
from tests.factories.people import make_person
from tests.factories.tracker import (
    NOW,
    make_action,
    make_lead,
    make_milestone,
    make_officer,
    make_programme,
    make_quadrant,
    make_update,
    make_workstream,
)
from tests.integration.api.conftest import caller_for, fields_at_fault

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day_in_november():
    with time_machine.travel(NOW + timedelta(days=14), tick=False):
        yield


@pytest.fixture
def director():
    return caller_for(make_person(Role.DIRECTOR), "tracker")


def titles(response):
    assert response.status_code == 200, response.content
    return [item["title"] for item in response.json()["items"]]


def test_an_action_with_its_rating_and_its_facts(director):
    workstream = make_workstream(make_programme(slug="send-statement"), prefix="JC", title="Joint commissioning")
    action = make_action(workstream, title="Data set", stage=Stage.UNDER_WAY, when_words="summer term 2022")
    make_lead(action, office="Director of Commissioning", organisation_words="ECC")
    make_milestone(action, date(2021, 11, 12), title="Draft")
    make_update(action, "green", "On its way.", percent=40)
    [item] = director.get("/tracker/actions?programme=send-statement").json()["items"]
    assert item == {
        "programme": "send-statement",
        "workstream": "Joint commissioning",
        "reference": "JC-1",
        "title": "Data set",
        "stage": "under_way",
        "quadrant": None,
        "leads": ["Director of Commissioning (ECC)"],
        "owned": False,
        "when": "summer term 2022",
        "starts_on": "2021-09-01",
        "baseline_on": "2022-07-22",
        "forecast_on": "2022-07-22",
        "actual_on": None,
        "slippage_days": 0,
        "overdue": False,
        "rating": {
            "code": "green",
            "name": "Green",
            "means": "on_track",
            "impact": None,
            "sentence": "On its way.",
            "percent": 40,
            "author": "The portal",
            "since": "2021-11-10T09:30:00Z",
        },
        "facts": {
            "means": "off_track",
            "sentences": ["The milestone “Draft” was missed on 12 November 2021."],
            "contradict_rating": True,
        },
    }


def test_filters_and_the_past(director):
    quadrant = make_quadrant("Mid")
    late = make_action(title="Late", quadrant=quadrant, stage=Stage.UNDER_WAY, due_on=date(2021, 11, 20))
    make_update(late, "red")
    county = make_action(title="County")
    version = county.versions.get()
    edit_action(action=county, base=version, title="Reworded", by=None, now=NOW + timedelta(days=5))
    assert titles(director.get("/tracker/actions?quadrant=mid")) == ["Late"]
    assert titles(director.get("/tracker/actions?quadrant=county")) == ["Reworded"]
    assert titles(director.get("/tracker/actions?quadrant=county&as_at=2021-11-11")) == ["County"]
    assert titles(director.get("/tracker/actions?rating=red")) == ["Late"]
    assert titles(director.get("/tracker/actions?rating=off_track")) == ["Late"]
    assert titles(director.get("/tracker/actions?overdue=true")) == ["Late"]
    assert titles(director.get("/tracker/actions?overdue=true&as_at=2021-11-20")) == []
    assert titles(director.get("/tracker/actions?as_at=2021-11-09")) == []
    assert fields_at_fault(director.get("/tracker/actions?programme=none")) == ["programme"]
    assert fields_at_fault(director.get("/tracker/actions?quadrant=nowhere")) == ["quadrant"]


def test_programmes_count_what_the_caller_may_see():
    quadrant = make_quadrant()
    workstream = make_workstream(make_programme(title="Statement"))
    make_update(make_action(workstream, quadrant=quadrant, stage=Stage.UNDER_WAY, due_on=date(2021, 11, 20)), "red")
    make_action(workstream, quadrant=make_quadrant())
    officer = caller_for(make_officer(quadrant), "tracker")
    [programme] = officer.get("/tracker/programmes").json()["items"]
    assert (programme["actions"], programme["overdue"], programme["unrated"]) == (1, 1, 0)
    assert {row["code"]: row["actions"] for row in programme["ratings"]}["red"] == 1
    assert len(titles(officer.get("/tracker/actions"))) == 1


def test_other_tokens_are_refused(caller):
    assert caller.get("/tracker/actions").status_code == 403
