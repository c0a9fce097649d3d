"""An officer downloads the sheet, fills in three rows, and somebody else updates one meanwhile: the worker shows what
would become of each row, two are saved, and the third once the officer has read the other's words."""

from pathlib import Path

from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from essex_portal.organisations.models import Organisation
from essex_portal.tracker.queries import latest_update
from essex_portal.tracker.sheets import COLUMNS, Column
from tests.factories.tracker import make_action, make_programme, make_update, make_workstream
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

SAID = (("Green", "As planned."), ("Amber", "Two posts are vacant."), ("Red", "It has stopped."))


def test_officer_uploads_a_filled_in_spreadsheet_with_a_conflict(
    portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    quadrant = Organisation.objects.get(kind="quadrant", name="North-East")
    stream = make_workstream(make_programme(title="Quadrant plan", slug="quadrant-plan"), prefix="ZZ")
    now = timezone.now()
    facts = {"quadrant": quadrant, "stage": "under_way", "now": now, "starts_on": now.date(), "due_on": None}
    actions = [make_action(stream, title=f"Plan {number}", **facts) for number in (1, 2, 3)]

    page = portal.new_page(browser)
    portal.sign_in(page, "quadrant_officer")
    page.goto("/tracker/programmes/quadrant-plan/")
    page.get_by_role("link", name="Update by spreadsheet").click()
    assert_accessible(page)
    assert_fits_320(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the sheet").click()
    filled = tmp_path / "filled.xlsx"
    fill_in(Path(download.value.path()), filled)
    make_update(actions[2], "amber", "Theirs: we are looking for another supplier.", now=timezone.now())

    page.get_by_label("Filled-in spreadsheet").set_input_files(filled)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("link", name="Show what becomes of each row")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Show what becomes of each row").click()
    conflict = page.get_by_role("row", name=actions[2].reference)
    expect(conflict).to_contain_text("Theirs: we are looking for another supplier.")
    assert_accessible(page)
    page.get_by_role("button", name="Save the rows that can be saved").click()
    page.get_by_role("link", name="Show what becomes of each row").click(timeout=60_000)
    expect(page.get_by_text("2 updates are saved.")).to_be_visible()

    page.get_by_label(f"Save mine over it: {actions[2].reference}").check()
    page.get_by_role("button", name="Save the rows that can be saved").click()
    page.get_by_role("link", name="Show what becomes of each row").click(timeout=60_000)
    expect(page.get_by_text("3 updates are saved.")).to_be_visible()
    assert [latest_update(action).sentence for action in actions] == [words for _, words in SAID]


def fill_in(source: Path, target: Path) -> None:
    """As the officer does in a spreadsheet program."""
    with source.open("rb") as stream:
        book = load_workbook(stream)
    columns = list(COLUMNS)
    for row, (rating, why) in zip(book.active.iter_rows(min_row=2), SAID, strict=True):
        row[columns.index(Column.DELIVERY)].value = rating
        row[columns.index(Column.WHY)].value = why
    book.save(target)
