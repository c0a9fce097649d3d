"""Finance copies a mapping, changes it with a live preview, exports with it, and gets the same bytes again later."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import book, fill_today, signed_in
from tests.journeys.conftest import Portal


def test_finance_edits_a_mapping_and_exports_the_same_bytes_twice(portal: Portal, browser: Browser) -> None:
    book(signed_in(portal, browser, "headteacher"))
    page = signed_in(portal, browser, "finance")
    page.goto("/training/finance/invoices/")
    page.get_by_role("link", name="Ledger exports").click()
    page.get_by_role("link", name="Generic CSV").click()
    page.get_by_role("link", name="Copy this mapping").click()
    page.get_by_label("Name of the copy").fill("Our ledger")
    page.get_by_role("button", name="Copy mapping").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Our ledger")
    page.get_by_role("link", name="Change").first.click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Heading of column 1", exact=True).fill("Our number")
    page.get_by_label("Separator").select_option("Semicolon")
    expect(page.locator("#preview")).to_contain_text("Our number;Kind;")
    expect(page.locator("#preview")).to_contain_text("INV-")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Saved as version 2")).to_be_visible()

    first = export(page)
    page.goto("/training/finance/invoices/ledger-exports/")
    page.get_by_role("link", name="Our ledger").first.click()
    page.get_by_role("link", name="Change").first.click()
    page.get_by_label("Heading of column 1", exact=True).fill("Changed since")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Saved as version 3")).to_be_visible()
    page.goto("/training/finance/invoices/ledger-exports/")
    page.get_by_role("link", name="Export 1").click()
    assert download(page) == first
    assert first.decode("utf-8-sig").startswith("Our number;")


def export(page: Page) -> bytes:
    """What the copy exports from this month, as a worker makes it."""
    page.goto("/training/finance/invoices/ledger-exports/")
    page.get_by_label("What to export").select_option("Our ledger")
    fill_today(page, "First day")
    fill_today(page, "Last day")
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Export ")
    expect(page.get_by_role("link", name="Download our-ledger-")).to_be_visible(timeout=40_000)
    assert_accessible(page)
    return download(page)


def download(page: Page) -> bytes:
    with page.expect_download() as file:
        page.get_by_role("link", name="Download our-ledger-").click()
    return file.value.path().read_bytes()
