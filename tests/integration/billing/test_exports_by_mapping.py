"""Exports by mappings: every field has its record, versions count, and a batch is the same for ever."""

import csv
import io
from datetime import UTC, date, datetime
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from essex_portal.jobs.services import retry
from essex_portal.jobs.states import JobState
from tests.factories.invoices import make_invoice
from tests.factories.ledger import credited, journal_codes, make_recharge, shipped_mapping
from tests.factories.people import make_person
from traded_assessment.export_mapping import FIELDS, Column, ColumnKind, Per, Subject
from traded_assessment.models import ExportBatch, ExportMapping, ExportMappingVersion, Invoice
from traded_assessment.queries.export_records import latest, records_of_row
from traded_assessment.services.export_batches import (
    ExportRefused,
    change_mapping,
    copy_mapping,
    create_mapping,
    newest,
    request_export,
)
from traded_assessment.services.journals import make_journal, post_journal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)
FIRST, LAST = date(2021, 11, 1), date(2021, 11, 30)
EXPORTS = reverse("traded_assessment:export_batches")


def exported(mapping, finance, **more) -> ExportBatch:
    options = {"first_on": FIRST, "last_on": LAST, "only_new": True} | more
    batch = request_export(mapping=mapping, by=finance, now=NOW, **options)
    documents.make(batch.document_id)
    batch.document.refresh_from_db()
    return batch


def content(batch) -> bytes:
    assert batch.document.state == JobState.READY, batch.document.error
    with documents.open_document(batch.document) as stored:
        return stored.read()


def change(mapping, finance, *, file_number=0, seen=None, **changes) -> ExportMappingVersion:
    version = newest(mapping)
    one = version.definition.files[file_number]
    return change_mapping(
        mapping=mapping,
        file_number=file_number,
        changed=one.__class__(**{**vars(one), **changes}),
        seen=version.number if seen is None else seen,
        by=finance,
        now=NOW,
    )


@pytest.mark.parametrize(("subject", "per"), FIELDS, ids=lambda one: str(one))
def test_every_field_of_a_mapping_is_in_its_records(finance, subject, per):
    journal_codes()
    recharge = make_recharge()
    credited(recharge, 20, by=finance, now=NOW)
    post_journal(batch=make_journal(period_end=NOW.date(), by=finance, now=NOW), by=finance, now=NOW)
    [row, *_] = latest(Subject(subject), 3)
    [record, *_] = records_of_row(Subject(subject), Per(per), row)
    assert set(record) == {field.name for field in FIELDS[subject, per]}


