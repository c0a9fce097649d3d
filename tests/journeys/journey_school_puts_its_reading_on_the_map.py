"""A school adds what it does for the Year of Reading, and it shows on the map and in the figures."""

import re

from playwright.sync_api import Page, expect

from essex_portal.accounts.demo import personas
from essex_portal.organisations.models import Organisation
from tests.journeys.accessibility import assert_accessible, assert_fits_320


def test_school_puts_its_reading_on_the_map(portal, page: Page):
    urn = next(persona.urn for persona in personas() if persona.key == "headteacher_academy")
    row = page.get_by_role("row", name=re.compile(re.escape(Organisation.objects.get(school__urn=urn).name)))
    portal.sign_in(page, "headteacher_academy")
    page.goto("/task-force/reading/reach/?touch=own")
    expect(row).to_have_count(0)

    page.get_by_role("link", name="Year of Reading").first.click()
    page.get_by_role("button", name="Add what is done").click()
    page.get_by_label("What is done").fill("Poems at lunch")
    page.get_by_role("button", name="Put it on the map").click()
    expect(page.get_by_role("alert")).to_contain_text("Select at least one year group")
    assert_accessible(page)
    for label in ("Year 6", "Year 7", "Children in care"):
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Put it on the map").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Poems at lunch")

    page.get_by_role("link", name="Year of Reading").first.click()
    page.get_by_label("Audience").select_option("Children in care")
    page.get_by_label("Year group").select_option("Year 7")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Poems at lunch")).to_be_visible()
    expect(page.get_by_role("img", name="Year of Reading 2022: schools that take part")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)

    page.get_by_role("link", name="Schools that take part").click()
    page.get_by_role("link", name=re.compile(r"^\d+$")).first.click()
    expect(row).to_contain_text("Does something itself")
