"""An officer adds a school to one partnership and moves it to another; the directory shows each day as it was."""

from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipFacts
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal


def test_officer_moves_a_school_between_partnerships(portal: Portal, browser: Browser) -> None:
    page = portal.new_page(browser)
    portal.sign_in(page, "quadrant_officer")
    quadrant = Organisation.objects.get(memberships__role=Role.QUADRANT_OFFICER)
    first, second = PartnershipFacts.objects.filter(quadrant=quadrant, kind="local_cluster").order_by("name")[:2]

    elsewhere = Organisation.objects.open_schools().exclude(school__district__quadrant=quadrant)
    open_school = elsewhere.filter(school__local_authority=881).order_by("name")[0]
    school = open_school.name

    page.get_by_role("link", name="Partnerships").first.click()
    page.get_by_role("link", name=first.name, exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Add a school").click()
    page.get_by_role("searchbox", name="Find a school").fill(str(open_school.school.urn))
    page.get_by_role("button", name="Find").click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("radio").first.check()
    fill_day(page, "First day in the partnership", 1, 9, 2023)
    page.get_by_role("button", name="Add the school").click()
    expect(page.get_by_text(f"is in {first.name} from 1 September 2023.")).to_be_visible()

    page.get_by_role("row", name=school).get_by_role("link", name="Move").click()
    assert_accessible(page)
    page.get_by_label("Move to").select_option(label=f"{second.name}, {quadrant}")
    fill_day(page, "First day in the new partnership", 31, 8, 2023)
    page.get_by_label("Why does the school move?").fill("Nearer to its neighbours")
    page.get_by_role("button", name="Move the school").click()
    expect(page.get_by_role("alert")).to_contain_text("Its last day must be 1 September 2023 or later")
    expect(page.get_by_label("Why does the school move?")).to_have_value("Nearer to its neighbours")
    fill_day(page, "First day in the new partnership", 1, 9, 2024)
    page.get_by_role("button", name="Move the school").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second.name)
    expect(page.get_by_role("rowheader", name=school)).to_be_visible()

    page.goto(f"/partnerships/{first.partnership_id}/")
    page.get_by_text("Schools that have left (1)").click()
    expect(page.get_by_text("1 September 2023 to 31 August 2024: Nearer to its neighbours")).to_be_visible()
    fill_day(page, "As at", 31, 8, 2024)
    page.get_by_role("button", name="Show that date").click()
    expect(page.get_by_text("This is the partnership as it was on 31 August 2024.")).to_be_visible()
    expect(page.get_by_role("rowheader", name=school)).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)


def fill_day(page: Page, legend: str, day: int, month: int, year: int) -> None:
    """The three boxes of a date."""
    group = page.get_by_role("group", name=legend)
    for name, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(name).fill(str(value))
