"""The invoice run: what its rehearsal finds, that it is carried out once, whole, and signed for."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.documents.services import open_document
from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from tests.factories.invoices import make_order, make_supplier
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory, on_sale
from traded_assessment.billing import Problem
from traded_assessment.models import (
    BillingTerms,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    OrderLine,
    Rehearsal,
    RehearsedBill,
    RehearsedLine,
    SupplierDetails,
    TrainingSession,
    VatRule,
)
from traded_assessment.run_manifest import NotGenuine
from traded_assessment.services import invoice_runs
from traded_assessment.services.billing_terms import NewTerms, change_billing_terms
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.invoice_runs import RunRefused, request_rehearsal, start_run
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.run_manifests import check_manifest
from traded_assessment.services.unbilled_orders import NotPossible, bill_nothing, give_purchase_order
from traded_assessment.states import Billing, BillState, CreditKind, InvoiceKind, Product, Settlement, VatCategory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
PERIOD = date(2021, 11, 20)
RUNS = reverse("traded_assessment:invoice_runs")
EXEMPT = (VatCategory.EXEMPT, 0)


@pytest.fixture(autouse=True)
def ready(db) -> None:
    make_supplier()
    on_sale()


def monthly(finance, name="Maple Primary School", **terms):
    """A school with a headteacher, billed by month unless told otherwise."""
    school = make_school(name=name)
    make_person(Role.HEADTEACHER, school, email=f"head{school.pk}@school.example")
    change_billing_terms(school=school, terms=NewTerms(**{"billing": Billing.MONTHLY} | terms), by=finance)
    return school


def rehearsed(finance, period_end=PERIOD) -> Rehearsal:
    made = request_rehearsal(period_end=period_end, by=finance, today=TODAY)
    invoice_runs.rehearse(made.pk, now=NOW)
    made.refresh_from_db()
    assert made.state == JobState.READY, made.error
    return made


def carried_out(rehearsal, finance) -> InvoiceRun:
    run = start_run(rehearsal=rehearsal, by=finance, today=TODAY)
    invoice_runs.carry_out(run.pk, now=NOW)
    run.refresh_from_db()
    assert run.state == JobState.READY, run.error
    return run


def page_of(rehearsal) -> str:
    return reverse("traded_assessment:rehearsal", args=[rehearsal.pk])


def faults_of(rehearsal) -> list[str]:
    return [fault["problem"] for bill in rehearsal.bills.all() for fault in bill.faults]


class TestRehearsal:
    def test_three_orders_of_a_month_are_one_bill(self, finance):
        school = monthly(finance)
        orders = [make_order(school, nets=(60, 15)) for _ in range(3)]
        [bill] = rehearsed(finance).bills.all()
        assert (bill.gross, bill.line_count, bill.state) == (Decimal(225), 6, BillState.PLANNED)
        assert set(bill.references) == {order.reference for order in orders}
        assert not Invoice.objects.exists(), "a rehearsal issues nothing"

    def test_later_orders_wait(self, finance):
        make_order(monthly(finance), on=date(2021, 11, 21))
        assert not rehearsed(finance).bills.exists()

    def test_what_is_billed_already_is_not_billed_again(self, finance):
        make_order(monthly(finance))
        carried_out(rehearsed(finance), finance)
        assert not rehearsed(finance).bills.exists()

    def test_a_missed_order_of_a_school_billed_by_order_is_found(self, finance):
        school = monthly(finance, billing=Billing.BY_ORDER)
        make_order(school)
        assert rehearsed(finance).bills.count() == 1

    def test_credits_are_taken_off_and_a_line_credited_whole_is_gone(self, finance):
        order = make_order(monthly(finance), nets=(60, 40))
        first, second = order.lines.all()
        off = [Off(first, Decimal(20), "Part"), Off(second, Decimal(40), "All")]
        credit_lines(off=off, kind=CreditKind.GOODWILL, reason="A word", by=finance, now=NOW)
        [bill] = rehearsed(finance).bills.all()
        assert (bill.gross, bill.line_count) == (Decimal(40), 1)

    def test_schools_of_a_trust_share_a_bill(self, finance):
        trust = {"other_payer": "River Trust", "payer_address": "1 River Road", "together": True}
        for name in ("Oak", "Elm"):
            make_order(monthly(finance, name, contact_email="finance@river.example", **trust))
        [bill] = rehearsed(finance).bills.all()
        assert (bill.payer.name, bill.school, bill.gross) == ("River Trust", None, Decimal(120))

    def test_vat_families_never_share_a_document(self, finance):
        make_order(monthly(finance), nets=(60, 40), vat=[(VatCategory.OUTSIDE_SCOPE, 0), EXEMPT])
        assert rehearsed(finance).bills.count() == 2

    def test_no_purchase_order_holds_back_until_it_is_given(self, finance):
        order = make_order(monthly(finance, purchase_order_needed=True))
        assert faults_of(rehearsed(finance)) == [Problem.NO_PURCHASE_ORDER]
        give_purchase_order(order=order, number="PO 7", by=finance, now=NOW)
        carried_out(rehearsed(finance), finance)
        assert Invoice.objects.get().purchase_order == "PO 7"
        with pytest.raises(NotPossible):
            give_purchase_order(order=order, number="PO 8", by=finance, now=NOW)

    def test_nobody_to_send_it_to(self, finance):
        school = make_school()
        change_billing_terms(school=school, terms=NewTerms(Billing.MONTHLY), by=finance)
        make_order(school, by=make_person(Role.SCHOOL_MEMBER, school))
        assert faults_of(rehearsed(finance)) == [Problem.NO_CONTACT]

    def test_no_vat_rule_on_the_day_no_issue(self, finance):
        make_order(monthly(finance))
        VatRule.objects.update(valid_to=date(2021, 11, 15))
        assert faults_of(rehearsed(finance)) == [Problem.NO_VAT_RULE]

    def test_no_details_of_the_council(self, finance):
        make_order(monthly(finance))
        SupplierDetails.objects.all().delete()
        assert faults_of(rehearsed(finance)) == [Problem.NO_SUPPLIER]

    def test_a_payer_without_address(self, finance):
        make_order(monthly(finance))
        BillingTerms.objects.get().school.school.__class__.objects.update(street="", town="", postcode="")
        assert faults_of(rehearsed(finance)) == [Problem.NO_ADDRESS]

    def test_who_wants_e_invoices_needs_what_they_need(self, finance):
        make_order(monthly(finance, endpoint_scheme="0088", endpoint_id="5790000435944"))
        [bill] = rehearsed(finance).bills.all()
        assert [fault["problem"] for fault in bill.faults] == [Problem.E_INVOICE]
        assert "buyer reference" in bill.faults[0]["words"]

    def test_a_line_without_price_is_held_back_until_finance_lets_it_go(self, finance):
        order = make_order(monthly(finance), nets=(60, 0))
        made = rehearsed(finance)
        assert faults_of(made) == [Problem.NO_PRICE]
        assert made.bills.get(state=BillState.PLANNED).gross == 60
        priced, free = order.lines.all()
        with pytest.raises(NotPossible):
            bill_nothing(line=priced, why="No", by=finance, now=NOW)
        bill_nothing(line=free, why="A guest of the office", by=finance, now=NOW)
        assert not faults_of(rehearsed(finance))

    def test_after_the_event_lines_wait_for_their_session_and_a_subscription_does_not(self, finance):
        school = monthly(finance, billing=Billing.AFTER_EVENT)
        session = TrainingSessionFactory(course__product=Product.EVENT)
        place_order(
            school=school,
            lines=[
                OrderLineRequest(Product.SUBSCRIPTION),
                OrderLineRequest(Product.EVENT, session.pk, (Person("Year 2 teacher"),)),
            ],
            idempotency_key="one",
            by=make_person(Role.HEADTEACHER, school),
            now=datetime(2021, 11, 10, 9, 30, tzinfo=UTC),
        )
        assert [bill.gross for bill in rehearsed(finance).bills.all()] == [315]
        ended = datetime(2021, 11, 19, 17, tzinfo=UTC)
        TrainingSession.objects.update(starts_at=ended - timedelta(hours=1), ends_at=ended)
        assert [bill.gross for bill in rehearsed(finance).bills.all()] == [355]
        TrainingSession.objects.update(ends_at=datetime(2021, 11, 20, 23, 59, tzinfo=UTC))
        assert [bill.gross for bill in rehearsed(finance).bills.all()] == [355]
        TrainingSession.objects.update(ends_at=datetime(2021, 11, 21, 0, 1, tzinfo=UTC))
        assert [bill.gross for bill in rehearsed(finance).bills.all()] == [315]

    def test_a_period_that_is_not_over_is_refused(self, finance):
        with pytest.raises(RunRefused, match="or earlier"):
            request_rehearsal(period_end=date(2021, 11, 25), by=finance, today=TODAY)

    def test_only_finance(self):
        with pytest.raises(PermissionDenied):
            request_rehearsal(period_end=PERIOD, by=make_person(Role.TRAINING_OFFICE), today=TODAY)


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


class TestManifest:
    @pytest.fixture
    def manifest(self, finance) -> bytes:
        make_order(monthly(finance))
        with open_document(carried_out(rehearsed(finance), finance).manifest) as stored:
            return stored.read()

    def test_a_changed_list_is_not_genuine(self, manifest):
        with pytest.raises(NotGenuine):
            check_manifest(manifest.replace(b"60.00", b"61.00"))
        with pytest.raises(NotGenuine):
            check_manifest(b"number,sha256\r\n")

    def test_another_key_does_not_sign_it_but_an_older_one_does(self, manifest, settings):
        old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key"
        with pytest.raises(NotGenuine):
            check_manifest(manifest)
        settings.SECRET_KEY_FALLBACKS = [old]
        assert check_manifest(manifest).faults == []

    def test_a_file_that_is_not_the_same_any_more_is_named(self, manifest):
        document = Invoice.objects.get().document
        default_storage.delete(document.storage_key)
        assert check_manifest(manifest).faults == ["The PDF of INV-2021-000001 is gone"]

    def test_the_command_says_so(self, manifest, tmp_path, capsys):
        file = tmp_path / "manifest.csv"
        file.write_bytes(manifest)
        call_command("verify_invoice_run", str(file))
        assert "genuine" in capsys.readouterr().out
        file.write_bytes(manifest + b"x")
        with pytest.raises(CommandError):
            call_command("verify_invoice_run", str(file))

    def test_the_page_says_so(self, manifest, as_finance: Client, tmp_path):
        file = tmp_path / "manifest.csv"
        file.write_bytes(manifest)
        with file.open("rb") as upload:
            page = as_finance.post(reverse("traded_assessment:check_run_manifest"), {"manifest": upload})
        assert "The manifest is genuine" in page.content.decode()


class TestPages:
    def test_rehearse_look_and_issue(self, as_finance: Client, finance):
        make_order(monthly(finance))
        make_order(monthly(finance, "Hill", purchase_order_needed=True))
        answer = {"period_end_day": "20", "period_end_month": "11", "period_end_year": "2021"}
        made = as_finance.post(RUNS, answer)
        rehearsal = Rehearsal.objects.get()
        assert made.url == page_of(rehearsal)
        invoice_runs.rehearse(rehearsal.pk, now=NOW)
        page = as_finance.get(page_of(rehearsal)).content.decode()
        assert "Issue 1 invoice" in page
        order = RehearsedBill.objects.get(state=BillState.HELD_BACK).references[0]
        assert reverse("traded_assessment:unbilled_order", args=[order]) in page
        as_finance.post(reverse("traded_assessment:start_invoice_run", args=[rehearsal.pk]))
        invoice_runs.carry_out(InvoiceRun.objects.get().pk, now=NOW)
        page = as_finance.get(page_of(rehearsal)).content.decode()
        assert "INV-2021-000001" in page
        assert "signed manifest" in page

    def test_a_number_is_given_on_the_page_of_the_order(self, as_finance: Client, finance):
        order = make_order(monthly(finance, purchase_order_needed=True))
        page = reverse("traded_assessment:unbilled_order", args=[order.reference])
        assert "Purchase order number" in as_finance.get(page).content.decode()
        as_finance.post(page, {"number": "PO 7"})
        order.refresh_from_db()
        assert order.late_purchase_order.number == "PO 7"

    @pytest.mark.parametrize("route", ["invoice_runs", "rehearsal"])
    def test_lists_ask_as_often_for_30_rows_as_for_3(self, as_finance: Client, finance, route):
        counts = []
        for more in (3, 27):
            for number in range(more):
                make_order(monthly(finance, f"School {number}"))
                make_order(monthly(finance, f"Held {number}", purchase_order_needed=True))
                if route == "invoice_runs":
                    request_rehearsal(period_end=PERIOD, by=finance, today=TODAY)
            address = RUNS if route == "invoice_runs" else page_of(rehearsed(finance))
            as_finance.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert as_finance.get(address).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15

    def test_a_rehearsal_of_many_asks_as_often_as_one_of_few(self, finance):
        counts = []
        for more in (3, 12):
            for number in range(more):
                make_order(monthly(finance, f"School {number}"))
            made = request_rehearsal(period_end=PERIOD, by=finance, today=TODAY)
            with CaptureQueriesContext(connection) as queries:
                invoice_runs.rehearse(made.pk, now=NOW)
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestDatabase:
    @pytest.fixture
    def bill(self, finance) -> RehearsedBill:
        make_order(monthly(finance))
        return rehearsed(finance).bills.get()

    def test_a_bill_stays_as_it_was_rehearsed(self, bill):
        with pytest.raises(IntegrityError), transaction.atomic():
            RehearsedBill.objects.filter(pk=bill.pk).update(gross=1, net=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            RehearsedBill.objects.filter(pk=bill.pk).delete()

    def test_an_issued_bill_is_never_planned_again(self, bill, finance):
        carried_out(bill.rehearsal, finance)
        with pytest.raises(IntegrityError), transaction.atomic():
            RehearsedBill.objects.filter(pk=bill.pk).update(state=BillState.PLANNED, invoice=None)

    def test_a_line_is_in_one_bill_of_a_rehearsal(self, bill):
        line = OrderLine.objects.get()
        with pytest.raises(IntegrityError):
            RehearsedLine.objects.create(
                rehearsal=bill.rehearsal, bill=bill, order_line=line, net=line.net, vat=line.vat
            )

    def test_a_rehearsal_has_one_run(self, bill, finance):
        start_run(rehearsal=bill.rehearsal, by=finance, today=TODAY)
        with pytest.raises(IntegrityError):
            InvoiceRun.objects.create(rehearsal=bill.rehearsal, issued_on=TODAY, started_by=finance)


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
