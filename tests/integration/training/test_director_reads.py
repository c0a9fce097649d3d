"""A director reads the training's figures, and is led to no page that only the office may open."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.accounts import make_account, sign_in
from tests.factories.places import write_booking
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment import starting_content
from traded_assessment.models import Duty
from traded_assessment.services.order_requests import OrderLineRequest
from traded_assessment.services.orders import place_order
from traded_assessment.states import Product

pytestmark = pytest.mark.usefixtures("briefing_day")

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
LINKS = re.compile(r'href="(/training/[^"#]*)"')


@pytest.fixture
def director(db):
    return sign_in(Client(), make_account(Role.DIRECTOR))


@pytest.fixture
def trade(open_for_business, school, head):
    starting_content.load_duties()
    primary = make_school(phase="Primary", low_age=4, high_age=11)
    write_booking(TrainingSessionFactory(course__duties=["Phonics screening check"]), primary, head, "a@school.example")
    line = OrderLineRequest(Product.SUBSCRIPTION)
    place_order(school=school, lines=[line], idempotency_key="one", by=head, now=NOW)


PAGES = ("figures", "coverage", "unused_places")
ROWS = ("sold", "open", "waiting", "cancelled", "absent", "income")


def words(client, route, *args):
    response = client.get(reverse(f"traded_assessment:{route}", args=args))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("route", "args"), [*((one, ()) for one in PAGES), *(("figure_rows", (one,)) for one in ROWS)])
def test_every_link_on_the_page_opens(director, trade, route, args):
    for link in set(LINKS.findall(words(director, route, *args))):
        assert director.get(link.replace("&amp;", "&")).status_code == 200, link


def test_nothing_can_be_done_there(director, trade):
    page = words(director, "coverage")
    assert "Write to" not in page
    assert "Download as CSV" in page
    assert director.get(reverse("traded_assessment:write_to_schools")).status_code == 403
    assert director.get(reverse("traded_assessment:office")).status_code == 403


def test_before_there_are_duties(director):
    Duty.objects.all().delete()
    page = words(director, "coverage")
    assert "once the training office has added" in page
    assert "Add a duty" not in page
