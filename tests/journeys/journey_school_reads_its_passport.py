"""A headteacher reads in the passport what is left, books a place from it, and the office sees the county's rest."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import confirm, name_people

TITLE = "Administering the phonics screening check"


def test_school_reads_its_passport(portal: Portal, page: Page, browser: Browser) -> None:
    portal.sign_in(page, "headteacher")
    page.goto("/training/package/")
    page.get_by_role("button", name="Buy the subscription").click()
    page.get_by_role("button", name="Continue").click()
    confirm(page)

    page.get_by_role("link", name="Your bookings", exact=True).click()
    page.get_by_role("link", name="Entitlement passport").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entitlement passport")
    row = page.get_by_role("row").filter(has_text=TITLE)
    expect(row.get_by_text("Still open")).to_have_count(2)

    row.get_by_role("link").click()
    page.get_by_role("button", name="Book places").click()
    name_people(page, "Year 1 teacher")
    expect(page.locator(".portal-price__amount")).to_have_text("£0")
    page.get_by_role("button", name="Continue").click()
    confirm(page)

    page.goto("/training/bookings/passport/")
    expect(row.get_by_text("Booked")).to_have_count(1)
    expect(row.get_by_text("Still open")).to_have_count(1)
    expect(page.locator(".portal-figures").get_by_text("worth £27.50")).to_have_count(1)
    assert_accessible(page)
    assert_fits_320(page)

    office = portal.new_page(browser)
    portal.sign_in(office, "training_office")
    office.goto("/training/office/")
    office.get_by_role("link", name="Unused places").click()
    expect(office.get_by_role("img", name="Worth of places not used")).to_be_visible()
    office.get_by_role("table").get_by_role("link").first.click()
    expect(office.get_by_role("row").filter(has_text="Baynards Primary School")).to_contain_text("£467.50")
