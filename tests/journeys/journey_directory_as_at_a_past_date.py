"""An officer renames a partnership from a day on; whoever asks for an earlier day sees what was true then."""

from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipFacts
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal
from tests.journeys.journey_officer_moves_a_school_between_partnerships import fill_day

NEW_NAME = "Fen and Marsh Partnership"


def test_directory_as_at_a_past_date(portal: Portal, browser: Browser) -> None:
    page, quadrant = portal.new_page(browser), Organisation.objects.get(memberships__role=Role.QUADRANT_OFFICER)
    old = PartnershipFacts.objects.filter(quadrant=quadrant).order_by("name")[0].name
    portal.sign_in(page, "quadrant_officer")
    page.goto("/partnerships/")
    page.get_by_role("link", name=old, exact=True).click()
    page.get_by_role("link", name="Change name, kind or quadrant").click()
    assert_accessible(page)
    page.get_by_label("Name", exact=True).fill(NEW_NAME)
    fill_day(page, "From which day?", 1, 9, 2023)
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEW_NAME)

    reader = portal.new_page(browser)
    portal.sign_in(reader, "headteacher")
    look_at(reader, 31, 8, 2023)
    expect(reader.get_by_text("This is the directory as it was on 31 August 2023.")).to_be_visible()
    expect(reader.locator("dl").get_by_text("As stated on 10 November 2021")).to_be_visible()
    expect(reader.get_by_role("link", name=NEW_NAME)).to_have_count(0)
    reader.get_by_role("link", name=old, exact=True).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(old)
    look_at(reader, 1, 9, 2023)
    expect(reader.get_by_role("link", name=old, exact=True)).to_have_count(0)
    expect(reader.get_by_role("link", name=NEW_NAME)).to_be_visible()
    assert_accessible(reader)
    assert_fits_320(reader)
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Download as a spreadsheet").click()
    assert download.value.suggested_filename == "partnerships-2023-09-01.xlsx"


def look_at(page: Page, day: int, month: int, year: int) -> None:
    page.goto("/partnerships/")
    fill_day(page, "As at", day, month, year)
    page.get_by_role("button", name="Show", exact=True).click()
