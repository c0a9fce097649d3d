"""A partnership's own statements are put into another order, by buttons."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from partnerships.services.own_statements import add_own_statement, move_own_statement
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import make_partnership

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def partnership():
    return make_partnership("Marsh")


@pytest.fixture
def lead(partnership):
    return make_account(Role.PARTNERSHIP_LEAD, partnership)


@pytest.fixture
def ten(partnership, lead):
    return [
        add_own_statement(partnership=partnership, wording=f"S{number}", guidance="", by=lead) for number in range(10)
    ]


def order(partnership):
    return [one.wording for one in partnership.own_statements.filter(retired_at=None).order_by("position")]


def test_one_moves_up_and_down_with_every_place_taken(partnership, lead, ten):
    move_own_statement(statement=ten[3], step=-1, by=lead, now=NOW)
    assert order(partnership)[2:4] == ["S3", "S2"]
    move_own_statement(statement=ten[3], step=1, by=lead, now=NOW)
    assert order(partnership) == [f"S{number}" for number in range(10)]
    assert AuditEvent.objects.filter(event="own_statement.moved").count() == 2


def test_at_the_ends_nothing_moves(partnership, lead, ten):
    move_own_statement(statement=ten[0], step=-1, by=lead, now=NOW)
    move_own_statement(statement=ten[9], step=1, by=lead, now=NOW)
    assert order(partnership) == [f"S{number}" for number in range(10)]


def test_the_lead_does_it_on_the_page_and_others_cannot(client, partnership, lead, ten):
    address = reverse("partnerships:move_own_statement", args=[ten[1].pk])
    sign_in(client, make_account(Role.PARTNERSHIP_LEAD, make_partnership("Fen")))
    assert client.post(address, {"direction": "up"}).status_code == 404
    sign_in(client, lead)
    shown = client.post(address, {"direction": "up"}, follow=True).content.decode()
    assert order(partnership)[:2] == ["S1", "S0"]
    assert "The order is changed" in shown
    assert client.get(address).status_code == 405
