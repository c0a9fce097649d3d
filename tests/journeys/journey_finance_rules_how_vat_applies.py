"""Without a VAT rule nothing is sold; with one for events, an order of both kinds becomes two documents, never one."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import fill_day, signed_in
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people
from traded_assessment.models import Invoice

RULING = "VAT officer, ruling 7"


def test_finance_rules_how_vat_applies(portal: Portal, browser: Browser) -> None:
    finance = signed_in(portal, browser, "finance")
    finance.goto("/training/finance/invoices/")
    finance.get_by_role("link", name="VAT rules").click()
    finance.get_by_role("link", name=re.compile("^End")).click()
    fill_day(finance, "Last day", timezone.localdate() - timedelta(1))
    finance.get_by_label("Why it ends").fill("Ruled anew")
    finance.get_by_role("button", name="End rule").click()
    expect(finance.get_by_text("No rule is in force")).to_be_visible()

    head = signed_in(portal, browser, "headteacher")
    choose_session(head, NEW_TEACHERS)
    name_people(head, "Year 2 teacher")
    head.get_by_role("button", name="Continue").click()
    expect(head.get_by_role("heading", name="No price yet")).to_be_visible()
    expect(head.get_by_role("button", name="Confirm booking")).to_have_count(0)

    add_rule(finance, treatment="Outside the scope of VAT", reason="Outside the scope of VAT")
    fill_rule(finance, treatment="Exempt", reason="Education by an eligible body", product="Event")
    expect(finance.locator(".govuk-error-summary")).to_contain_text("must show the council’s VAT registration number")
    enter_vat_number(finance)
    add_rule(finance, treatment="Exempt", reason="Education by an eligible body", product="Event")
    expect(finance.get_by_role("row", name="Event")).to_contain_text(RULING)
    assert_accessible(finance)
    assert_fits_320(finance)

    head.goto("/training/package/")
    head.get_by_role("button", name="Buy the subscription").click()
    head.get_by_role("button", name="Continue").click()
    reference = confirm(head)
    expect(head.get_by_role("link", name=re.compile("^INV-"))).to_have_count(2)
    invoices = Invoice.objects.filter(references=[reference]).prefetch_related("lines")
    categories = [{line.vat_category for line in one.lines.all()} for one in invoices]
    assert sorted(map(sorted, categories)) == [["E"], ["O"]]
    head.get_by_role("link", name=re.compile("^INV-")).last.click()
    expect(head.get_by_text("Education by an eligible body").first).to_be_visible()


def enter_vat_number(page: Page) -> None:
    page.goto("/training/finance/invoices/supplier/")
    page.get_by_label("VAT registration number").fill("GB 123 4567 89")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("details are saved")).to_be_visible()


def add_rule(page: Page, **rule: str) -> None:
    fill_rule(page, **rule)
    expect(page.get_by_text("Rule added")).to_be_visible()


def fill_rule(page: Page, *, treatment: str, reason: str, product: str = "") -> None:
    """A rule that counts from today."""
    page.goto("/training/finance/invoices/vat-rules/add/")
    if product:
        page.get_by_label("Product").select_option(label=product)
    page.get_by_label(treatment, exact=True).check()
    page.get_by_label("Reason").fill(reason)
    page.get_by_label("No, it is settled").check()
    page.get_by_label("Who ruled it").fill(RULING)
    page.get_by_role("button", name="Add rule").click()
