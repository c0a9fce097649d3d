"""A page, a pack or an answer about a past day says what workstreams and ratings were called on it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from time_machine import travel

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import FormerRating, FormerWorkstream
from essex_portal.tracker.queries.board import board_view
from essex_portal.tracker.queries.comparison import comparison_of
from essex_portal.tracker.queries.history import history_of
from essex_portal.tracker.services.programmes import DEFAULT_LEVELS, edit_workstream, save_levels
from tests.factories.accounts import make_account, sign_in
from tests.factories.people import make_person
from tests.factories.tracker import NOW, make_action, make_update, make_workstream
from tests.integration.api.conftest import caller_for

pytestmark = pytest.mark.django_db
RENAMED = NOW + timedelta(days=30)
TODAY = NOW + timedelta(days=60)


@pytest.fixture
def action():
    """One that was rated Green in “Quality of plans”; since `RENAMED` that is “On course” in “Better plans”."""
    plans = make_workstream(title="Quality of plans", leads=["Director of Education"])
    action = make_action(plans)
    make_update(action, "green", now=NOW + timedelta(days=1))
    rename(action)
    return action


def rename(action, name="On course", title="Better plans", now=RENAMED) -> None:
    levels = [replace(one, name=name, meaning="As agreed") if one.code == "green" else one for one in DEFAULT_LEVELS]
    save_levels(programme=action.programme, levels=levels, by=None, now=now)
    edit_workstream(workstream=action.workstream, title=title, leads=["Head of SEND"], by=None, now=now)


def words_of(action, moment) -> tuple[str, str]:
    (programme,) = board_view([action.programme], moment).programmes
    return programme.workstreams[0].workstream.title, programme.shares[0].name


def test_each_moment_has_its_words(action) -> None:
    rename(action, name="Well", title="Best plans", now=RENAMED + timedelta(days=5))
    moments = (RENAMED - timedelta(microseconds=1), RENAMED, RENAMED + timedelta(days=4), TODAY)
    assert [words_of(action, moment) for moment in moments] == [
        ("Quality of plans", "Green"), ("Better plans", "On course"), ("Better plans", "On course"),
        ("Best plans", "Well"),
    ]  # fmt: skip


def test_the_same_words_again_keep_nothing(action) -> None:
    rename(action, now=TODAY)
    assert (FormerWorkstream.objects.count(), FormerRating.objects.count()) == (1, 1)


def test_a_clock_that_lags_ends_no_words_before_they_began(action) -> None:
    rename(action, name="Well", title="Best plans", now=NOW)
    assert words_of(action, RENAMED) == ("Best plans", "Well")
    assert words_of(action, NOW + timedelta(days=2)) == ("Quality of plans", "Green")


def test_the_database_keeps_former_words_as_they_were(action) -> None:
    past = FormerRating.objects.get()
    with pytest.raises(ProgrammingError), transaction.atomic():
        FormerRating.objects.update(name="Never")
    with pytest.raises(IntegrityError, match="one_thing_at_a_time"), transaction.atomic():
        FormerRating.objects.create(of=past.of, known=past.known, name="Other", meaning="Other", tone="good")


def test_the_history_of_an_action_speaks_in_the_words_of_each_moment(action) -> None:
    make_update(action, "green", now=TODAY)
    said = [entry.what for entry in history_of(action) if entry.update]
    assert said == ["Rated On course: As planned.", "Rated Green: As planned."]


def test_the_diff_says_what_was_renamed(action) -> None:
    def renamed(before, after):
        return [(one.of, one.what) for one in comparison_of([action.programme], before, after).renamings]

    of = action.programme
    assert renamed(NOW, TODAY) == [
        (f"Workstream of {of}", "Name"), (f"Workstream of {of}", "Led by"),
        (f"Rating of {of}", "Name"), (f"Rating of {of}", "Meaning"),
    ]  # fmt: skip
    assert renamed(RENAMED, TODAY) == []


def test_pages_of_a_past_day_say_what_was_said_on_it(client: Client, action) -> None:
    sign_in(client, make_account(Role.DIRECTOR))
    programme = reverse("tracker:programme", args=[action.programme.slug])
    one = reverse("tracker:action", args=[action.programme.slug, action.reference])
    with travel(TODAY, tick=False):
        for page in (programme, one):
            then = client.get(page, {"as_at": (RENAMED - timedelta(days=1)).date()}).content.decode()
            now = client.get(page).content.decode()
            for shown, said, unsaid in (
                (then, ("Quality of plans", ">Green<"), "Better plans"),
                (now, ("Better plans", ">On course<"), "Quality of plans"),
            ):
                assert all(words in shown for words in said)
                assert unsaid not in shown


def test_the_api_says_what_was_said(action) -> None:
    with travel(TODAY, tick=False):
        director = caller_for(make_person(Role.DIRECTOR), "tracker")
        for day, words in ((RENAMED - timedelta(days=1), ("Quality of plans", "Green")),
                           (RENAMED, ("Better plans", "On course"))):  # fmt: skip
            [found] = director.get(f"/tracker/actions?as_at={day.date()}").json()["items"]
            assert (found["workstream"], found["rating"]["name"]) == words
