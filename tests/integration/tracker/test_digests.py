"""The morning's summary: on working days, capped, and silent when there is nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from essex_portal.tracker.services.digests import send_digests
from essex_portal.tracker.services.personal import watch
from essex_portal.tracker.services.updates import send_back_update
from essex_portal.tracker.states import Stage
from tests.factories.accounts import make_account, sign_in
from tests.factories.people import make_person
from tests.factories.tracker import (
    NOW,
    make_action,
    make_lead,
    make_officer,
    make_programme,
    make_quadrant,
    make_update,
    make_workstream,
)

pytestmark = pytest.mark.django_db
MONDAY = datetime(2022, 1, 17, 7, 30, tzinfo=UTC)
FRIDAY_NOON = datetime(2022, 1, 14, 12, tzinfo=UTC)


def text_to(person) -> str:
    return Message.objects.get(to=person.email).text


def test_an_officer_hears_of_what_is_due_at_most_ten_and_how_many_more() -> None:
    quadrant = make_quadrant()
    officer = make_officer(quadrant)
    workstream = make_workstream(prefix="NE")
    for _ in range(12):
        make_action(workstream, quadrant=quadrant, stage=Stage.UNDER_WAY)
    assert send_digests(now=MONDAY) == 1
    text = text_to(officer)
    assert text.count("- NE-") == 10
    assert "and 2 more" in text
    assert Message.objects.get().subject == "Tracker: 12 actions wait for your update"


def test_the_same_morning_writes_once() -> None:
    quadrant = make_quadrant()
    make_officer(quadrant)
    make_action(quadrant=quadrant, stage=Stage.UNDER_WAY)
    for _ in range(2):
        send_digests(now=MONDAY)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("day", [date(2022, 1, 15), date(2022, 1, 3), date(2021, 12, 27)])
def test_nobody_is_written_to_on_weekends_and_bank_holidays(day: date) -> None:
    quadrant = make_quadrant()
    make_officer(quadrant)
    make_action(quadrant=quadrant, stage=Stage.UNDER_WAY, now=NOW - timedelta(days=90))
    now = datetime.combine(day, MONDAY.timetz())
    assert send_digests(now=now) == 0


def test_nothing_to_say_is_not_said() -> None:
    quadrant = make_quadrant()
    make_officer(quadrant)
    make_person(Role.DIRECTOR)
    action = make_action(quadrant=quadrant, stage=Stage.UNDER_WAY)
    make_update(action, now=MONDAY - timedelta(days=3))
    assert send_digests(now=MONDAY) == 0


def test_a_director_hears_of_the_queue_and_an_author_of_what_came_back() -> None:
    officer, director = make_officer(), make_person(Role.DIRECTOR)
    action = make_action(make_workstream(make_programme(needs_approval=True)), stage=Stage.UNDER_WAY)
    make_lead(action, officer)
    update = make_update(action, "amber", "The panel met.", by=officer, now=FRIDAY_NOON)
    send_digests(now=MONDAY)
    assert "Waiting for your decision:" in text_to(director)
    assert "The panel met." in text_to(director)
    send_back_update(update=update, reason="What did it decide?", by=director, now=MONDAY)
    send_digests(now=MONDAY + timedelta(days=1))
    assert "Sent back to you:" in Message.objects.filter(to=officer.email).latest("pk").text


def test_what_is_watched_is_told_when_it_changed_since_the_last_working_morning() -> None:
    director = make_person(Role.DIRECTOR)
    changed, quiet = (make_action(title=title, stage=Stage.UNDER_WAY) for title in ("Changed", "Quiet"))
    for action in (changed, quiet):
        watch(action=action, by=director, now=NOW)
    make_update(changed, now=FRIDAY_NOON)
    send_digests(now=MONDAY)
    assert "Changed" in text_to(director)
    assert "Quiet" not in text_to(director)
    assert send_digests(now=MONDAY + timedelta(days=1)) == 0


def test_what_is_expected_within_a_week_is_said_before_it_is_late() -> None:
    quadrant = make_quadrant()
    officer = make_officer(quadrant)
    action = make_action(title="Nearly", quadrant=quadrant, stage=Stage.UNDER_WAY, due_on=date(2022, 1, 24))
    make_update(action, now=FRIDAY_NOON)
    send_digests(now=MONDAY)
    assert "Nearly, 24 January 2022" in text_to(officer)


def test_what_is_watched_tells_the_new_rating_and_the_day_that_slipped() -> None:
    watcher, action = make_officer(), make_action(stage=Stage.UNDER_WAY)
    make_update(action, "green", now=NOW)
    watch(action=action, by=watcher, now=NOW)
    make_update(action, "amber", forecast_on=date(2022, 9, 30), now=FRIDAY_NOON)
    send_digests(now=MONDAY)
    assert f"{action.reference} {action.versions.current().get().title}: rated Amber, was Green; " in text_to(watcher)
    assert "expected 30 September 2022, was 22 July 2022" in text_to(watcher)


def test_who_switched_the_summary_off_gets_none_until_it_is_on_again(client) -> None:
    quadrant = make_quadrant()
    officer = make_account(Role.QUADRANT_OFFICER, quadrant)
    make_action(quadrant=quadrant, stage=Stage.UNDER_WAY)
    sign_in(client, officer)
    assert "whether the summary comes" in client.get(reverse("accounts:account")).content.decode()
    client.post(reverse("tracker:digest"), {"wants": "no"})
    assert send_digests(now=MONDAY) == 0
    assert "Switch it on" in client.get(reverse("tracker:digest")).content.decode()
    client.post(reverse("tracker:digest"), {"wants": "yes"})
    assert send_digests(now=MONDAY) == 1
