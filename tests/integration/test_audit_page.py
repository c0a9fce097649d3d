"""The administrator's view of the audit trail."""

from datetime import timedelta

import pytest
from django.test import Client

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.audit.services import record
from tests.factories.accounts import make_account, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> User:
    administrator = make_account(Role.ADMINISTRATOR, name="Administrator")
    sign_in(client, administrator)
    return administrator


def test_it_says_who_did_what_when_and_why(client: Client, administrator: User) -> None:
    head = make_account(name="Headteacher, Marsh Primary School")
    record(
        event="membership.ended",
        target=head,
        by=administrator,
        before={"role": "headteacher", "scopes": ["a", "b"], "gone": "x"},
        after={"role": "school_member", "scopes": [], "new": ""},
        reason="a new role",
    )
    page = client.get("/people/audit/").content.decode()
    for words in (
        "Administrator",
        "Membership ended",
        "Headteacher, Marsh Primary School",
        "role: headteacher → school_member",
        "scopes: a, b → ",
        "gone: was x",
        "new: nothing",
        "a new role",
    ):
        assert words in page, words


def test_what_is_recorded_is_shown_as_text(client: Client, administrator: User) -> None:
    record(event="person.renamed", target=administrator, by=administrator, after={"name": "<script>alert(1)</script>"})
    page = client.get("/people/audit/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_filters(client: Client, administrator: User, now) -> None:
    other = make_account(name="Someone")
    record(event="person.joined", target=other, by=other)
    record(event="token.made", target=administrator, by=administrator)

    def rows(query: str) -> int:
        return client.get(f"/people/audit/?{query}").content.decode().count('<tr class="govuk-table__row">') - 1

    assert rows("") == 2
    assert rows("event=token.made") == 1
    assert rows("q=someone") == 1
    assert "No event fits" in client.get("/people/audit/?since=2020-01-01&until=2020-01-02").content.decode()
    assert rows(f"since={(now - timedelta(days=1)).date()}") == 2
    assert (
        "must be a real date"
        in client.get("/people/audit/?since_day=31&since_month=2&since_year=2022").content.decode()
    )


def test_it_costs_the_same_for_three_as_for_thirty(
    client: Client, administrator: User, django_assert_max_num_queries
) -> None:
    def queries(number: int) -> int:
        for _ in range(number):
            record(event="person.joined", target=administrator, by=administrator, after={"name": "x"})
        with django_assert_max_num_queries(15) as counted:
            client.get("/people/audit/")
        return len(counted)

    client.get("/people/audit/")
    assert queries(3) == queries(27)
