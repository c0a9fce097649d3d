"""A headteacher of a maintained school subscribes, then books a session that the subscription covers."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Portal
from tests.journeys.steps import REFRESHER, choose_session, confirm, name_people, price


def test_school_buys_subscription_and_books_a_covered_session(portal: Portal, page: Page) -> None:
    portal.sign_in(page, "headteacher")
    page.goto("/training/package/")
    page.get_by_role("button", name="Buy the subscription").click()
    page.get_by_role("button", name="Continue").click()
    assert price(page) == "£315"
    confirm(page, purchase_order="PO-4711")
    expect(page.get_by_role("link", name=re.compile("^INV-"))).to_be_visible()

    choose_session(page, REFRESHER)
    name_people(page, "Year 2 teacher", "Assessment lead")
    expect(page.locator(".portal-price__amount")).to_have_text("£0")
    page.get_by_role("button", name="Continue").click()
    reference = confirm(page)
    expect(page.get_by_text("There is nothing to pay, so there is no invoice")).to_be_visible()

    page.goto("/training/bookings/")
    expect(page.get_by_role("link", name=reference).first).to_be_visible()
    expect(page.get_by_text("PO-4711").or_(page.get_by_text("£315")).first).to_be_visible()

    [mail] = portal.mails_to("year.2.teacher@school.example")
    [calendar] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert "BEGIN:VEVENT" in calendar.get_content()
