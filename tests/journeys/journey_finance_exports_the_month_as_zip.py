"""Finance finds this month's invoices, exports their PDFs as a ZIP that a worker makes, and marks one as paid."""

import csv
import hashlib
import re
from io import BytesIO, TextIOWrapper
from zipfile import ZipFile

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, confirm, name_people


def test_finance_exports_the_month_as_zip(portal: Portal, browser: Browser) -> None:
    for role in ("headteacher", "headteacher_academy", "headteacher_outside"):
        page = portal.new_page(browser)
        portal.sign_in(page, role)
        choose_session(page, NEW_TEACHERS)
        name_people(page, "Year 2 teacher")
        page.get_by_role("button", name="Continue").click()
        confirm(page)

    page = portal.new_page(browser)
    portal.sign_in(page, "finance")
    page.get_by_role("link", name="Invoices").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Invoices")
    expect(page.get_by_text("£190", exact=True).first).to_be_visible()  # 60 + 60 + 70
    page.get_by_role("button", name="PDFs as a ZIP").click()
    link = page.get_by_role("link", name="ZIP")
    expect(link).to_be_visible(timeout=45_000)
    with page.expect_download() as download:
        link.click()
    with ZipFile(BytesIO(download.value.path().read_bytes())) as archive:
        with archive.open("manifest.csv") as listed:
            manifest = list(csv.DictReader(TextIOWrapper(listed, "utf-8-sig")))
        assert len(manifest) == 3
        for row in manifest:
            name = next(value for value in row.values() if value.endswith(".pdf"))
            assert hashlib.sha256(archive.read(name)).hexdigest() in row.values()

    page.goto("/training/finance/invoices/")
    page.get_by_role("link", name=re.compile("^INV-")).first.click()
    page.get_by_role("button", name="Mark as paid").click()
    page.get_by_label("Reference").fill("BACS 20261123")
    page.get_by_role("button", name="Record payment").click()
    expect(page.get_by_text("Paid", exact=True).first).to_be_visible()
    expect(page.get_by_text("BACS 20261123").first).to_be_visible()
