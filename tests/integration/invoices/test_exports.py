"""Exports of the filtered set: CSV, spreadsheet, and the PDFs as a ZIP by a worker that may be killed."""

import csv
import hashlib
import io
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from essex_portal.audit.models import AuditEvent
from essex_portal.documents import services as documents
from essex_portal.documents.models import Document
from essex_portal.jobs import services as jobs
from essex_portal.jobs.states import JobState
from tests.factories.invoices import make_invoice
from tests.factories.schools import make_school
from traded_assessment.models import Invoice
from traded_assessment.services.exports import HEADINGS
from traded_assessment.services.invoice_zip import request_zip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

LIST = reverse("traded_assessment:invoices")
CSV = reverse("traded_assessment:invoices_csv")
XLSX = reverse("traded_assessment:invoices_xlsx")
ZIP = reverse("traded_assessment:invoices_zip")
FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def three():
    """Of October, of November with a formula for a name, and of November."""
    return [
        make_invoice(make_school(name="Oak School"), on=date(2021, 10, 1), nets=[40]),
        make_invoice(make_school(name=FORMULA), nets=[60, 15], purchase_order="+44 PO"),
        make_invoice(make_school(name="Ysgol Łódź"), nets=[1234]),
    ]


class TestCsv:
    def test_it_holds_the_filtered_set_for_a_spreadsheet_program(self, as_finance, three):
        response = as_finance.get(CSV, {"issued_from": "2021-11-01"})
        content = response.getvalue()
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="invoices-2021-11-24.csv"'
        assert content.startswith(b"\xef\xbb\xbfInvoice number,Issued,")
        assert content.count(b"\r\n") == content.count(b"\n") == 3
        newest, older = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        assert newest == {
            "Invoice number": three[2].number,
            "Issued": "2021-11-10",
            "Due": "2021-12-10",
            "Status": "Due",
            "School": "Ysgol Łódź",
            "URN": str(three[2].customer["urn"]),
            "Customer": "Essex maintained school",
            "Booking reference": three[2].references[0],
            "Purchase order": "",
            "Net": "1234.00",
            "VAT": "0.00",
            "Total": "1234.00",
            "Paid": "0.00",
            "Credited": "0.00",
            "Written off": "0.00",
            "Outstanding": "1234.00",
        }
        assert (older["School"], older["Purchase order"]) == (f"'{FORMULA}", "'+44 PO")

    def test_it_is_sent_while_it_is_read(self, as_finance, three):
        assert as_finance.get(CSV).streaming


class TestSpreadsheet:
    def test_it_has_real_dates_and_numbers_and_no_formula(self, as_finance, three):
        response = as_finance.get(XLSX)
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        heading, *rows = sheet.iter_rows()
        assert [cell.value for cell in heading] == list(HEADINGS)
        assert len(rows) == 3
        row = dict(zip(HEADINGS, rows[1], strict=True))
        assert row["Invoice number"].value == three[1].number
        assert row["Issued"].value == datetime(2021, 11, 10)  # noqa: DTZ001  a day of a sheet has no zone
        assert row["Issued"].is_date
        assert (row["Total"].value, row["Total"].data_type) == (75, "n")
        assert row["URN"].value == three[1].customer["urn"]
        assert (row["School"].value, row["School"].data_type) == (FORMULA, "s")

    def test_characters_that_a_sheet_cannot_hold_are_left_out(self, as_finance):
        make_invoice(purchase_order="PO\x0b7")
        sheet = openpyxl.load_workbook(io.BytesIO(as_finance.get(XLSX).content)).active
        assert dict(zip(HEADINGS, next(sheet.iter_rows(min_row=2)), strict=True))["Purchase order"].value == "PO7"