class TestBatches:
    def test_the_generic_file_has_a_row_an_invoice(self, finance):
        invoices = [make_invoice(nets=(60, 15)) for _ in range(2)]
        lines = content(exported(shipped_mapping("Generic CSV"), finance)).decode("utf-8-sig").splitlines()
        assert lines[0].startswith("Invoice number,Kind,Issued,Due,Customer")
        assert [line.split(",")[0] for line in lines[1:]] == sorted(invoice.number for invoice in invoices)

    def test_autoinvoice_is_a_zip_of_lines_and_distributions_tied_by_the_flexfield(self, finance):
        invoice = make_invoice(nets=(60, 15))
        mapping = shipped_mapping("Oracle AutoInvoice")
        with ZipFile(io.BytesIO(content(exported(mapping, finance)))) as archive:
            lines, distributions = (
                list(csv.reader(io.StringIO(archive.read(one.name).decode())))
                for one in newest(mapping).definition.files
            )
        headings = [[column.heading for column in one.columns] for one in newest(mapping).definition.files]
        flexfields = [
            [
                (row[head.index("INTERFACE_LINE_ATTRIBUTE1")], row[head.index("INTERFACE_LINE_ATTRIBUTE2")])
                for row in rows
            ]
            for head, rows in zip(headings, (lines, distributions), strict=True)
        ]
        assert flexfields[0] == flexfields[1] == [(invoice.number, "1"), (invoice.number, "2")]
        assert {len(row) for row in lines} == {len(headings[0])}

    def test_a_credit_memo_names_the_line_that_it_takes_from(self, finance):
        invoice = make_invoice(nets=(60, 15))
        credited(invoice, 20, by=finance, now=NOW)
        mapping = shipped_mapping("Oracle AutoInvoice credit memos")
        with ZipFile(io.BytesIO(content(exported(mapping, finance)))) as archive:
            [[line], [distribution]] = (
                list(csv.DictReader(io.StringIO(archive.read(one.name).decode()), [c.heading for c in one.columns]))
                for one in newest(mapping).definition.files
            )
        assert [line[f"REFERENCE_LINE_ATTRIBUTE{n}"] for n in (1, 2, 3)] == [invoice.number, "1", *invoice.references]
        assert (line["TRX_NUMBER"], line["AMOUNT"], distribution["AMOUNT"]) == ("CRN-2021-000001", "-20.00", "-20.00")
        assert line["TERM_NAME"] == line["QUANTITY"] == ""

    def test_again_it_is_the_same_byte_for_byte(self, finance):
        for name in ("Generic CSV", "Oracle AutoInvoice", "Credit notes CSV"):
            mapping = shipped_mapping(name)
            credited(make_invoice(), 20, by=finance, now=NOW)
            batch = exported(mapping, finance)
            first = content(batch)
            change(mapping, finance, columns=(Column("Other", ColumnKind.CONSTANT, "x"),))
            make_invoice()
            default_storage.delete(batch.document.storage_key)
            documents.mark_as_lost(batch.document)
            batch.document.refresh_from_db()
            retry(batch.document)
            documents.make(batch.document_id)
            batch.document.refresh_from_db()
            assert content(batch) == first

    def test_only_what_is_new(self, finance):
        mapping = shipped_mapping("Generic CSV")
        make_invoice()
        exported(mapping, finance)
        with pytest.raises(ExportRefused, match="nothing to export"):
            exported(mapping, finance)
        newer = make_invoice()
        assert exported(mapping, finance).ids == [newer.pk]
        assert len(exported(mapping, finance, only_new=False).ids) == 2

    def test_days_are_inclusive(self, finance):
        mapping = shipped_mapping("Generic CSV")
        make_invoice(on=date(2021, 11, 10))
        assert exported(mapping, finance, first_on=date(2021, 11, 10), last_on=date(2021, 11, 10)).ids
        with pytest.raises(ExportRefused):
            exported(mapping, finance, first_on=date(2021, 11, 11), only_new=False)

    def test_what_cannot_be_written_is_said_and_nothing_is_cut(self, finance):
        make_invoice()
        mapping = shipped_mapping("Generic CSV")
        one = newest(mapping).definition.files[0]
        style = one.format.__class__(**{**vars(one.format), "layout": "fixed", "header": False})
        change(mapping, finance, format=style, columns=(Column("No", ColumnKind.FIELD, "number", 4),))
        batch = exported(mapping, finance)
        assert batch.document.state == JobState.FAILED
        assert "longer than 4 characters" in batch.document.error

    def test_only_finance(self):
        make_invoice()
        with pytest.raises(PermissionDenied):
            exported(shipped_mapping("Generic CSV"), make_person(Role.DIRECTOR))


class TestMappings:
    def test_a_change_is_a_new_version_and_no_change_is_none(self, finance):
        mapping = shipped_mapping("Generic CSV")
        assert change(mapping, finance).number == 1
        assert change(mapping, finance, columns=(Column("A", ColumnKind.BLANK),)).number == 2
        assert mapping.versions.count() == 2

    def test_two_people_do_not_undo_each_other(self, finance):
        mapping = shipped_mapping("Generic CSV")
        change(mapping, finance, columns=(Column("A", ColumnKind.BLANK),))
        with pytest.raises(ExportRefused, match="meanwhile"):
            change(mapping, finance, seen=1, columns=(Column("B", ColumnKind.BLANK),))

    def test_a_copy_begins_as_its_source_and_goes_its_own_way(self, finance):
        source = shipped_mapping("Generic CSV")
        copy = copy_mapping(source=source, name="Our ledger", by=finance, now=NOW)
        change(copy, finance, columns=(Column("A", ColumnKind.BLANK),))
        assert newest(source).number == 1
        with pytest.raises(ExportRefused):
            copy_mapping(source=source, name="our ledger", by=finance, now=NOW)

    @pytest.mark.parametrize(("subject", "per"), FIELDS, ids=lambda one: str(one))
    def test_a_new_one_begins_with_every_column_there_is(self, finance, subject, per):
        made = create_mapping(name="Till", subject=subject, per=per, by=finance, now=NOW)
        [one] = newest(made).definition.files
        assert {column.value for column in one.columns} == {field.name for field in FIELDS[subject, per]}
        assert (one.name, made.subject) == ("till.csv", subject)
        with pytest.raises(ExportRefused, match="of this name"):
            create_mapping(name="TILL", subject=subject, per=per, by=finance, now=NOW)

    def test_what_has_no_lines_is_refused_a_row_for_each(self, finance):
        with pytest.raises(ExportRefused, match="Payments have no lines"):
            create_mapping(name="Till", subject=Subject.PAYMENTS, per=Per.LINE, by=finance, now=NOW)
        with pytest.raises(PermissionDenied):
            create_mapping(
                name="Till", subject=Subject.PAYMENTS, per=Per.DOCUMENT, by=make_person(Role.DIRECTOR), now=NOW
            )

    def test_loading_again_leaves_changed_mappings_alone(self, finance):
        mapping = shipped_mapping("Generic CSV")
        change(mapping, finance, columns=(Column("A", ColumnKind.BLANK),))
        shipped_mapping("Generic CSV")
        assert newest(mapping).number == 2

    def test_versions_and_batches_never_change(self, finance):
        make_invoice()
        mapping = shipped_mapping("Generic CSV")
        exported(mapping, finance)
        for model in (ExportMappingVersion, ExportBatch):
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.update(made_at=NOW)


