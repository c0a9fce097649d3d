"""A session is full; two schools wait. A place is given up: the first is offered it, lets go, and the second books."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people
from traded_assessment.models import TrainingSession

OFFER = re.compile(r"https?://\S+/training/bookings/waiting/\d+/")


def test_freed_place_goes_down_the_waiting_list(portal: Portal, browser: Browser) -> None:
    TrainingSession.objects.filter(course__title=NEW_TEACHERS).update(capacity=1)
    booked, first, second = (portal.new_page(browser) for _ in range(3))
    portal.sign_in(booked, "headteacher")
    choose_session(booked, NEW_TEACHERS)
    full = booked.url.replace("/book/", "/sessions/")
    name_people(booked, "Year 2 teacher")
    booked.get_by_role("button", name="Continue").click()
    confirm(booked)

    for number, (page, role) in enumerate(((first, "headteacher_academy"), (second, "headteacher_outside")), start=1):
        portal.sign_in(page, role)
        wait_for_a_place(page, full)
        expect(page.locator(".portal-figures dd").first).to_have_text(str(number))
    assert_accessible(second)
    assert_fits_320(second)

    look_as_the_office(portal, browser, full)
    give_up(booked)
    let_go(first, link_in_mail(portal, first))
    book_what_is_offered(second, link_in_mail(portal, second))
    session = TrainingSession.objects.get(pk=full.rstrip("/").rsplit("/", 1)[1])
    assert (session.places_sold, session.places_held) == (1, 0)


def wait_for_a_place(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Join the waiting list").click()
    assert_accessible(page)
    page.get_by_label("Who is to come?").fill("New teacher")
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your place on the waiting list")


def look_as_the_office(portal: Portal, browser: Browser, address: str) -> None:
    """The list, and the pages of what can be done by hand."""
    page = portal.new_page(browser)
    portal.sign_in(page, "training_office")
    for what in ("", "Move", "Offer places to", "Remove"):
        page.goto(address.replace("/training/", "/training/office/") + "waiting/")
        if what:
            page.get_by_role("link", name=what).first.click()
        assert_accessible(page)
        assert_fits_320(page)
    page.context.close()


def give_up(page: Page) -> None:
    page.get_by_role("link", name="Change or cancel").first.click()
    page.get_by_label("Cancel the whole booking").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm cancellation").click()
    expect(page.get_by_role("button", name="Confirm cancellation")).to_have_count(0)


def link_in_mail(portal: Portal, page: Page) -> str:
    """The link in the mail to whoever is signed in on the page."""
    page.goto("/people/account/")
    address = re.search(r"\S+@\S+\.example", page.locator("main").inner_text())
    assert address
    mail = next(mail for mail in portal.mails_to(address.group()) if str(mail["Subject"]).startswith("Places for"))
    return OFFER.search(mail.get_body().get_content()).group()


def let_go(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text("We keep 1 place for your school until")).to_be_visible()
    page.get_by_role("link", name="Let go of the places").click()
    page.get_by_role("button", name="Let go").click()
    expect(page.locator("main").get_by_text("Let go", exact=True)).to_be_visible()


def book_what_is_offered(page: Page, link: str) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="You have been offered 1 place")).to_be_visible()
    page.goto(link)
    page.get_by_role("button", name="See the price and book").click()
    expect(page.get_by_text("New teacher")).to_be_visible()
    confirm(page)
    page.goto(link)
    expect(page.locator("main").get_by_text("Booked", exact=True)).to_be_visible()
