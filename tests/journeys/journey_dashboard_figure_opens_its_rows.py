"""A school books; the training office sees it in the figures of the year, and opens the rows behind one of them."""

import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people


def figure(page: Page, title: str) -> str:
    """What the page says beside a title."""
    return page.locator(".portal-figures div").filter(has_text=title).locator("dd").inner_text()


def test_dashboard_figure_opens_its_rows(portal, browser, page: Page):
    portal.sign_in(page, "headteacher")
    choose_session(page, NEW_TEACHERS)
    name_people(page, "Teacher One", "Teacher Two", "Teacher Three")
    page.get_by_role("button", name="Continue").last.click()
    reference = confirm(page)

    office = portal.new_page(browser)
    portal.sign_in(office, "training_office")
    office.goto("/training/office/")
    office.get_by_role("link", name="Figures").click()
    expect(office.get_by_role("heading", level=1)).to_have_text(re.compile(r"Figures of 20\d\d/\d\d"))
    assert figure(office, "Places sold") == "3"
    income = figure(office, "Income")
    assert Decimal(income.strip("£").replace(",", "")) == 90
    expect(office.get_by_role("img", name=re.compile("Income by half term and tier"))).to_be_visible()
    assert_accessible(office)
    assert_fits_320(office)

    office.locator(".portal-figures").get_by_role("link", name=income).click()
    expect(office.get_by_role("heading", level=1)).to_have_text(f"Income: {income}")
    amounts = office.locator("tbody td:last-child").all_inner_texts()
    assert sum(Decimal(amount.strip("£").replace(",", "")) for amount in amounts) == 90
    assert_accessible(office)
    office.locator("tbody").get_by_role("link").first.click()
    expect(office.get_by_role("heading", level=1)).to_have_text(f"Order {reference}")
