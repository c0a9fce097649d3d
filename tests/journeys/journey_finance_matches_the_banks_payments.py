"""Finance sends the bank's file: what fits is confirmed at once, the rest is decided by a person, nothing twice."""

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.factories.bank_files import csv_of
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people


def test_finance_matches_the_banks_payments(portal: Portal, browser: Browser, tmp_path: Path) -> None:
    numbers = [order(portal, browser, role) for role in ("headteacher", "headteacher_outside")]
    today = date.today().strftime("%d/%m/%Y")  # noqa: DTZ011 - the journey's own day
    rows = [
        (today, "60.00", f"BGC {numbers[0].replace('-', ' ')}"),
        (today, "50.00", f"BGC {numbers[1]}"),
        (today, "12.00", "Hire of a hall"),
        (today, "-3.50", "Bank charges"),
    ]
    bank = tmp_path / "bank.csv"
    bank.write_bytes(csv_of(rows))

    page = portal.new_page(browser)
    portal.sign_in(page, "finance")
    page.goto("/training/finance/invoices/")
    page.get_by_role("link", name="Payments from the bank").click()
    assert_accessible(page)
    send(page, bank)
    expect(page.get_by_role("heading", level=1)).to_have_text("Columns of bank.csv")
    expect(page.get_by_text("UTF-8, separated by comma")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Remember this choice as").fill("Bank")
    page.get_by_role("button", name="Find the invoices").click()

    expect(page.get_by_role("link", name="Ready to record (1)")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("button", name="Record the payment").click()
    expect(page.get_by_text("1 payment recorded, £60")).to_be_visible()

    page.get_by_role("link", name="For you to decide (2)").click()
    assert_accessible(page)
    page.get_by_role("link", name="Decide about line 3").click()
    expect(page.get_by_text("Less than the invoice asks for")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label(numbers[1]).check()
    page.get_by_role("button", name="Record the payment").click()
    page.get_by_role("link", name="Decide about line 4").click()
    page.get_by_role("link", name="Set this row aside").click()
    page.get_by_label("Why is it set aside?").fill("Hire of a hall, not training")
    page.get_by_role("button", name="Set aside").click()
    expect(page.get_by_role("link", name="Decided (3)")).to_be_visible()
    expect(page.get_by_role("link", name="Left out (1)")).to_be_visible()

    page.goto("/training/finance/payments/uploads/")
    send(page, bank)
    expect(page.get_by_text("This file was sent before")).to_be_visible()
    expect(page.get_by_role("link", name="Decided (3)")).to_be_visible()
    page.goto(f"/training/finance/invoices/{numbers[0]}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paid")
    page.goto(f"/training/finance/invoices/{numbers[1]}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Part paid")


def order(portal: Portal, browser: Browser, role: str) -> str:
    """A school books one place; the number of its invoice."""
    page = portal.new_page(browser)
    portal.sign_in(page, role)
    choose_session(page, NEW_TEACHERS)
    name_people(page, "Year 2 teacher")
    page.get_by_role("button", name="Continue").click()
    confirm(page)
    page.goto("/training/school-invoices/")
    return page.get_by_role("link", name=re.compile("^INV-")).first.inner_text()


def send(page: Page, file: Path) -> None:
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
