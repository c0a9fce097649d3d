"""Money off lines of orders, and the credit notes that follow by themselves."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from essex_portal.audit.models import AuditEvent
from essex_portal.documents.models import Document
from tests.factories.credits import CREDITED_AT, make_credit_note
from tests.factories.invoices import make_invoice, make_order, make_supplier
from traded_assessment.models import CreditNote, CreditNoteLine, InvoiceSeries, LineCredit
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.services.crediting import MoreThanTheLine, Off, already_credited, credit_lines
from traded_assessment.services.printed import NoSupplierDetails
from traded_assessment.states import CreditKind, InvoiceStatus, VatCategory

pytestmark = pytest.mark.django_db


def line_of(invoice, position=1):
    return invoice.lines.get(position=position).order_line


def credit(line, net, *, kind=CreditKind.GOODWILL, now=CREDITED_AT):
    off = [Off(line, Decimal(net), "The trainer was ill")]
    return credit_lines(off=off, kind=kind, reason="Trainer ill", by=line.order.placed_by, now=now)


class TestWhole:
    def test_every_line_is_mirrored_and_the_invoice_is_credited(self):
        invoice = make_invoice(nets=[60, 15])
        note = make_credit_note(invoice)
        assert (note.number, note.net, note.vat, note.gross) == ("CRN-2021-000001", 75, 0, 75)
        for ours, theirs in zip(note.lines.all(), invoice.lines.all(), strict=True):
            for same in ("position", "product", "description", "quantity", "unit_price", "net", "vat", "vat_category"):
                assert getattr(ours, same) == getattr(theirs, same)
        invoice.refresh_from_db()
        assert (invoice.credited, invoice.outstanding) == (75, 0)
        assert invoice.status_on(invoice.due_on) == InvoiceStatus.CREDITED
        assert not broken_invoice_invariants()

    def test_it_asks_for_its_document_and_is_in_the_audit_trail(self):
        note = make_credit_note(make_invoice())
        assert (note.document.kind, note.document.filename) == ("credit_note_pdf", f"{note.number}.pdf")
        event = AuditEvent.objects.get(event="credit_note.issued")
        assert (event.target_label, event.reason, event.after["gross"]) == (note.number, note.reason, "60.00")
        assert AuditEvent.objects.get(event="order.credited").reason == note.reason


class TestPart:
    def test_only_that_line_is_on_the_note(self):
        invoice = make_invoice(nets=[60, 15, 15])
        note = make_credit_note(invoice, {2: 10})
        [line] = note.lines.all()
        assert (line.description, line.quantity, line.unit_price, line.net) == (
            invoice.lines.get(position=2).description, 1, 10, 10,
        )  # fmt: skip
        invoice.refresh_from_db()
        assert invoice.outstanding == 80

    def test_twice_up_to_the_whole_and_no_further(self):
        invoice = make_invoice(nets=[60])
        for net in (20, 40):
            credit(line_of(invoice), net)
        with pytest.raises(MoreThanTheLine):
            credit(line_of(invoice), "0.01")
        invoice.refresh_from_db()
        assert (invoice.credited, CreditNote.objects.count()) == (60, 2)
        assert already_credited([line_of(invoice)]) == {line_of(invoice).pk: (60, 0)}

    def test_twice_in_one_call_counts_both(self):
        line = line_of(make_invoice(nets=[60]))
        off = [Off(line, Decimal(40), "once"), Off(line, Decimal(40), "twice")]
        with pytest.raises(MoreThanTheLine):
            credit_lines(off=off, kind=CreditKind.GOODWILL, reason="x", by=line.order.placed_by, now=CREDITED_AT)
        assert not LineCredit.objects.exists()

    def test_the_pennies_of_vat_never_stay_behind(self):
        invoice = make_invoice(nets=["9.99"], vat=[(VatCategory.STANDARD, 20)])  # VAT 2.00
        for net in ("3.33", "3.33", "3.33"):
            credit(line_of(invoice), net)
        assert list(LineCredit.objects.values_list("vat", flat=True)) == [
            Decimal("0.67"), Decimal("0.67"), Decimal("0.66"),
        ]  # fmt: skip
        invoice.refresh_from_db()
        assert (invoice.credited, invoice.outstanding) == (invoice.gross, 0)

    def test_a_quantity_that_divides_is_shown_as_one(self):
        note = make_credit_note(make_invoice(nets=[60]), {1: 60})
        assert (note.lines.get().quantity, note.lines.get().unit_price) == (1, 60)

    def test_nothing_off_is_no_credit(self):
        assert credit(line_of(make_invoice()), 0) == []
        assert not LineCredit.objects.exists()

    @pytest.mark.parametrize("net", ["-1", "60.01"])
    def test_less_than_nothing_and_more_than_the_line_are_refused(self, net):
        with pytest.raises(MoreThanTheLine):
            credit(line_of(make_invoice(nets=[60])), net)
        assert not CreditNote.objects.exists()


class TestNotBilledYet:
    def test_a_line_without_an_invoice_gets_a_credit_and_no_note(self):
        make_supplier()
        line = make_order(nets=[60]).lines.get()
        assert credit(line, 20, kind=CreditKind.CANCELLED) == []
        assert line.credits.get().net == 20
        assert not InvoiceSeries.objects.filter(prefix="CRN").exists()

    def test_lines_of_two_invoices_get_a_note_each_and_a_line_not_billed_none(self):
        billed = [make_invoice(nets=[60, 15]), make_invoice(nets=[40])]
        open_line = make_order(nets=[10]).lines.get()
        lines = [line_of(billed[1]), open_line, line_of(billed[0], 2), line_of(billed[0])]
        off = [Off(line, line.net, "why") for line in lines]
        notes = credit_lines(
            off=off, kind=CreditKind.SESSION_CANCELLED, reason="x", by=open_line.order.placed_by, now=CREDITED_AT
        )
        assert [(note.number, note.invoice_id, note.gross) for note in notes] == [
            ("CRN-2021-000001", billed[0].pk, 75), ("CRN-2021-000002", billed[1].pk, 40),
        ]  # fmt: skip
        assert LineCredit.objects.count() == 4
        assert not broken_invoice_invariants()


def test_without_the_councils_details_nothing_is_credited():
    invoice = make_invoice()
    with pytest.raises(NoSupplierDetails):
        credit(line_of(invoice), 10, now=CREDITED_AT.replace(year=2020))
    assert not LineCredit.objects.exists()
    assert not InvoiceSeries.objects.filter(prefix="CRN").exists()


class TestTheDatabase:
    """What it refuses by itself, whoever writes."""

    def refused(self, change):
        @transaction.atomic
        def commit():
            change()
            connection.check_constraints()

        with pytest.raises(DatabaseError):
            commit()

    def row(self, line, **values):
        values = {"net": 1, "vat": 0, "kind": CreditKind.GOODWILL, "why": "x"} | values
        LineCredit.objects.create(order_line=line, created_at=CREDITED_AT, created_by=line.order.placed_by, **values)

    @pytest.mark.parametrize("values", [{"net": "60.01"}, {"net": 0}, {"net": -1}, {"vat": 1}, {"why": ""}], ids=str)
    def test_a_wrong_credit_is_not_taken(self, values):
        line = line_of(make_invoice(nets=[60]))
        self.refused(lambda: self.row(line, **values))

    def test_credits_never_pass_the_line_together(self):
        line = line_of(make_invoice(nets=[60]))
        self.row(line, net=59)
        self.refused(lambda: self.row(line, net="1.01"))
        self.row(line, net=1)

    def test_credits_and_notes_stay(self):
        note = make_credit_note(make_invoice(nets=[60, 15]))
        for rows in (LineCredit.objects.all(), CreditNote.objects.all(), note.lines.all()):
            self.refused(lambda rows=rows: rows.update(net=1))
            self.refused(lambda rows=rows: rows._raw_delete("default"))

    def test_no_line_is_added_to_a_note_later(self):
        note = make_credit_note(make_invoice(nets=[60, 15]), {1: 60})
        line = CreditNoteLine.objects.get()
        second = note.invoice.lines.get(position=2)
        self.row(second.order_line, net=15)

        def add():
            values = {field.attname: getattr(line, field.attname) for field in CreditNoteLine._meta.concrete_fields}
            values |= {"id": None, "position": 2, "net": 15, "unit_price": 15, "invoice_line_id": second.pk}
            CreditNoteLine.objects.create(**values | {"line_credit_id": second.order_line.credits.get().pk})

        self.refused(add)

    @pytest.mark.parametrize(
        "changes",
        [{"gross": 61}, {"net": 0, "gross": 0}, {"reason": ""}, {"number": "INV-2021-000002"}, {"sequence": 3}, {}],
        ids=str,
    )
    def test_a_wrong_note_is_not_taken(self, changes):
        note = make_credit_note(make_invoice(nets=[60, 60]), {1: 60})
        document = Document.objects.create(kind="credit_note_pdf", key="another", filename="another.pdf")

        def write():
            InvoiceSeries.objects.filter(prefix="CRN").update(last_number=2)
            values = {field.attname: getattr(note, field.attname) for field in CreditNote._meta.concrete_fields}
            values |= {"id": None, "sequence": 2, "number": "CRN-2021-000002", "document_id": document.pk}
            CreditNote.objects.create(**values | changes)

        self.refused(write)  # the last, right in itself, has no lines


def at_once(tasks: Iterable[Callable[[], Any]]) -> list[Any]:
    """The results of tasks carried out by many threads, each with a connection of its own."""

    def run(task: Callable[[], Any]) -> Any:
        try:
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        return list(threads.map(run, tasks))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_20_credits_take_20_numbers_without_a_gap(self):
        invoices = [make_invoice(nets=[60]) for _ in range(20)]
        notes = at_once(lambda invoice=invoice: make_credit_note(invoice) for invoice in invoices)
        assert sorted(note.sequence for note in notes) == list(range(1, 21))
        assert InvoiceSeries.objects.get(prefix="CRN").last_number == 20
        assert not broken_invoice_invariants()

    def test_of_two_credits_of_one_line_one_is_refused(self):
        line = line_of(make_invoice(nets=[60]))

        def take():
            try:
                return credit(line, 40)
            except MoreThanTheLine:
                return None

        results = at_once([take, take])
        assert sorted(result is None for result in results) == [False, True]
        assert (LineCredit.objects.get().net, CreditNote.objects.get().gross) == (40, 40)
