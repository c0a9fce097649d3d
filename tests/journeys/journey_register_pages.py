"""Every page of schools, the register and the calendar: axe, 320 px, and without JavaScript."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from essex_portal.organisations.models import District, HalfTermDates, RegisterImport, SchoolLink
from tests.factories.register import register_file, register_row
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal


def addresses() -> list[str]:
    """One of each page, with the content that the demonstration has."""
    academy = SchoolLink.objects.filter(later__trust__isnull=False).select_related("later").first()
    return [
        "/schools/",
        "/schools/?q=colchestr&type=34",
        "/schools/?q=nothing+like+it",
        f"/schools/{academy.later.urn}/",
        f"/schools/{academy.earlier.urn}/?on=2010-11-10",
        f"/schools/{academy.later.urn}/?on=2010-31-10",
        "/register/imports/",
        "/register/imports/new/",
        f"/register/imports/{RegisterImport.objects.latest('pk').pk}/",
        "/register/districts/",
        f"/register/districts/{District.objects.get(name='Harlow').pk}/",
        "/register/calendar/",
        "/register/calendar/new/",
        f"/register/calendar/{HalfTermDates.objects.first().pk}/",
    ]


@pytest.mark.journey
def test_every_page_is_accessible_and_fits_a_narrow_screen(portal: Portal, page: Page) -> None:
    portal.sign_in(page, "administrator")
    for address in addresses():
        page.goto(f"{portal.url}{address}")
        assert_accessible(page)
        assert_fits_320(page)


@pytest.mark.journey
def test_an_import_with_rejected_rows_works_without_javascript(
    portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "edubasealldata20241116.csv"
    rows = [register_row(999_001), register_row("none", EstablishmentName="Bad Row")]
    file.write_bytes(register_file(rows).getvalue())
    page = browser.new_context(base_url=portal.url, java_script_enabled=False).new_page()
    portal.sign_in(page, "administrator")
    page.goto(f"{portal.url}/register/imports/new/")
    page.get_by_label("Register file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    again, done = page.get_by_role("link", name="Check again"), page.get_by_role("row", name="Schools added")
    expect(again.or_(done)).to_be_visible()
    for _ in range(30):
        if again.count() == 0:
            break
        page.wait_for_timeout(500)
        again.click()
        page.wait_for_load_state()
    expect(page.get_by_role("row", name="Schools added")).to_contain_text("1")
    expect(page.get_by_role("row", name="Bad Row")).to_contain_text("URN is “none”, which is not a whole number")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all 1 rejected row as CSV").click()
    assert "Bad Row" in Path(download.value.path()).read_text()
