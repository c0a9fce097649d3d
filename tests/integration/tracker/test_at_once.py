"""Two people update one action in the same moment: one update counts, the other is told of it and lost to nobody."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from essex_portal.accounts.models import User
from essex_portal.tracker.models import Action, ActionDraft, ActionUpdate
from essex_portal.tracker.services.imports import confirm_draft, map_columns, take_import
from essex_portal.tracker.services.refusals import UpdatedMeanwhile
from essex_portal.tracker.services.updates import UpdateFacts, add_update
from essex_portal.tracker.states import Stage
from tests.factories.tracker import NOW, make_action, make_officer, make_quadrant, make_workstream, rating

PEOPLE = 4


@pytest.mark.django_db(transaction=True)
def test_of_people_at_once_one_is_first_and_the_others_hear_of_it() -> None:
    quadrant = make_quadrant()
    action = make_action(quadrant=quadrant, stage=Stage.UNDER_WAY)
    officers = [make_officer(quadrant) for _ in range(PEOPLE)]
    start = Barrier(PEOPLE)

    def say(officer: User) -> str:
        try:
            fresh = Action.objects.select_related("programme").get(pk=action.pk)
            facts = UpdateFacts(rating(fresh, "green"), f"{officer.email} said so.")
            start.wait()
            return add_update(action=fresh, facts=facts, base=None, by=officer, now=NOW).sentence
        except UpdatedMeanwhile as refusal:
            return f"heard: {refusal.latest.sentence}"
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        said = list(pool.map(say, officers))
    counted = ActionUpdate.objects.get()
    assert sorted(said) == sorted([counted.sentence, *[f"heard: {counted.sentence}"] * (PEOPLE - 1)])


@pytest.mark.django_db(transaction=True)
def test_a_row_of_an_import_that_people_confirm_at_once_is_one_action() -> None:
    quadrant = make_quadrant()
    officers = [make_officer(quadrant) for _ in range(PEOPLE)]
    stream = make_workstream()
    found = take_import(
        programme=stream.programme, table=[["Action", "Notes"], ["Train all settings", ""]], content=b"x",
        filename="plan.csv", said_on=NOW.date(), by=officers[0], now=NOW,
    )  # fmt: skip
    map_columns(
        action_import=found, mapping=["title", ""], workstream=stream, quadrant=quadrant, may_be_undated=False,
        by=officers[0],
    )  # fmt: skip
    start = Barrier(PEOPLE)

    def confirm(officer: User) -> str:
        try:
            draft = ActionDraft.objects.select_related("action_import__programme").get()
            start.wait()
            return confirm_draft(draft=draft, by=officer, now=NOW).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        references = set(pool.map(confirm, officers))
    assert references == {Action.objects.get().reference}
