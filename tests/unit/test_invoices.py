"""Numbers, due dates, VAT words, the manifest and harmless cells: no database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.invoice_words import charges_or_exempts, pence, vat_notes, vat_treatment
from traded_assessment.services.exports import defused
from traded_assessment.services.invoice_zip import ManifestRow, manifest
from traded_assessment.services.invoicing import due_on
from traded_assessment.services.numbers import Number
from traded_assessment.states import VatCategory


@dataclass
class Line:
    vat_category: str = VatCategory.OUTSIDE_SCOPE
    vat_rate: Decimal = Decimal("0.00")
    vat_reason: str = ""
    vat_provisional: bool = False


@pytest.mark.parametrize(
    ("sequence", "number"), [(1, "INV-2021-000001"), (999_999, "INV-2021-999999"), (1_000_000, "INV-2021-1000000")]
)
def test_numbers_have_six_digits_and_never_lose_one(sequence, number):
    assert str(Number(1, "INV", 2021, sequence)) == number


def test_the_due_date_counts_calendar_days_after_the_day_of_issue():
    assert due_on(date(2021, 11, 10), 30) == date(2021, 12, 10)
    assert due_on(date(2024, 2, 1), 28) == date(2024, 2, 29)


@given(st.decimals("0", "9999999.99", places=2))
def test_pence_are_always_shown(amount):
    assert pence(amount) == f"£{amount:,.2f}"
    assert pence(amount)[-3] == "."


def test_vat_treatments():
    assert vat_treatment(Line(VatCategory.STANDARD, Decimal("20.00"))) == "20%"
    assert vat_treatment(Line(VatCategory.STANDARD, Decimal("17.50"))) == "17.5%"
    assert [vat_treatment(Line(category)) for category in "ZEO"] == ["0%", "Exempt", "Outside scope"]


def test_the_reason_is_said_once_for_each_treatment():
    reason = "supply within one VAT registration"
    assert vat_notes([Line(vat_reason=reason), Line(vat_reason=f"{reason}.")]) == [
        f"Outside the scope of VAT: {reason}."
    ]
    assert vat_notes([Line(vat_reason="Outside the scope of VAT")]) == ["Outside the scope of VAT."]
    assert vat_notes([Line(VatCategory.STANDARD, Decimal(20))]) == []


def test_what_is_provisional_is_called_so_even_when_vat_is_charged():
    notes = vat_notes([Line(VatCategory.STANDARD, Decimal(20), vat_provisional=True), Line(VatCategory.EXEMPT)])
    assert notes == ["This VAT treatment is provisional until the council’s VAT officer confirms it.", "Exempt."]


def test_the_vat_number_belongs_only_where_vat_does():
    assert not charges_or_exempts([Line()])
    assert charges_or_exempts([Line(VatCategory.EXEMPT)])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_as_a_formula(start):
    assert defused(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", ["Maple School", "", 7, Decimal(-1), date(2021, 11, 10)])
def test_other_cells_stay_as_they_are(value):
    assert defused(value) == value


def test_the_manifest_lists_each_file():
    rows = [ManifestRow("INV-2021-000001", "Maple, Chelmsford", Decimal("60.00"), "ab" * 32, "INV-2021-000001.pdf")]
    assert manifest(rows) == (
        "\ufeffnumber,school,gross,sha256,file_name\r\n"
        f'INV-2021-000001,"Maple, Chelmsford",60.00,{"ab" * 32},INV-2021-000001.pdf\r\n'
    )
