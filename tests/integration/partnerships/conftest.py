"""Who looks at partnerships in these tests, on which days, and how their pages are read."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import Round
from tests.factories.accounts import make_account, sign_in
from tests.factories.offers import make_primary
from tests.factories.partnerships import make_quadrant
from tests.factories.results import AFTER


@pytest.fixture
def after_the_round() -> Iterator[None]:
    """A day after the results of the factories' rounds came out."""
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def school(db: None) -> Organisation:
    return make_primary("Marsh Primary School")


@pytest.fixture
def officer(db: None) -> User:
    return make_account(Role.QUADRANT_OFFICER, make_quadrant())


@pytest.fixture
def as_officer(officer: User) -> Client:
    return sign_in(Client(), officer)


@pytest.fixture
def lead(review: Round) -> User:
    """The lead of the partnership whose round the test looks at."""
    return make_account(Role.PARTNERSHIP_LEAD, review.partnership)


def page(name: str, *args: object) -> str:
    """The address of a page."""
    return reverse(f"partnerships:{name}", args=args)


def shown_at(client: Client, address: str) -> str:
    """The HTML of a page that has to be there."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def text_of(response: HttpResponse) -> str:
    """An answer in one line, so that words are found across line breaks."""
    return " ".join(response.content.decode().split())


def queries_of(client: Client, page: str) -> int:
    """Of the second visit: the first reads what is kept afterwards."""
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return len(queries)
