"""A headteacher books two places without names and passes a link on; a colleague without account takes one."""

from playwright.sync_api import Browser, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import REFRESHER, choose_session, confirm, price
from traded_assessment.models import Booking


def test_school_books_now_and_names_later_by_link(portal: Portal, browser: Browser) -> None:
    head = portal.new_page(browser)
    portal.sign_in(head, "headteacher")
    choose_session(head, REFRESHER)
    head.get_by_label("Places to name later").fill("2")
    expect(head.get_by_role("heading", name="Price for 2 people")).to_be_visible()
    head.get_by_role("button", name="Continue").click()
    expect(head.get_by_text("2 places to name later")).to_be_visible()
    assert price(head) == "£55"
    confirm(head)

    head.get_by_role("link", name="Name people or pass on a link").click()
    head.get_by_role("button", name="Make a link").click()
    assert_accessible(head)
    assert_fits_320(head)
    link = head.locator("a.portal-code").inner_text()

    colleague = portal.new_page(browser)
    colleague.goto(link)
    expect(colleague.get_by_text("2 places are free")).to_be_visible()
    assert_accessible(colleague)
    colleague.get_by_label("Full name").fill("Year 2 teacher")
    colleague.get_by_label("Email address").fill("year.2@school.example")
    colleague.get_by_role("button", name="Take a place").click()
    expect(colleague.get_by_text("You have a place.")).to_be_visible()
    [mail] = portal.mails_to("year.2@school.example")
    assert colleague.url.removeprefix(portal.url) in mail.get_body(("plain",)).get_content()

    head.get_by_role("button", name="Make a new link and end this one").click()
    expect(head.get_by_text("1 place not named yet")).to_be_visible()
    expect(head.get_by_role("heading", name="Year 2 teacher")).to_be_visible()
    assert colleague.goto(link).status == 404
    assert Booking.objects.latest("pk").attendees.get().name == "Year 2 teacher"
