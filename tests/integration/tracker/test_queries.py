"""The tracker as it was at a moment: filters, and a number of queries that does not grow."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essex_portal.accounts.roles import Role
from essex_portal.tracker.access import actions_for, actions_to_update_for
from essex_portal.tracker.models import Action
from essex_portal.tracker.queries import ActionFilter, actions_as_at, interval_of, versions_as_at
from essex_portal.tracker.services.actions import drop_action, edit_action
from essex_portal.tracker.services.measures import add_reading
from essex_portal.tracker.services.parts import save_risk
from essex_portal.tracker.services.personal import watch
from essex_portal.tracker.states import RatingKind, Stage
from tests.factories.calendar import make_half_terms
from tests.factories.people import make_person
from tests.factories.tracker import (
    NOW,
    make_accepted_evidence,
    make_action,
    make_lead,
    make_measure,
    make_milestone,
    make_officer,
    make_quadrant,
    make_update,
    make_workstream,
)

pytestmark = pytest.mark.django_db


def days(count: int):
    return NOW + timedelta(days=count)


def found(moment, **wanted) -> list[str]:
    return [version.title for version in versions_as_at(moment, ActionFilter(**wanted))]


def whole_action(workstream) -> Action:
    action = make_action(workstream, stage=Stage.UNDER_WAY)
    make_lead(action)
    make_milestone(action, date(2022, 1, 31))
    measure = make_measure(action)
    add_reading(measure=measure, read_on=NOW.date(), value=Decimal(50), unit="%", by=None, now=NOW)
    save_risk(action=action, title="Staff leave", likelihood=3, impact=4, by=None, now=NOW)
    make_accepted_evidence(action)
    make_update(action)
    return action


def test_the_number_of_queries_does_not_grow_with_the_actions() -> None:
    workstream = make_workstream()
    counts = []
    for more in (2, 8):
        for _ in range(more):
            whole_action(workstream)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            rows = actions_as_at(days(1))
        counts.append(len(captured))
    assert len(rows) == 10
    assert counts == [9, 9]
    assert all(row.parts.measures[0].latest.value == 50 and row.parts.risks[0].score == 12 for row in rows)


def test_an_action_is_seen_as_it_was() -> None:
    action = make_action(title="Before", stage=Stage.UNDER_WAY)
    make_update(action, "green", now=days(1))
    make_update(action, "red", now=days(10))
    edit_action(action=action, base=action.versions.current().get(), title="After", by=None, now=days(5))
    seen = [actions_as_at(days(at)) for at in (-1, 0, 1, 5, 10)]
    assert [[(row.version.title, row.latest and row.latest.delivery.code) for row in rows] for rows in seen] == [
        [], [("Before", None)], [("Before", "green")], [("After", "green")], [("After", "red")],
    ]  # fmt: skip


def test_filters_ask_what_was_true_then() -> None:
    quadrant, lead = make_quadrant(), make_officer()
    north = make_action(title="North", quadrant=quadrant, stage=Stage.UNDER_WAY, due_on=date(2021, 11, 15))
    county = make_action(title="County", stage=Stage.UNDER_WAY, due_on=date(2022, 7, 22))
    make_lead(county, lead, office="Head of SEND")
    make_update(north, "red", now=days(1))
    watch(action=county, by=lead, now=NOW)
    assert found(NOW, quadrant=quadrant) == ["North"]
    assert found(NOW, county=True) == ["County"]
    assert found(NOW, lead="head of") == ["County"]
    assert found(NOW, user=lead) == found(NOW, watched_by=lead) == ["County"]
    assert found(days(1), rating="red") == found(days(1), rating=RatingKind.OFF_TRACK) == ["North"]
    assert found(NOW, rating="red") == []
    assert found(days(1), unrated=True) == ["County"]
    assert found(NOW, due_soon=True) == ["North"]
    assert (found(days(5), overdue=True), found(days(6), overdue=True)) == ([], ["North"])
    assert (found(days(30), silent=True), found(days(31), silent=True)) == ([], ["County"])
    assert found(NOW, search="count") == found(NOW, search=county.reference.lower() + " county") == ["County"]
    assert found(NOW, programme=north.programme) == found(NOW, workstream=north.workstream) == ["North"]
    drop_action(action=north, reason="Merged", by=None, now=days(7))
    assert found(days(8), overdue=True) == []
    assert found(days(8), stage=Stage.DROPPED) == ["North"]


@pytest.mark.parametrize(
    "change",
    [
        lambda action: make_update(action, now=days(5)),
        lambda action: make_milestone(action, None, now=days(5)),
        lambda action: make_lead(action, now=days(5)),
        lambda action: make_accepted_evidence(action, now=days(5)),
        lambda action: make_measure(action, now=days(5)),
        lambda action: edit_action(
            action=action, base=action.versions.current().get(), title="Two", by=None, now=days(5)
        ),
    ],
)
def test_whatever_changed_since_a_day_is_found(change) -> None:
    action = make_action(title="One", stage=Stage.UNDER_WAY)
    change(action)
    make_action(title="Quiet")
    titles = found(days(6), changed_since=days(4))
    assert len(titles) == 1
    assert found(days(6), changed_since=days(6)) == []
    assert found(days(3), changed_since=days(1)) == []


def test_a_row_says_what_the_facts_say_beside_the_rating() -> None:
    action = make_action(stage=Stage.UNDER_WAY)
    make_milestone(action, date(2021, 11, 1), title="Draft")
    make_update(action, "green", contradiction="Agreed without a draft.")
    (row,) = actions_as_at(NOW)
    assert row.is_contradicted
    assert row.judgement.sentences == ("The milestone “Draft” was missed on 1 November 2021.",)
    assert row.parts.is_unowned


def test_who_sees_and_who_updates_which_actions() -> None:
    quadrant = make_quadrant()
    officer, director = make_officer(quadrant), make_person(Role.DIRECTOR)
    own, county, other, named = (
        make_action(quadrant=where) for where in (quadrant, None, make_quadrant(), make_quadrant())
    )
    make_lead(named, officer)
    assert set(actions_for(officer)) == {own, county, named}
    assert set(actions_to_update_for(officer)) == {own, named}
    assert set(actions_for(director)) == {own, county, other, named}
    assert set(actions_to_update_for(director)) == set()
    assert set(actions_to_update_for(make_person(Role.ADMINISTRATOR))) == {own, county, other, named}
    assert set(actions_for(make_person(Role.HEADTEACHER, quadrant))) == set()


def test_words_are_read_in_the_countys_calendar() -> None:
    make_half_terms()
    interval = interval_of("summer term 2022", said_on=NOW.date())
    assert (interval.first_on, interval.last_on) == (date(2022, 4, 19), date(2022, 7, 22))
