"""Finance mends what an e-invoice lacks, has it made, and the school downloads it: valid by Peppol's rules."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people
from traded_assessment.einvoice_checks import Format, findings_in

COUNCIL, SCHOOL = "9521000000018", "9521000000025"


def test_school_downloads_the_e_invoice(portal: Portal, browser: Browser) -> None:
    head = portal.new_page(browser)
    portal.sign_in(head, "headteacher")
    choose_session(head, NEW_TEACHERS)
    name_people(head, "Year 2 teacher")
    head.get_by_role("button", name="Continue").click()
    confirm(head, purchase_order="PO-4711")
    head.goto("/training/school-invoices/")
    number = head.get_by_role("link", name=re.compile("^INV-")).first.inner_text()
    head.goto(f"/training/school-invoices/{number}/")
    expect(head.get_by_role("link", name=re.compile(rf"Download {number}\.pdf"))).to_be_visible(timeout=60_000)

    finance = portal.new_page(browser)
    portal.sign_in(finance, "finance")
    finance.goto(f"/training/finance/invoices/{number}/")
    expect(finance.get_by_text("It cannot go by Peppol yet")).to_be_visible()
    assert_accessible(finance)
    enter(finance, "the council’s details", "Kind of electronic address", "Electronic address", COUNCIL, "Save")
    finance.goto(f"/training/finance/invoices/{number}/")
    terms = ("the school’s billing terms", "Kind of e-invoice address", "E-invoice address", SCHOOL, "Save terms")
    enter(finance, *terms)
    finance.goto(f"/training/finance/invoices/{number}/")
    expect(finance.get_by_text("Everything that Peppol needs is there.")).to_be_visible()
    finance.get_by_role("button", name="Make the e-invoice").click()
    expect(finance.get_by_role("link", name=f"Download {number}.xml")).to_be_visible(timeout=30_000)

    head.goto(f"/training/school-invoices/{number}/")
    link = head.get_by_role("link", name=f"Download {number}.xml")
    with head.expect_download() as download:
        link.click()
    xml = download.value.path().read_bytes()
    assert findings_in(xml, Format.PEPPOL_INVOICE) == []
    assert SCHOOL.encode() in xml
    assert b"PO-4711" in xml
    assert_accessible(head)
    assert_fits_320(head)


def enter(page: Page, link: str, kind: str, address: str, value: str, save: str) -> None:
    """From what the invoice lacks to the form that mends it."""
    page.get_by_role("link", name=link).first.click()
    page.wait_for_load_state()
    page.get_by_label(kind).select_option("0088")
    page.get_by_label(address, exact=False).last.fill(value)
    page.get_by_role("button", name=save, exact=True).click()
    expect(page.locator(".govuk-notification-banner--success, .govuk-notification-banner").first).to_be_visible()
