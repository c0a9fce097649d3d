"""A school that is recharged books; finance makes the journal, downloads it, posts it: the recharge is settled."""

import csv
import re
from decimal import Decimal
from io import StringIO

from playwright.sync_api import Browser, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import bill_like, book, fill_today, signed_in
from tests.journeys.conftest import Portal
from traded_assessment.services.billing_terms import NewTerms
from traded_assessment.states import Billing, Settlement


def test_journal_balances_and_settles_recharges(portal: Portal, browser: Browser) -> None:
    bill_like("headteacher", NewTerms(Billing.BY_ORDER, settlement=Settlement.JOURNAL, cost_centre="471100"))
    head = signed_in(portal, browser, "headteacher")
    reference = book(head)
    head.get_by_role("link", name=re.compile("^RCH-")).click()
    expect(head.get_by_role("heading", level=1)).to_contain_text("Recharge RCH-")
    expect(head.get_by_text("We recharge £60 to cost centre 471100 by journal")).to_be_visible()
    expect(head.get_by_text("Sort code")).to_have_count(0)

    page = signed_in(portal, browser, "finance")
    page.goto("/training/finance/invoices/")
    page.get_by_role("link", name="Journals").click()
    fill_today(page, "Last day of the period")
    page.get_by_role("button", name="Make a journal").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Journal JNL-")
    assert_accessible(page)
    assert_fits_320(page)
    files = [download(page) for _ in range(2)]
    assert files[0] == files[1]
    rows = list(csv.DictReader(StringIO(files[0].decode("utf-8-sig"))))
    assert {row["Cost centre"] for row in rows} == {"471100", "TRAINING"}
    assert sum(Decimal(row["Debit"]) for row in rows) == sum(Decimal(row["Credit"]) for row in rows) == 60
    page.get_by_role("link", name="Discard the journal").click()
    assert_accessible(page)
    page.go_back()
    page.get_by_role("button", name="The ledger has it: post").click()
    expect(page.get_by_text("Its recharges are settled.")).to_be_visible()

    head.goto(f"/training/orders/{reference}/")
    head.get_by_role("link", name=re.compile("^RCH-")).click()
    expect(head.get_by_text("Paid", exact=True).first).to_be_visible()


def download(page) -> bytes:
    with page.expect_download() as file:
        page.get_by_role("link", name="Download as CSV").click()
    return file.value.path().read_bytes()
