"""A school telephones: the training office finds it, books at its price, and the headteacher gets the confirmation."""

import re

from playwright.sync_api import Page, expect

from essex_portal.accounts.demo import personas
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people, price
from traded_assessment.models import Order


def test_office_books_for_a_school_by_phone(portal, page: Page):
    head = next(persona for persona in personas() if persona.key == "headteacher")
    school = head.organisations[0].name
    portal.sign_in(page, "training_office")
    page.goto("/training/office/")
    page.get_by_role("link", name="Book for a school").click()
    page.get_by_label("Name, URN, postcode or town").fill(school)
    page.get_by_role("button", name="Find the school").click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("button", name=re.compile(f"Book for it.*{re.escape(school)}")).first.click()

    expect(page.get_by_label("Your account")).to_contain_text(f"Booking for {school}")
    choose_session(page, NEW_TEACHERS)
    name_people(page, "Teacher New")
    page.get_by_role("button", name="Continue").last.click()
    assert price(page) == "£60"
    page.get_by_label("Who at the school asked for this").fill("School office")
    expect(page.get_by_role("radio", name=re.compile(re.escape(head.email)))).to_be_checked()
    assert_accessible(page)
    reference = confirm(page)

    expect(page.get_by_text(f"We have sent a confirmation to {head.email}")).to_be_visible()
    expect(page.get_by_text("Asked for by School office")).to_be_visible()
    expect(page.get_by_label("Your account")).not_to_contain_text("Booking for")
    order = Order.objects.get(reference=reference)
    assert (order.school.name, order.confirm_to) == (school, head.email)
    assert reference in portal.mails_to(head.email, about=reference)[0]["Subject"]
