"""An independent school is in no row of the price list: it asks, the training office answers, and it books."""

import re

from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.models import User
from tests.factories.schools import make_school
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import address_of
from tests.journeys.change_steps import mail_called
from tests.journeys.conftest import Portal
from tests.journeys.steps import REFRESHER, choose_session, confirm, name_people, price
from traded_assessment.models import Order

PRICES = {
    "Subscription for a year": "500",
    "Single session, for each block of staff": "80",
    "Event, first person": "75",
    "Event, each further person": "30",
}


def test_school_outside_the_price_list_asks_for_a_price(portal: Portal, browser: Browser) -> None:
    works_at_an_independent_school("headteacher_academy")
    head, office = portal.new_page(browser), portal.new_page(browser)
    portal.sign_in(head, "headteacher_academy")
    choose_session(head, REFRESHER)
    name_people(head, "Year 2 teacher", "Year 6 teacher")
    head.get_by_role("button", name="Continue").click()
    expect(head.get_by_text("There is no price for Example Independent School yet")).to_be_visible()
    expect(head.get_by_role("button", name="Confirm booking")).to_have_count(0)
    assert_accessible(head)
    head.get_by_role("button", name="Ask for a price").click()
    expect(head.get_by_text("The training office sends you an email when it has answered")).to_be_visible()
    assert not Order.objects.exists()

    portal.sign_in(office, "training_office")
    answer(office)
    mail = mail_called(portal, address_of("headteacher_academy"), "Your price for training").get_content()
    assert "Single session, for each block of staff: £80" in mail
    assert "As for schools outside Essex" in mail

    head.goto("/training/book/check/")
    assert price(head) == "£80"
    expect(head.get_by_text("Price set for Example Independent School").first).to_be_visible()
    confirm(head)


def works_at_an_independent_school(role: str) -> None:
    school = make_school(type_code=11, name="Example Independent School")
    User.objects.get(email=address_of(role)).memberships.update(organisation=school)


def answer(page: Page) -> None:
    """A half-filled answer is not taken; the whole one is."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("waits for a price")).click()
    page.get_by_role("link", name="Example Independent School").click()
    page.get_by_label("Reason").fill("As for schools outside Essex.")
    page.get_by_role("button", name="Set these prices").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter the price of a single session")
    assert_accessible(page)
    assert_fits_320(page)
    for label, amount in PRICES.items():
        page.get_by_label(label).fill(amount)
    page.get_by_role("button", name="Set these prices").click()
    expect(page.get_by_text("Example Independent School has its prices.")).to_be_visible()
