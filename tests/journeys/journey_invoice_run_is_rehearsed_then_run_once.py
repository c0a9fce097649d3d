"""Finance rehearses an invoice run, mends what holds an order back, issues it all once, and checks the manifest."""

import re

from playwright.sync_api import Browser, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import address_of, bill_like, book, issue, rehearse, signed_in
from tests.journeys.conftest import Portal
from traded_assessment.models import Invoice
from traded_assessment.services.billing_terms import NewTerms
from traded_assessment.states import Billing


def test_invoice_run_is_rehearsed_then_run_once(portal: Portal, browser: Browser) -> None:
    for role in ("headteacher", "headteacher_academy"):
        bill_like(role, NewTerms(Billing.MONTHLY))
        page = signed_in(portal, browser, role)
        reference = book(page)
        expect(page.get_by_text("at the end of the month").first).to_be_visible()
    bill_like("headteacher_academy", NewTerms(Billing.MONTHLY, purchase_order_needed=True))

    page = signed_in(portal, browser, "finance")
    rehearse(page)
    expect(page.get_by_role("button", name="Issue 1 invoice")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("link", name=f"Order {reference}").click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Purchase order number").fill("PO-2041")
    page.get_by_role("button", name="Save number").click()
    expect(page.get_by_text("The purchase order number is kept")).to_be_visible()

    rehearse(page)
    issue(page, button="Issue 2 invoices")
    expect(page.get_by_role("link", name=re.compile("^INV-"))).to_have_count(2)
    expect(page.get_by_role("button", name="Issue")).to_have_count(0)
    assert Invoice.objects.filter(purchase_order="PO-2041").count() == 1
    assert "is ready" in portal.mails_to(address_of("headteacher_academy"))[-1]["Subject"]

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the signed manifest").click()
    page.get_by_role("link", name="Check a manifest").click()
    page.get_by_label("Manifest of an invoice run").set_input_files(download.value.path())
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("The manifest is genuine")).to_be_visible()
