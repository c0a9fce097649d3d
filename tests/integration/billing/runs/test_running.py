"""The invoice run is carried out once and whole, whatever happens to its workers."""

from decimal import Decimal

import pytest

from essex_portal.documents.models import Document
from essex_portal.documents.services import open_document
from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from tests.factories.invoices import make_order
from tests.integration.billing.runs.conftest import NOW, TODAY, carried_out, monthly, rehearsed
from traded_assessment.models import Invoice, InvoiceLine, InvoiceRun
from traded_assessment.services import invoice_runs
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.invoice_runs import RunRefused, start_run
from traded_assessment.services.run_manifests import check_manifest
from traded_assessment.states import BillState, CreditKind, InvoiceKind, Settlement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]


class TestRun:
    def test_it_issues_prints_sends_and_signs(self, finance):
        maple, hill = monthly(finance), monthly(finance, "Hill", contact_email="office@hill.example")
        for school in (maple, maple, hill):
            make_order(school)
        run = carried_out(rehearsed(finance), finance)
        numbers = ["INV-2021-000001", "INV-2021-000002"]
        assert list(Invoice.objects.order_by("sequence").values_list("number", flat=True)) == numbers
        assert set(Document.objects.filter(kind="invoice_pdf").values_list("state", flat=True)) == {JobState.READY}
        told = dict(Message.objects.values_list("to", "subject"))
        assert told["office@hill.example"].startswith("Invoice INV-2021")
        assert f"head{maple.pk}@school.example" in told
        assert Message.objects.get(to="office@hill.example").attachments.get().filename.endswith(".pdf")
        with open_document(run.manifest) as stored:
            assert check_manifest(stored.read()).count == 2

    def test_a_second_press_changes_nothing(self, finance):
        make_order(monthly(finance))
        rehearsal = rehearsed(finance)
        first = carried_out(rehearsal, finance)
        again = carried_out(rehearsal, finance)
        assert first == again
        assert (Invoice.objects.count(), InvoiceRun.objects.count()) == (1, 1)

    def test_a_killed_worker_is_followed_by_one_that_issues_only_the_rest(self, finance, monkeypatch):
        for number in range(3):
            make_order(monthly(finance, f"School {number}"))
        run = start_run(rehearsal=rehearsed(finance), by=finance, today=TODAY)
        real, seen = invoice_runs.issue, []

        def dies_at_the_second(bill, **more):
            seen.append(bill)
            if len(seen) == 2:
                raise MemoryError
            return real(bill, **more)

        monkeypatch.setattr(invoice_runs, "issue", dies_at_the_second)
        invoice_runs.carry_out(run.pk, now=NOW)
        run.refresh_from_db()
        assert (run.state, Invoice.objects.count()) == (JobState.PENDING, 1)
        monkeypatch.setattr(invoice_runs, "issue", real)
        invoice_runs.carry_out(run.pk, now=NOW)
        run.refresh_from_db()
        assert run.state == JobState.READY
        assert sorted(Invoice.objects.values_list("sequence", flat=True)) == [1, 2, 3]
        assert InvoiceLine.objects.count() == 3

    def test_what_changed_since_the_rehearsal_is_left_out(self, finance):
        order = make_order(monthly(finance), nets=(60, 15))
        rehearsal = rehearsed(finance)
        off = [Off(order.lines.first(), Decimal(10), "Part")]
        credit_lines(off=off, kind=CreditKind.GOODWILL, reason="A word", by=finance, now=NOW)
        carried_out(rehearsal, finance)
        bill = rehearsal.bills.get()
        assert (bill.state, Invoice.objects.count()) == (BillState.LEFT_OUT, 0)
        assert "changed since the rehearsal" in bill.left_out
        carried_out(rehearsed(finance), finance)
        assert Invoice.objects.get().gross == 65

    def test_two_rehearsals_of_the_same_lines_bill_them_once(self, finance):
        make_order(monthly(finance))
        first, second = rehearsed(finance), rehearsed(finance)
        carried_out(first, finance)
        carried_out(second, finance)
        assert Invoice.objects.count() == 1
        assert second.bills.get().state == BillState.LEFT_OUT

    def test_a_recharge_has_its_own_series_and_cost_centre(self, finance):
        make_order(monthly(finance, settlement=Settlement.JOURNAL, cost_centre="4711"))
        carried_out(rehearsed(finance), finance)
        invoice = Invoice.objects.get()
        assert (invoice.kind, invoice.number) == (InvoiceKind.RECHARGE, "RCH-2021-000001")
        assert invoice.customer["cost_centre"] == "4711"

    def test_an_invoice_for_several_schools_names_them_by_line(self, finance):
        trust = {"other_payer": "River Trust", "payer_address": "1 River Road", "together": True}
        for name in ("Oak", "Elm"):
            make_order(monthly(finance, name, contact_email="finance@river.example", **trust))
        carried_out(rehearsed(finance), finance)
        invoice = Invoice.objects.get()
        assert (invoice.school, invoice.customer["name"]) == (None, "River Trust")
        assert [line.school_name for line in invoice.lines.all()] == ["Elm", "Oak"]
        assert [message.to for message in Message.objects.all()] == ["finance@river.example"]

    def test_nothing_to_issue(self, finance):
        with pytest.raises(RunRefused, match="nothing to issue"):
            start_run(rehearsal=rehearsed(finance), by=finance, today=TODAY)


class TestOtherWorkers:
    def test_a_pdf_that_another_worker_has_in_hand_is_waited_for(self, finance, monkeypatch):
        make_order(monthly(finance))
        run = start_run(rehearsal=rehearsed(finance), by=finance, today=TODAY)
        made, waits = invoice_runs.documents.make, []
        monkeypatch.setattr(invoice_runs.documents, "make", lambda pk: None)  # as it does for one that is claimed

        def another_worker_ends(seconds):
            waits.append(seconds)
            monkeypatch.setattr(invoice_runs.documents, "make", made)
            made(Invoice.objects.get().document_id)

        monkeypatch.setattr(invoice_runs, "sleep", another_worker_ends)
        invoice_runs.carry_out(run.pk, now=NOW)
        run.refresh_from_db()
        assert (run.state, len(waits)) == (JobState.READY, 1)

    def test_one_that_never_comes_is_left_to_the_sweeper(self, finance, monkeypatch):
        make_order(monthly(finance))
        run = start_run(rehearsal=rehearsed(finance), by=finance, today=TODAY)
        with monkeypatch.context() as patched:
            patched.setattr(invoice_runs.documents, "make", lambda pk: None)
            patched.setattr(invoice_runs, "sleep", lambda seconds: None)
            invoice_runs.carry_out(run.pk, now=NOW)
        run.refresh_from_db()
        assert (run.state, run.manifest) == (JobState.PENDING, None)
        invoice_runs.carry_out(run.pk, now=NOW)
        run.refresh_from_db()
        assert (run.state, Invoice.objects.count()) == (JobState.READY, 1)
