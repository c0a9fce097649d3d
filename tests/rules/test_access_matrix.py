"""Drives `matrix.PAGES`: each person opens each page, of their own and of others, and gets the answer of the table.

What a route declares is tried on every route there is, so that a page which nobody put into the table is covered too.
"""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.middleware import declared_access
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.ui.access import PUBLIC, TOKEN
from tests.rules.matrix import PAGES
from tests.rules.matrix.rows import NEWCOMER, PEOPLE, VISITOR, Page
from tests.rules.test_routes_are_guarded import ALL
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


def some_address(pattern: str) -> str:
    """An address that the pattern fits, of things that need not exist."""
    return "/" + re.sub(r"<(\w+:)?\w+>", lambda found: "1" if found[1] == "int:" else "x", pattern)


GUARDED = sorted(
    {
        (some_address(pattern), access)
        for name, pattern, view in ALL
        if (access := str(declared_access(name, view))) not in {PUBLIC, TOKEN}
    }
)


@pytest.mark.parametrize(("address", "access"), GUARDED, ids=[address for address, _ in GUARDED])
def test_every_route_holds_what_it_declares(address: str, access: str, world: tuple[World, dict[str, Client]]) -> None:
    made, clients = world
    assert clients[VISITOR].get(address)["Location"] == f"/accounts/login/?next={address}"
    for person, user in made.people.items():
        if person != NEWCOMER and access in set(Permission) and not holds(user, Permission(access)):
            assert clients[person].get(address).status_code == 403, person
