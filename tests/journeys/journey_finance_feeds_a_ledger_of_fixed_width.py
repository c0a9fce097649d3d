"""Finance makes a mapping of payments in fixed width without code, and sends invoices to Oracle as a ZIP of CSVs."""

import csv
import io
from zipfile import ZipFile

from playwright.sync_api import Browser, Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import book, fill_today, signed_in
from tests.journeys.conftest import Portal
from traded_assessment.models import Invoice

EXPORTS = "/training/finance/invoices/ledger-exports/"
WIDTHS = {"Invoice number": ("20", "Spaces after it"), "Amount": ("10", "Zeros before it")}


def test_finance_feeds_a_ledger_of_fixed_width(portal: Portal, browser: Browser) -> None:
    book(signed_in(portal, browser, "headteacher"))
    invoice = Invoice.objects.get()
    page = signed_in(portal, browser, "finance")
    pay(page, invoice.number)
    make_mapping(page)
    keep_two_columns(page)
    expect(page.locator("#preview")).to_contain_text(f"{invoice.number:<20}0000060.00")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Saved as version 2")).to_be_visible()
    [first, again] = export(page, "Payments for the till", times=2)
    assert first == again == f"{invoice.number:<20}0000060.00\r\n".encode("cp1252")

    [oracle] = export(page, "Oracle AutoInvoice")
    with ZipFile(io.BytesIO(oracle)) as archive:
        assert archive.namelist() == ["RaInterfaceLinesAll.csv", "RaInterfaceDistributionsAll.csv"]
        [line] = csv.reader(io.StringIO(archive.read("RaInterfaceLinesAll.csv").decode()))
    assert invoice.number in line
    assert "60.00" in line


def pay(page: Page, number: str) -> None:
    page.goto(f"/training/finance/invoices/{number}/")
    page.get_by_role("button", name="Mark as paid").click()
    page.get_by_label("Reference").fill("BACS 1")
    page.get_by_role("button", name="Record payment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paid")


def make_mapping(page: Page) -> None:
    """One row a payment, with every column there is."""
    page.goto(EXPORTS)
    page.get_by_role("link", name="New mapping").click()
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label("Name of the mapping").fill("Payments for the till")
    page.get_by_label("Payments", exact=True).check()
    page.get_by_label("One row each").check()
    page.get_by_role("button", name="Make mapping").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Payments for the till")


def keep_two_columns(page: Page) -> None:
    """Fixed width, Windows letters, no headings; the other columns are removed."""
    page.get_by_role("link", name="Change").first.click()
    page.get_by_role("combobox", name="Columns").select_option("Columns of fixed width")
    page.get_by_label("Encoding").select_option("Windows-1252")
    page.get_by_label("Headings in the first line").uncheck()
    rows = page.get_by_label("Heading of column")
    for number in range(1, rows.count() + 1):
        heading = page.get_by_label(f"Heading of column {number}", exact=True).input_value()
        if heading in WIDTHS:
            width, padding = WIDTHS[heading]
            page.get_by_label(f"Width of column {number}", exact=True).fill(width)
            page.get_by_label(f"Filled with of column {number}", exact=True).select_option(padding)
        elif heading:
            page.get_by_label(f"Remove column {number}", exact=True).check()
    assert_accessible(page)


def export(page: Page, mapping: str, *, times: int = 1) -> list[bytes]:
    """Today's rows by a mapping, downloaded so many times."""
    page.goto(EXPORTS)
    page.get_by_label("What to export").select_option(mapping)
    fill_today(page, "First day")
    fill_today(page, "Last day")
    page.get_by_role("button", name="Export", exact=True).click()
    link = page.get_by_role("link", name="Download ")
    expect(link).to_be_visible(timeout=40_000)
    files = []
    for _ in range(times):
        with page.expect_download() as file:
            link.click()
        files.append(file.value.path().read_bytes())
    return files
