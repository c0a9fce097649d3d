"""What the booking tests start from: everything on sale on 10 November 2021, and a school with its people."""

from datetime import date

import pytest
from django.test import Client

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import on_sale
from traded_assessment.models import SupplierDetails


@pytest.fixture
def open_for_business(db: None) -> None:
    """Package, prices and VAT rule of 2021/22, and the council as invoices name it."""
    on_sale()
    SupplierDetails.objects.get_or_create(
        valid_from=date(2021, 9, 1),
        defaults={
            "name": "Essex County Council",
            "address": "County Hall\nChelmsford\nCM1 1QH",
            "contact": "training@essex-education.example",
        },
    )


@pytest.fixture
def school(open_for_business: None) -> Organisation:
    return make_school(name="Maple Primary School")


@pytest.fixture
def head(school: Organisation) -> User:
    return make_person(Role.HEADTEACHER, school, email="head@maple.example", name="Headteacher of Maple")


@pytest.fixture
def teacher(school: Organisation) -> User:
    return make_person(Role.SCHOOL_MEMBER, school, email="office@maple.example", name="Maple school office")


@pytest.fixture
def officer(db: None) -> User:
    return make_person(Role.TRAINING_OFFICE, email="training@council.example", name="Training office")


@pytest.fixture
def as_office(client: Client, officer: User) -> Client:
    return sign_in(client, officer)
