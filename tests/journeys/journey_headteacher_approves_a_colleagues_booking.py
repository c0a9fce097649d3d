"""The headteacher asks to approve bookings; a colleague books, and the link in the mail approves it in one step."""

import re

from playwright.sync_api import Browser, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, name_people
from traded_assessment.models import Order

DECIDE = re.compile(r"https?://\S+/training/approve/\S+")


def test_headteacher_approves_a_colleagues_booking(portal: Portal, browser: Browser) -> None:
    head, member, phone = (portal.new_page(browser) for _ in range(3))
    portal.sign_in(head, "headteacher")
    head.get_by_role("link", name="Your bookings").first.click()
    head.get_by_role("link", name="Approval of bookings").click()
    head.get_by_role("link", name="Change who approves").click()
    head.get_by_label("Yes, a headteacher or deputy approves each one").check()
    assert_accessible(head)
    head.get_by_role("button", name="Save").click()
    expect(head.get_by_text("waits until a headteacher or deputy approves it")).to_be_visible()

    portal.sign_in(member, "school_member")
    choose_session(member, NEW_TEACHERS)
    name_people(member, "Year 2 teacher")
    member.get_by_role("button", name="Continue").click()
    member.get_by_role("button", name="Ask for approval").click()
    expect(member.get_by_text("Waiting for approval")).to_be_visible()
    assert not Order.objects.filter(placed_by__memberships__role="school_member").exists()

    head.goto("/")
    expect(head.get_by_role("link", name="1 booking waits for your approval")).to_be_visible()
    head.goto("/people/account/")
    address = re.search(r"\S+@\S+\.example", head.locator("main").inner_text()).group()
    mail = portal.mails_to(address, about="Approve a booking")[-1]
    phone.goto(DECIDE.search(mail.get_body().get_content()).group())
    expect(phone.get_by_role("heading", level=1)).to_have_text("Approve this booking?")
    assert_accessible(phone)
    assert_fits_320(phone)
    phone.get_by_role("button", name="Approve and book").click()
    expect(phone.get_by_text("Approved. The booking is placed")).to_be_visible()

    member.reload()
    member.get_by_role("link", name="See the order").click()
    expect(member.get_by_text("Year 2 teacher").first).to_be_visible()
    assert Order.objects.filter(placed_by__memberships__role="school_member").count() == 1
