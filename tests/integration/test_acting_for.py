"""Whom one acts for: the only school, the one picked, never one that is not theirs (any more)."""

import pytest
from django.test import Client

from essex_portal.accounts import services
from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.factories.accounts import PASSWORD, join, make_account, make_school, sign_in

pytestmark = pytest.mark.django_db

CHOOSE = "/people/acting-for/"


@pytest.fixture
def north() -> Organisation:
    return make_school(name="North Primary School")


@pytest.fixture
def south() -> Organisation:
    return make_school(name="South Primary School")


@pytest.fixture
def head_of_two(north: Organisation, south: Organisation) -> User:
    head = make_account(Role.HEADTEACHER, north)
    join(head, south, Role.HEADTEACHER)
    return head


def acting_for(client: Client) -> Organisation | None:
    return client.get("/people/account/").wsgi_request.acting_for


def test_with_one_school_it_is_that_one(client: Client, north: Organisation) -> None:
    sign_in(client, make_account(Role.SCHOOL_MEMBER, north))
    assert acting_for(client) == north
    page = client.get("/people/account/").content.decode()
    assert "Acting for <strong>North Primary School</strong>" in page


def test_two_roles_in_one_school_are_one_school(client: Client, north: Organisation) -> None:
    head = make_account(Role.HEADTEACHER, north)
    join(head, north, Role.SCHOOL_MEMBER)
    assert acting_for(sign_in(client, head)) == north


@pytest.mark.parametrize("role", [Role.TRAINING_OFFICE, Role.ADMINISTRATOR])
def test_council_people_act_for_none(client: Client, role: Role) -> None:
    sign_in(client, make_account(role))
    assert acting_for(client) is None
    assert client.get(CHOOSE).status_code == 404


def test_a_person_of_one_school_and_the_council_has_nothing_to_pick(client: Client, north: Organisation) -> None:
    head = make_account(Role.HEADTEACHER, north)
    join(head, make_account(Role.PARTNERSHIP_LEAD).memberships.get().organisation, Role.PARTNERSHIP_LEAD)
    page = sign_in(client, head).get("/people/account/").content.decode()
    assert CHOOSE not in page


def test_a_person_of_two_schools_picks_one(client: Client, head_of_two: User, south: Organisation) -> None:
    sign_in(client, head_of_two)
    assert acting_for(client) is None
    asked = client.get("/people/school/")
    assert asked["Location"] == f"{CHOOSE}?next=%2Fpeople%2Fschool%2F"
    page = client.get(asked["Location"]).content.decode()
    assert "North Primary School" in page
    picked = client.post(CHOOSE, {"school": south.pk, "next": "/people/school/"})
    assert picked["Location"] == "/people/school/"
    assert acting_for(client) == south
    page = client.get("/people/school/").content.decode()
    assert "Acting for <strong>South Primary School</strong>" in page
    assert "Change" in page


def test_sign_in_asks_a_person_of_two_schools_first(client: Client, head_of_two: User) -> None:
    response = client.post("/accounts/login/", {"login": head_of_two.email, "password": PASSWORD})
    assert response["Location"] == CHOOSE


def test_nothing_picked_is_said_beside_the_question(client: Client, head_of_two: User) -> None:
    sign_in(client, head_of_two)
    for school in ("", "nonsense", "-1", "²", "99999999999999999999"):
        assert "Select the school you act for" in client.post(CHOOSE, {"school": school}).content.decode()


def test_one_cannot_act_for_anothers_school(client: Client, head_of_two: User) -> None:
    sign_in(client, head_of_two)
    client.post(CHOOSE, {"school": make_school().pk})
    assert acting_for(client) is None


def test_the_next_page_is_never_on_another_host(client: Client, head_of_two: User, south: Organisation) -> None:
    sign_in(client, head_of_two)
    response = client.post(CHOOSE, {"school": south.pk, "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"


def test_the_choice_ends_with_the_membership(
    client: Client, head_of_two: User, north: Organisation, south: Organisation, now
) -> None:
    sign_in(client, head_of_two)
    client.post(CHOOSE, {"school": south.pk})
    of_south = head_of_two.memberships.get(organisation=south)
    services.end_membership(membership=of_south, by=make_account(Role.ADMINISTRATOR), now=now)
    assert acting_for(client) == north


def test_the_role_in_the_school_picked_counts(client: Client, north: Organisation, south: Organisation) -> None:
    head = make_account(Role.HEADTEACHER, north)
    join(head, south, Role.SCHOOL_MEMBER)
    sign_in(client, head)
    client.post(CHOOSE, {"school": south.pk})
    response = client.get("/people/school/")
    assert response.status_code == 403
    assert "You act for South Primary School" in response.content.decode()
