"""Finance proposes to give a debt up and cannot decide it; the director does."""

from playwright.sync_api import Browser, expect

from tests.journeys.accessibility import assert_accessible
from tests.journeys.billing_steps import book, open_an_invoice, signed_in
from tests.journeys.conftest import Portal


def test_write_off_needs_a_second_person(portal: Portal, browser: Browser) -> None:
    head = signed_in(portal, browser, "headteacher")
    book(head)

    page = open_an_invoice(portal, browser)
    page.get_by_role("link", name="Propose to write it off").click()
    page.get_by_label("Why the council should stop").fill("The school has closed and nobody took it over")
    page.get_by_role("button", name="Propose write-off").click()
    expect(page.get_by_text("waits for a second person")).to_be_visible()
    page.get_by_role("link", name="Decide the write-off").click()
    expect(page.get_by_text("somebody else has to decide it")).to_be_visible()
    expect(page.get_by_role("button", name="Save decision")).to_have_count(0)

    director = signed_in(portal, browser, "director")
    director.goto("/training/finance/write-offs/")
    assert_accessible(director)
    director.get_by_role("link", name="Decide").click()
    assert_accessible(director)
    director.get_by_label("Write it off").check()
    director.get_by_role("button", name="Save decision").click()
    expect(director.get_by_role("heading", level=1)).to_contain_text("Written off")
    expect(director.get_by_text("is written off.")).to_be_visible()