class TestPages:
    def form_of(self, page) -> dict[str, str]:
        """What the page's form would send as it stands."""
        answers = {name: field.value() for name, field in ((f.html_name, f) for f in page.context["form"])}
        formset = page.context["formset"]
        answers |= {f.html_name: f.value() for f in formset.management_form}
        answers |= {f.html_name: f.value() for row in formset for f in row}
        return {name: "on" if value is True else value for name, value in answers.items() if value not in (None, False)}

    def test_a_column_is_added_renamed_moved_and_previewed(self, as_finance: Client):
        make_invoice()
        mapping = shipped_mapping("Generic CSV")
        address = reverse("traded_assessment:change_mapping", args=[mapping.pk, 0])
        answers = self.form_of(as_finance.get(address))
        answers |= {
            "columns-0-heading": "Our number", "columns-15-place": "1", "columns-15-heading": "Source",
            "columns-15-holds": "constant", "columns-15-constant": "PORTAL", "columns-14-remove": "on",
            "delimiter": "tab",
        }  # fmt: skip
        shown = as_finance.post(address, answers, headers={"HX-Request": "true"}).content.decode()
        assert "Source\tOur number\t" in shown
        assert "<h1" not in shown
        assert mapping.versions.count() == 1, "a preview saves nothing"
        as_finance.post(address, answers | {"save": "yes"})
        columns = newest(mapping).definition.files[0].columns
        assert [column.heading for column in columns][:2] == ["Source", "Our number"]
        assert len(columns) == 15

    def test_a_new_mapping_is_made_on_its_page(self, as_finance: Client):
        address = reverse("traded_assessment:new_mapping")
        answers = {"name": "Payments for the till", "subject": "payments", "per": "line"}
        assert "have no lines of their own" in as_finance.post(address, answers).content.decode()
        made = as_finance.post(address, answers | {"per": "document"})
        mapping = ExportMapping.objects.get(name="Payments for the till")
        assert made.url == reverse("traded_assessment:export_mapping", args=[mapping.pk])

    def test_what_makes_no_sense_is_said(self, as_finance: Client):
        mapping = shipped_mapping("Generic CSV")
        address = reverse("traded_assessment:change_mapping", args=[mapping.pk, 0])
        answers = self.form_of(as_finance.get(address)) | {"layout": "fixed", "save": "yes"}
        page = as_finance.post(address, answers).content.decode()
        assert "enter how wide it is" in page
        assert mapping.versions.count() == 1

    def test_export_and_get_it_again(self, as_finance: Client):
        make_invoice()
        mapping = shipped_mapping("Generic CSV")
        answers = {"mapping": mapping.pk, "first_on": "2021-11-01", "last_on": "2021-11-30", "only_new": "on"}
        response = as_finance.post(EXPORTS, answers)
        batch = ExportBatch.objects.get()
        assert response.url == reverse("traded_assessment:export_batch", args=[batch.pk])
        documents.make(batch.document_id)
        assert "Download generic-csv-" in as_finance.get(response.url).content.decode()
        assert "nothing to export" in as_finance.post(EXPORTS, answers).content.decode()

    def test_mapping_and_copy_pages(self, as_finance: Client):
        mapping = shipped_mapping("Oracle AutoInvoice")
        page = as_finance.get(reverse("traded_assessment:export_mapping", args=[mapping.pk])).content.decode()
        assert "RaInterfaceLinesAll.csv" in page
        as_finance.post(reverse("traded_assessment:copy_mapping", args=[mapping.pk]), {"name": "Ours"})
        assert ExportMapping.objects.filter(name="Ours").exists()
        wide = as_finance.get(reverse("traded_assessment:change_mapping", args=[mapping.pk, 0]))
        assert self.form_of(wide)["columns-0-heading"] == "ORG_NAME"
        assert as_finance.get(reverse("traded_assessment:change_mapping", args=[mapping.pk, 2])).status_code == 404

    def test_the_list_asks_as_often_for_30_rows_as_for_3(self, as_finance: Client, finance):
        mapping, counts = shipped_mapping("Generic CSV"), []
        for more in (3, 27):
            for _ in range(more):
                make_invoice()
                request_export(
                    mapping=mapping, first_on=FIRST, last_on=LAST, only_new=True, by=finance,
                    now=datetime(2021, 11, 24, 10, 0, 0, Invoice.objects.count(), tzinfo=UTC),
                )  # fmt: skip
            as_finance.get(EXPORTS)
            with CaptureQueriesContext(connection) as queries:
                as_finance.get(EXPORTS)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15
