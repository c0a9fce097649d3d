"""Finance takes a part off an invoice after a look at it; the school reads the credit note, also as a PDF."""

import re

from playwright.sync_api import Browser, expect

from tests.journeys.accessibility import assert_accessible
from tests.journeys.billing_steps import book, open_an_invoice, signed_in
from tests.journeys.conftest import Portal


def test_finance_credits_a_line_and_the_school_sees_it(portal: Portal, browser: Browser) -> None:
    head = signed_in(portal, browser, "headteacher")
    book(head)

    page = open_an_invoice(portal, browser)
    page.get_by_role("link", name="Credit it, whole or in part").click()
    assert_accessible(page)
    page.get_by_label("Assessment and moderation").first.fill("20")
    page.get_by_label("Why").fill("The trainer was ill for a third of it")
    page.get_by_role("button", name="See what it does").click()
    expect(page.locator(".portal-figures")).to_contain_text("£40")
    assert_accessible(page)
    page.get_by_role("button", name="Issue credit note").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Credit note CRN-")
    number = page.get_by_role("heading", level=1).inner_text().removeprefix("Credit note ")

    head.goto("/training/school-invoices/")
    head.get_by_role("link", name=re.compile("^INV-")).first.click()
    expect(head.get_by_text("£20 is credited. £40 is left to pay.")).to_be_visible()
    head.get_by_role("link", name=number).click()
    expect(head.get_by_text("The trainer was ill for a third of it").first).to_be_visible()
    download = head.get_by_role("link", name=f"Download {number}.pdf")
    expect(download).to_be_visible(timeout=45_000)
    with head.expect_download() as file:
        download.click()
    assert file.value.path().read_bytes().startswith(b"%PDF")
