"""An administrator uploads a newer register: one school becomes an academy, another closes; the page says so."""

import csv
import gzip
from pathlib import Path

from playwright.sync_api import Page, expect

from essex_portal import organisations
from essex_portal.organisations.models import SchoolDetails
from tests.journeys.conftest import Portal

SHIPPED = Path(organisations.__file__).parent / "data" / "register-20231116.csv.gz"


def test_administrator_imports_a_newer_register(portal: Portal, page: Page, tmp_path: Path) -> None:
    closes = SchoolDetails.objects.filter(local_authority_id=881, status=1, type_id=1).order_by("urn").first()
    newer = newer_register(tmp_path / "edubasealldata20241116.csv", closing=closes.urn)

    portal.sign_in(page, "administrator")
    page.get_by_role("link", name="Register", exact=True).first.click()
    page.get_by_role("button", name="Import a register file").click()
    page.get_by_label("Register file", exact=False).first.set_input_files(newer)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("link", name="Show what changed")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Show what changed").click()
    expect(page.get_by_role("row", name="Closed").first).to_contain_text("1")

    page.goto(f"/schools/{closes.urn}/")
    expect(page.get_by_text("Closed").first).to_be_visible()
    page.goto(f"/schools/{closes.urn}/?on=2023-11-20")
    expect(page.get_by_text("Open").first).to_be_visible()


def newer_register(path: Path, *, closing: int) -> Path:
    """The shipped register a year on, with one school closed, in cp1252 as the register itself serves it."""
    with gzip.open(SHIPPED, "rt", encoding="cp1252", newline="") as shipped:
        reader = csv.DictReader(shipped)
        rows = [row | closed(row, closing) for row in reader]
        with path.open("w", encoding="cp1252", newline="") as target:
            writer = csv.DictWriter(target, reader.fieldnames)
            writer.writeheader()
            writer.writerows(rows)
    return path


def closed(row: dict, urn: int) -> dict:
    if int(row["URN"]) != urn:
        return {}
    return {
        "EstablishmentStatus (code)": "2",
        "EstablishmentStatus (name)": "Closed",
        "CloseDate": "31-08-2024",
        "LastChangedDate": "01-09-2024",
    }
