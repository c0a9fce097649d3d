"""A headteacher reads what the school was asked for and what is owed, and takes it along as a PDF."""

from playwright.sync_api import Browser, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people


def test_school_reads_its_statement(portal: Portal, browser: Browser) -> None:
    page = portal.new_page(browser)
    portal.sign_in(page, "headteacher")
    choose_session(page, NEW_TEACHERS)
    name_people(page, "Year 2 teacher")
    page.get_by_role("button", name="Continue").click()
    reference = confirm(page)

    page.goto("/training/school-invoices/")
    page.get_by_role("link", name="Your statement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement")
    expect(page.get_by_role("row", name=f"Invoice for {reference}")).to_contain_text("£60.00")
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("link", name="The year before").click()
    expect(page.get_by_text("Nothing was charged, credited or paid in this period.")).to_be_visible()
    page.get_by_role("link", name="All of it").click()
    page.get_by_role("button", name="Make a PDF of it").click()
    download = page.get_by_role("link", name="Download statement-")
    expect(download).to_be_visible(timeout=45_000)
    with page.expect_download() as file:
        download.click()
    assert file.value.path().read_bytes().startswith(b"%PDF")
