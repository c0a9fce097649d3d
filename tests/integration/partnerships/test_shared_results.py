"""Results shared by a link: until a day, until it is withdrawn, with a page of its own when it is over."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from partnerships.models import ResultsLink, Round
from partnerships.services.sharing import token_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import make_partnership
from tests.factories.results import AFTER, make_published
from tests.integration.partnerships.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_round")]


@pytest.fixture
def review() -> Round:
    return make_published([1, 3, 4])


@pytest.fixture
def link(review: Round, lead: User) -> ResultsLink:
    return ResultsLink.objects.create(
        round=review, made_for="The governors", last_on=AFTER + timedelta(days=7), made_at=timezone.now(), made_by=lead
    )


def address(link: ResultsLink) -> str:
    return reverse("partnerships:shared_results", args=[token_of(link)])


def page_of(review: Round) -> str:
    return reverse("partnerships:results_links", args=[review.pk])


def test_a_link_opens_without_an_account_until_its_last_day(link, review):
    visitor = Client()
    for day in (AFTER, AFTER + timedelta(days=7)):
        with time_machine.travel(day, tick=False):
            response = visitor.get(address(link))
            assert response.status_code == 200
            assert review.partnership.name in text_of(response)
            assert response["X-Robots-Tag"] == "noindex, nofollow"
            assert "no-store" in response["Cache-Control"]
    with time_machine.travel(AFTER + timedelta(days=8), tick=False):
        response = visitor.get(address(link))
    assert response.status_code == 410
    assert "This link has expired" in text_of(response)
    assert review.partnership.name not in text_of(response)


def test_a_withdrawn_link_says_so(link, lead):
    client = sign_in(Client(), lead)
    page = reverse("partnerships:withdraw_results_link", args=[link.pk])
    assert "Withdraw this link?" in text_of(client.get(page))
    for _ in range(2):
        client.post(page)
    assert AuditEvent.objects.filter(event="results_link.withdrawn").count() == 1
    response = Client().get(address(link))
    assert response.status_code == 410
    assert "This link was withdrawn" in text_of(response)


def test_nobody_makes_a_link_themselves(link):
    for token in (str(link.pk), f"{link.pk}~AAAA", "x"):
        assert Client().get(reverse("partnerships:shared_results", args=[token])).status_code == 404
    assert Client().post(address(link)).status_code == 405


def test_shared_results_are_read_only_and_withhold_the_same(lead):
    small = make_published([1, 4])
    link = ResultsLink.objects.create(round=small, made_for="X", last_on=AFTER, made_at=timezone.now(), made_by=lead)
    shown = text_of(Client().get(address(link)))
    assert "Withheld" in shown
    assert "<form" not in shown.split("<main")[1]
    assert "2.50" not in shown


def test_the_lead_makes_one_link_by_two_clicks(review, lead):
    client = sign_in(Client(), lead)
    for _ in range(2):
        assert client.post(page_of(review), {"made_for": "The governors", "last_on": "2022-03-01"}).status_code == 302
    link = ResultsLink.objects.get()
    assert address(link) in text_of(client.get(page_of(review)))
    assert AuditEvent.objects.filter(event="results_link.made").count() == 1


@pytest.mark.parametrize("day", ["2021-12-05", "2023-01-01", "never"])
def test_a_link_that_ends_too_early_or_too_late_is_refused(review, lead, day):
    response = sign_in(Client(), lead).post(page_of(review), {"made_for": "The governors", "last_on": day})
    assert "govuk-error-message" in text_of(response)
    assert 'value="The governors"' in text_of(response)
    assert not ResultsLink.objects.exists()


def test_links_are_their_leads_alone(review, link):
    other = sign_in(Client(), make_account(Role.PARTNERSHIP_LEAD, make_partnership()))
    assert other.get(page_of(review)).status_code == 404
    assert other.post(reverse("partnerships:withdraw_results_link", args=[link.pk])).status_code == 404
    assert Client().get(address(link)).status_code == 200
