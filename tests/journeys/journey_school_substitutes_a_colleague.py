"""A colleague cannot come: the school puts another in their place, both are told, and the first link opens nothing."""

import re

from playwright.sync_api import Browser, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people

JOIN_PAGE = re.compile(r"https?://\S+/training/place/\S+")


def test_school_substitutes_a_colleague(portal: Portal, browser: Browser) -> None:
    head = portal.new_page(browser)
    portal.sign_in(head, "headteacher")
    choose_session(head, NEW_TEACHERS)
    name_people(head, "Year 2 teacher")
    head.get_by_role("button", name="Continue").click()
    confirm(head)
    first = join_page(portal, "year.2.teacher@school.example")

    head.get_by_role("link", name="Change who comes").click()
    head.get_by_role("link", name="Give the place to somebody else").click()
    assert_accessible(head)
    assert_fits_320(head)
    head.get_by_label("Full name").fill("Supply teacher")
    head.get_by_label("Email address").fill("supply@school.example")
    head.get_by_role("button", name="Save").click()
    expect(head.get_by_role("heading", name="Supply teacher")).to_be_visible()

    second = join_page(portal, "supply@school.example")
    visitor = portal.new_page(browser)
    assert visitor.goto(first).status == 404
    visitor.goto(second)
    expect(visitor.get_by_text("Supply teacher").first).to_be_visible()
    subjects = [str(mail["Subject"]) for mail in portal.mails_to("year.2.teacher@school.example")]
    assert any(subject.startswith("Your place was passed on") for subject in subjects)


def join_page(portal: Portal, address: str) -> str:
    text = portal.mails_to(address)[0].get_body(("plain",)).get_content()
    return JOIN_PAGE.search(text).group()
