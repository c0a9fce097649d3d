"""An officer brings a plan as a spreadsheet: columns are guessed, a bad row is mended, one discarded, the rest
confirmed by a worker, and each action shows the row that it came from. Then the same by pasting, without JavaScript."""

from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect

from essex_portal.tracker.models import Action
from tests.factories.tracker import make_programme, make_workstream
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

HEADINGS = ("Ref", "What will we do?", "Timescale", "Lead officer", "Budget code")
ROWS = (
    ("ZI-1", "Train all early years settings", "from March 2022", "Head of Training", "B1"),
    ("ZI-2", "Recruit two caseworkers", "when posts are agreed", "Head of Training", "B2"),
    ("ZI-3", "Hold a conference", "14 March 2022", "Head of Training", "B3"),
    ("ZI-4", "Publish the offer", "by June 2022", "Head of Training", "B4"),
)


def test_officer_imports_a_spreadsheet_of_actions(portal: Portal, browser: Browser, tmp_path: Path) -> None:
    make_workstream(make_programme(title="Imported plan", slug="imported-plan"), prefix="ZI")
    page = portal.new_page(browser)
    portal.sign_in(page, "quadrant_officer")
    page.goto("/tracker/programmes/imported-plan/")
    page.get_by_role("link", name="Import actions").click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Spreadsheet or CSV file").set_input_files(spreadsheet(tmp_path / "plan.xlsx"))
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_label("What will we do?")).to_have_value("title")
    expect(page.get_by_label("Budget code")).to_have_value("")
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("button", name="Show the rows").click()

    page.get_by_role("link", name="Say which offices these are").click()
    expect(page.get_by_role("group", name="“Head of Training”")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.go_back()
    say_that_the_office_is_new(page)
    row = page.get_by_role("row", name="Recruit two caseworkers")
    expect(row).to_contain_text("names no day")
    assert_accessible(page)
    assert_fits_320(page)
    row.get_by_role("link", name="Edit row 4").click()
    expect(page.get_by_role("heading", name="The row as it came")).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Last day").fill("30/6/2022")
    page.get_by_label("When, in words").fill("by the end of June 2022")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Discard row 5").click()
    expect(page.get_by_text("Row 5 is discarded.")).to_be_visible()

    page.get_by_role("button", name="Confirm 3 rows").click()
    in_tracker = page.get_by_role("link", name="In the tracker (3)")
    page.get_by_role("link", name="Show the rows").or_(in_tracker).first.click(timeout=60_000)
    expect(in_tracker).to_be_visible()
    page.get_by_role("link", name="ZI-2").click()
    expect(page.get_by_text("plan.xlsx, row 4")).to_be_visible()
    page.get_by_text("The row as it came").click()
    expect(page.get_by_text("when posts are agreed")).to_be_visible()
    assert_accessible(page)
    made = Action.objects.filter(programme__slug="imported-plan").order_by("number")
    assert [action.reference for action in made] == ["ZI-1", "ZI-2", "ZI-4"]


def test_officer_pastes_a_table_without_javascript(portal: Portal, browser: Browser) -> None:
    make_workstream(make_programme(title="Pasted plan", slug="pasted-plan"), prefix="ZP")
    page = browser.new_context(base_url=portal.url, locale="en-GB", java_script_enabled=False).new_page()
    portal.sign_in(page, "quadrant_officer")
    page.goto("/tracker/programmes/pasted-plan/import/")
    lines = [HEADINGS, *((ref.replace("ZI", "ZP"), *rest) for ref, *rest in ROWS)]
    page.get_by_label("Or paste the table").fill("\n".join("\t".join(line) for line in lines))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Show the rows").click()
    say_that_the_office_is_new(page)
    page.get_by_role("link", name="Edit row 3").click()
    page.get_by_label("The plan gives no dates").check()
    page.get_by_role("button", name="Save and confirm").click()
    expect(page.get_by_text("Row 3 is in the tracker as ZP-2.")).to_be_visible()
    page.get_by_role("button", name="Discard row 4").click()
    page.get_by_role("button", name="Confirm row 2").click()
    expect(page.get_by_text("Row 2 is in the tracker as ZP-1.")).to_be_visible()
    page.get_by_role("button", name="Confirm 1 row").click()
    made = page.get_by_role("link", name="In the tracker (3)")
    for _ in range(60):
        if made.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(made).to_be_visible()
    made.click()
    page.get_by_role("link", name="ZP-2").click()
    expect(page.get_by_text("Pasted table, row 3")).to_be_visible()


def say_that_the_office_is_new(page: Page) -> None:
    page.get_by_role("link", name="Say which offices these are").click()
    expect(page.get_by_role("group", name="“Head of Training”")).to_be_visible()
    page.get_by_label("A new office of that name").check()
    page.get_by_role("button", name="Save").click()


def spreadsheet(path: Path) -> Path:
    """A plan as offices write them: a title above the table, and a sheet of notes beside it."""
    book = Workbook()
    book.active.append(["Our plan for 2022"])
    for cells in (HEADINGS, *ROWS):
        book.active.append(cells)
    book.create_sheet("Notes").append(["Not for the tracker"])
    book.save(path)
    return path
