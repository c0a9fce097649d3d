"""A quadrant officer finds what the quadrant's SEND teams do at present, and adds to it."""

from playwright.sync_api import Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320


def test_officer_finds_the_quadrants_current_actions(portal, page: Page):
    portal.sign_in(page, "quadrant_officer")
    page.get_by_role("link", name="SEND", exact=True).first.click()
    page.get_by_role("link", name="Quadrants").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Current actions: North-East")
    team = page.get_by_role("table", name="Inclusion and Psychology", exact=True)
    expect(team.get_by_role("row")).to_have_count(4)
    expect(page.get_by_role("table", name="SEND Operations", exact=True)).to_contain_text("Green")
    assert_accessible(page)
    assert_fits_320(page)

    page.get_by_role("button", name="Add a current action").click()
    page.get_by_label("Team").select_option("Inclusion and Psychology")
    page.get_by_label("What is done").fill("A drop-in for parents each month")
    page.get_by_label("When").fill("happening now")
    page.get_by_role("button", name="Save").click()
    expect(team.get_by_role("row")).to_have_count(5)
    team.get_by_role("link", name="A drop-in for parents each month").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A drop-in for parents each month")
    expect(page.get_by_text("happening now")).to_be_visible()
