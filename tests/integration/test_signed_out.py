"""A form that is sent after the session has ended loses nothing."""

import pytest
from django.test import Client

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from tests.factories.accounts import make_account, sign_in

pytestmark = pytest.mark.django_db

OWN = {"Origin": "http://testserver"}
FORM = "/people/account/name/"


@pytest.fixture
def person() -> User:
    return make_account(Role.HEADTEACHER, name="Headteacher")


def test_the_answers_are_kept_and_can_be_sent_again(client: Client, person: User) -> None:
    sign_in(client, person)
    client.session.flush()
    page = client.post(FORM, {"name": "Head of school"}, headers=OWN)
    assert page.status_code == 403
    assert "You have been signed out" in page.content.decode()
    assert '<input type="hidden" name="name" value="Head of school">' in page.content.decode()
    sign_in(client, person)
    client.post(FORM, {"name": "Head of school"}, headers=OWN)
    person.refresh_from_db()
    assert person.name == "Head of school"


@pytest.mark.parametrize(
    ("answers", "headers"),
    [
        ({"name": "x"}, {"Origin": "https://elsewhere.example"}),
        ({"name": "x"}, {}),
        ({"password1": "quiet heron meadow"}, OWN),
        ({}, OWN),
    ],
)
def test_what_may_not_be_kept_leads_to_sign_in(client: Client, answers: dict, headers: dict) -> None:
    response = client.post(FORM, answers, headers=headers)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
