"""A Thurrock academy is outside Essex: 70 for one member of staff at an event. The whole way without JavaScript."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people, price


def test_school_outside_essex_pays_the_outside_price(portal: Portal, no_script_page: Page) -> None:
    page = no_script_page
    portal.sign_in(page, "headteacher_outside")
    choose_session(page, NEW_TEACHERS)
    name_people(page, "Year 2 teacher")
    page.get_by_role("button", name="Update price").click()
    assert price(page) == "£70"
    expect(page.get_by_label("Full name")).to_have_value("Year 2 teacher")
    page.get_by_role("button", name="Continue", exact=True).last.click()
    assert price(page) == "£70"
    expect(page.get_by_text("Thurrock (883)").first).to_be_visible()
    confirm(page)
    expect(page.get_by_role("cell", name="£70").first).to_be_visible()