def unpack(document):
    """The files of a made ZIP by name, in order."""
    with documents.open_document(document) as stored, zipfile.ZipFile(io.BytesIO(stored.read())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


class TestZip:
    def test_from_the_list_to_the_file(self, as_finance, three):
        answer = as_finance.post(f"{ZIP}?issued_from=2021-11-01")
        document = Document.objects.get(kind="invoices_zip")
        assert answer.url == reverse("traded_assessment:invoices_export", args=[document.pk])
        assert "Waiting to start" in as_finance.get(answer.url).text
        documents.make(document.pk)
        page = as_finance.get(answer.url)
        assert "Export of 2 invoices" in page.text
        download = reverse("documents:download", args=[document.pk])
        assert download in page.text
        response = as_finance.get(download)
        assert response["Content-Type"] == "application/zip"
        assert f"{three[1].number}-to-{three[2].number}.zip" in response["Content-Disposition"]
        assert hashlib.sha256(response.getvalue()).hexdigest() == Document.objects.get(pk=document.pk).sha256

    def test_it_holds_each_pdf_and_a_manifest(self, three, finance):
        documents.make(three[0].document_id)
        document = request_zip(invoices=Invoice.objects.all(), by=finance)
        documents.make(document.pk)
        document.refresh_from_db()
        assert (document.state, document.progress_done, document.progress_total) == (JobState.READY, 3, 3)
        files = unpack(document)
        assert list(files) == [f"{invoice.number}.pdf" for invoice in three] + ["manifest.csv"]
        rows = list(csv.DictReader(io.StringIO(files["manifest.csv"].decode("utf-8-sig"))))
        assert [row["number"] for row in rows] == [invoice.number for invoice in three]
        assert [row["gross"] for row in rows] == ["40.00", "75.00", "1234.00"]
        assert rows[1]["school"] == f"'{FORMULA}"
        for row in rows:
            assert row["sha256"] == hashlib.sha256(files[row["file_name"]]).hexdigest()
        stored = Document.objects.get(pk=three[0].document_id)
        assert rows[0]["sha256"] == stored.sha256  # the very file that the school has

    def test_a_pdf_that_the_storage_lost_is_made_again(self, three, finance):
        documents.make(three[0].document_id)
        lost = Document.objects.get(pk=three[0].document_id)
        default_storage.delete(lost.storage_key)
        document = request_zip(invoices=Invoice.objects.filter(pk=three[0].pk), by=finance)
        documents.make(document.pk)
        document.refresh_from_db()
        assert hashlib.sha256(unpack(document)[f"{three[0].number}.pdf"]).hexdigest() == lost.sha256

    def test_a_double_click_is_one_job(self, as_finance, three):
        first, second = as_finance.post(ZIP), as_finance.post(ZIP)
        assert first.url == second.url
        assert Document.objects.filter(kind="invoices_zip").count() == 1

    def test_invoices_issued_meanwhile_are_not_in_it(self, three, finance):
        document = request_zip(invoices=Invoice.objects.all(), by=finance)
        make_invoice()
        documents.make(document.pk)
        document.refresh_from_db()
        assert len(unpack(document)) == 4

    def test_another_set_is_another_document(self, three, finance):
        everything = request_zip(invoices=Invoice.objects.all(), by=finance)
        one = request_zip(invoices=Invoice.objects.filter(pk=three[0].pk), by=finance)
        assert everything.pk != one.pk
        assert one.filename == f"{three[0].number}.zip"

    def test_it_is_audited(self, three, finance):
        request_zip(invoices=Invoice.objects.all(), by=finance)
        event = AuditEvent.objects.get(event="invoices.exported")
        assert (event.actor_id, event.after["invoices"]) == (finance.pk, 3)

    def test_nothing_found_is_said_and_nothing_made(self, as_finance, three):
        response = as_finance.post(f"{ZIP}?q=nowhere", follow=True)
        assert "There are no invoices to export" in response.text
        assert not Document.objects.filter(kind="invoices_zip").exists()

    def test_a_worker_killed_midway_leaves_one_right_result(self, three, finance):
        """The sweeper finds what the dead worker had begun, and the next one ends with the same bytes."""
        document = request_zip(invoices=Invoice.objects.all(), by=finance)
        dies = patch("traded_assessment.services.invoice_zip._pdf_of", side_effect=[b"half", KeyboardInterrupt])
        with dies, pytest.raises(KeyboardInterrupt):  # as little is caught as when the process is gone
            documents.make(document.pk)
        document.refresh_from_db()
        assert (document.state, document.attempts, document.sha256) == (JobState.RUNNING, 1, "")
        later = timezone.now() + timedelta(minutes=2)
        with patch.object(jobs, "enqueue") as queued:
            assert jobs.sweep(now=later) >= 1
        assert document in [call.args[0] for call in queued.call_args_list]
        documents.make(document.pk)
        document.refresh_from_db()
        assert (document.state, document.attempts, document.progress_done) == (JobState.READY, 2, 3)
        first = document.sha256
        Document.objects.filter(pk=document.pk).update(state=JobState.PENDING, finished_at=None)
        documents.make(document.pk)
        document.refresh_from_db()
        assert document.sha256 == first


def test_sums_of_the_exports_agree_with_the_page(as_finance, three):
    rows = csv.DictReader(io.StringIO(as_finance.get(CSV).getvalue().decode("utf-8-sig")))
    assert sum(Decimal(row["Total"]) for row in rows) == as_finance.get(LIST).context["totals"].gross
