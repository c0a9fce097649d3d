"""Steps that several journeys take, said as a visitor would say them."""

import re

from playwright.sync_api import Page, expect

REFRESHER = "Assessment and moderation in Year 2 - refresher"
NEW_TEACHERS = "Assessment and moderation in Year 2 - teachers new to Year 2 and newly qualified teachers"


def choose_session(page: Page, title: str) -> None:
    """From the catalogue to the page that asks who is coming."""
    page.goto("/training/")
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("button", name="Book places").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is coming?")


def name_people(page: Page, *people: str) -> None:
    """Fill in so many colleagues by office; each gets a role and an address."""
    for number, person in enumerate(people, start=1):
        rows = page.get_by_role("group", name=re.compile(rf"^Person {number}$"))
        if rows.count() == 0:
            page.get_by_role("button", name="Add another person").click()
            expect(rows).to_be_visible()
        rows.get_by_label("Name").fill(person)
        rows.get_by_label("Role").fill("Class teacher")
        rows.get_by_label("Email").fill(f"{person.lower().replace(' ', '.')}@school.example")


def confirm(page: Page, *, purchase_order: str = "") -> str:
    """From the check page to the confirmation. Returns the order's reference."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your booking")
    if purchase_order:
        page.get_by_label("Purchase order number").fill(purchase_order)
    page.get_by_role("button", name="Confirm booking").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Booking confirmed")
    return page.locator(".govuk-panel__body strong").inner_text()


def price(page: Page) -> str:
    """The amount that the page says is to pay now."""
    return page.locator(".portal-price__amount").inner_text()
