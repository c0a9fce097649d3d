"""A school and whoever looks at its invoices in these tests, on a day when those of the factories are not due yet."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.schools import make_school

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def a_fortnight_later() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def finance(db: None) -> User:
    return make_person(Role.FINANCE, name="Finance office")


@pytest.fixture
def school(db: None) -> Organisation:
    return make_school(name="Oak Primary School")


@pytest.fixture
def head(school: Organisation) -> User:
    return make_person(Role.HEADTEACHER, school)


@pytest.fixture
def as_finance(client: Client, finance: User, a_fortnight_later: None) -> Client:
    return sign_in(client, finance)
