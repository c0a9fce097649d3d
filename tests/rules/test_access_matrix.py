"""Drives `matrix.PAGES`: each person opens each page, of their own and of others, and gets the answer of the table."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.rules.matrix import PAGES, PEOPLE, VISITOR, Page
from tests.rules.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for the whole table: it is only looked at, never changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        yield made, {person: made.client_of(person) for person in PEOPLE}
        transaction.set_rollback(True)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("row", PAGES, ids=str)
def test_each_page_answers_each_person_as_the_table_says(
    row: Page, person: str, world: tuple[World, dict[str, Client]]
) -> None:
    made, clients = world
    response = clients[person].get(reverse(row.route, args=row.args(made)))
    assert response.status_code == row.expected(person)


CLOSED = [row for row in PAGES if row.expected(VISITOR) == 302 and row.route != "account_logout"]


@pytest.mark.parametrize("row", CLOSED, ids=str)
def test_a_visitor_is_sent_to_sign_in(row: Page, world: tuple[World, dict[str, Client]]) -> None:
    made, clients = world
    address = reverse(row.route, args=row.args(made))
    assert clients[VISITOR].get(address)["Location"] == f"/accounts/login/?next={address}"
