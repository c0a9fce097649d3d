"""The training office copies this year's sessions to the next: dates first, then all at once, and never twice."""

from playwright.sync_api import Page, expect

from essex_portal.school_calendar import academic_year_dates, academic_year_of
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from traded_assessment.models import Package
from traded_assessment.queries.office import sessions_of_year, years_with_sessions


def choose_years(page: Page, source: str, target: str) -> None:
    page.goto("/training/office/sessions/")
    page.get_by_role("link", name="Copy a year").click()
    page.get_by_label("Copy the sessions of").select_option(source)
    page.get_by_label("To", exact=True).select_option(target)
    page.get_by_role("button", name="Show the dates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Check the copy for {target}")


def test_office_copies_a_year_of_sessions(portal, page: Page):
    source = years_with_sessions()[0]
    target = academic_year_of(academic_year_dates(source)[1].replace(month=9, day=30))
    portal.sign_in(page, "training_office")
    choose_years(page, source, target)

    expect(page.get_by_text("The term dates are provisional").first).to_be_visible()
    assert sessions_of_year(target).count() == 0, "a preview changes nothing"
    assert_accessible(page)
    assert_fits_320(page)
    dates = page.locator("#plan tbody tr")
    count = dates.count()
    dates.last.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Create these sessions").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Sessions of {target}")
    expect(page.get_by_text(f"{count - 1} sessions were created. The package for {target} was added.")).to_be_visible()
    assert sessions_of_year(target).count() == count - 1
    assert Package.objects.filter(academic_year=target).exists()

    choose_years(page, source, target)  # again: what was copied is not offered a second time
    expect(page.get_by_text("Copied already")).to_have_count(count - 1)
    expect(page.locator("#plan").get_by_role("checkbox")).to_have_count(1)
