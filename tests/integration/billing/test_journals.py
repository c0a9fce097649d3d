"""Journals of recharges: they balance, hold each thing once, and settle what they hold."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from tests.factories.bank_files import make_bank_file
from tests.factories.invoices import make_invoice
from tests.factories.ledger import credited, journal_codes, make_recharge
from tests.factories.people import make_person
from traded_assessment.models import Invoice, JournalBatch, JournalCodes, JournalPosting, Payment
from traded_assessment.queries.bank_files import standing_of
from traded_assessment.queries.export_records import journal_period
from traded_assessment.services.bank_rows import RowRefused, record_row
from traded_assessment.services.journal_files import journal_file
from traded_assessment.services.journals import (
    Codes,
    JournalRefused,
    change_codes,
    discard_journal,
    make_journal,
    post_journal,
)
from traded_assessment.services.payments import SettledByJournal, record_full_payments, record_payment
from traded_assessment.services.refunds import record_refund, use_credit
from traded_assessment.states import InvoiceStatus, JournalState, PaymentKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)
END = date(2021, 11, 20)
JOURNALS = reverse("traded_assessment:journals")


@pytest.fixture(autouse=True)
def codes(db) -> JournalCodes:
    return journal_codes()


def made(finance, period_end=END) -> JournalBatch:
    return make_journal(period_end=period_end, by=finance, now=NOW)


def sides(batch) -> list[tuple[str, Decimal, Decimal]]:
    return list(batch.postings.values_list("cost_centre", "debit", "credit"))


class TestMaking:
    def test_it_debits_the_school_and_credits_the_income(self, finance):
        recharge = make_recharge(nets=(60,))
        make_invoice()
        batch = made(finance)
        assert sides(batch) == [("4711", 60, 0), ("TRAINING", 0, 60)]
        assert set(batch.postings.values_list("reference", flat=True)) == {recharge.number}
        assert batch.total == 60

    def test_a_credit_turns_it_round(self, finance):
        recharge = make_recharge(nets=(60,))
        made(finance, date(2021, 11, 15))
        credited(recharge, 20, by=finance, now=NOW)
        later = make_journal(period_end=NOW.date(), by=finance, now=NOW)
        assert sides(later) == [("4711", 0, 20), ("TRAINING", 20, 0)]

    def test_each_recharge_is_in_one_journal(self, finance):
        make_recharge()
        made(finance)
        with pytest.raises(JournalRefused, match="No recharge waits"):
            made(finance)

    def test_later_recharges_wait(self, finance):
        make_recharge(on=date(2021, 11, 21))
        with pytest.raises(JournalRefused, match="No recharge waits"):
            made(finance)

    def test_without_codes_nothing_is_made(self, finance):
        make_recharge()
        JournalCodes.objects.all().delete()
        with pytest.raises(JournalRefused, match="codes"):
            made(finance)

    def test_a_period_that_is_not_over_is_refused(self, finance):
        with pytest.raises(JournalRefused, match="or earlier"):
            made(finance, date(2021, 11, 25))

    def test_only_finance(self):
        with pytest.raises(PermissionDenied):
            made(make_person(Role.DIRECTOR))

    @pytest.mark.parametrize(
        ("day", "period"),
        [
            (date(2021, 11, 30), "P08 2021/22"),
            (date(2022, 3, 31), "P12 2021/22"),
            (date(2022, 4, 1), "P01 2022/23"),
        ],
    )
    def test_periods_count_from_april(self, day, period):
        assert journal_period(day) == period


class TestPosting:
    def test_it_settles_each_recharge_under_its_reference(self, finance):
        recharge = make_recharge(nets=(60, 15))
        batch = post_journal(batch=made(finance), by=finance, now=NOW)
        recharge.refresh_from_db()
        payment = Payment.objects.get()
        assert (payment.kind, payment.amount, payment.reference) == (PaymentKind.JOURNAL, 75, batch.reference)
        assert recharge.status_on(NOW.date()) == InvoiceStatus.PAID

    def test_twice_settles_once(self, finance):
        make_recharge()
        batch = made(finance)
        for _ in range(2):
            post_journal(batch=batch, by=finance, now=NOW)
        assert Payment.objects.count() == 1

    def test_what_was_credited_in_the_same_journal_is_not_taken(self, finance):
        recharge = make_recharge(nets=(60,))
        credited(recharge, 20, by=finance, now=NOW)
        batch = make_journal(period_end=NOW.date(), by=finance, now=NOW)
        post_journal(batch=batch, by=finance, now=NOW)
        recharge.refresh_from_db()
        assert (recharge.paid, recharge.credited, recharge.outstanding) == (40, 20, 0)

    def test_nothing_else_settles_a_recharge(self, finance):
        recharge = make_recharge(nets=(60,))
        by_hand = {"received_on": END, "reference": "BACS 1", "by": finance, "today": NOW.date()}
        for attempt in (
            lambda: record_payment(invoice=recharge, amount=Decimal(60), **by_hand),
            lambda: record_payment(invoice=recharge, amount=Decimal(60), into_credit=True, **by_hand),
            lambda: record_full_payments(invoice_ids=[recharge.pk], **by_hand),
        ):
            with pytest.raises(SettledByJournal, match=f"{recharge.number} is a recharge"):
                attempt()
        with pytest.raises(IntegrityError, match="journals settle recharges"), transaction.atomic():
            Payment.objects.create(
                invoice=recharge, amount=60, received_on=END, reference="BACS 1", recorded_by=finance
            )
        assert not Payment.objects.exists()

    def test_no_journal_settles_an_invoice(self, finance):
        with pytest.raises(IntegrityError, match="journals settle recharges"), transaction.atomic():
            Payment.objects.create(
                invoice=make_invoice(), kind=PaymentKind.JOURNAL, amount=60, received_on=END, reference="JNL-000001",
                recorded_by=finance,
            )  # fmt: skip

    def test_what_a_recharge_has_in_credit_is_neither_paid_back_by_hand_nor_used_for_another(self, finance):
        recharge, other = make_recharge(nets=(60,)), make_recharge(nets=(15,))
        post_journal(batch=made(finance), by=finance, now=NOW)
        credited(recharge, 20, by=finance, now=NOW)
        recharge.refresh_from_db()
        with pytest.raises(SettledByJournal):
            record_refund(
                invoice=recharge, paid_on=END, amount=Decimal(20), reference="BACS 1", by=finance, today=NOW.date()
            )
        with pytest.raises(SettledByJournal):
            use_credit(source=recharge, target=other, by=finance, now=NOW)
        post_journal(batch=made(finance, NOW.date()), by=finance, now=NOW)
        recharge.refresh_from_db()
        assert (recharge.paid, recharge.outstanding) == (40, 0)

    def test_a_bank_row_that_names_a_recharge_is_shown_to_a_person(self, finance):
        recharge = make_recharge(nets=(60,))
        file = make_bank_file([("20/11/2021", "60.00", f"BGC {recharge.number}")], by=finance)
        assert not standing_of(file, NOW.date()).ready
        with pytest.raises(RowRefused, match=recharge.number):
            record_row(row=file.rows.get(), numbers=[recharge.number], by=finance, now=NOW, today=NOW.date())

    def test_a_credit_of_a_settled_recharge_is_given_back(self, finance):
        recharge = make_recharge(nets=(60,))
        post_journal(batch=made(finance), by=finance, now=NOW)
        credited(recharge, 60, by=finance, now=NOW)
        post_journal(batch=make_journal(period_end=NOW.date(), by=finance, now=NOW), by=finance, now=NOW)
        recharge.refresh_from_db()
        assert (recharge.paid, recharge.outstanding) == (0, 0)
        assert list(Payment.objects.values_list("kind", flat=True)) == [PaymentKind.JOURNAL, PaymentKind.REFUND]

    def test_journals_are_posted_in_their_order(self, finance):
        make_recharge()
        made(finance)
        make_recharge()
        with pytest.raises(JournalRefused, match="before this one"):
            post_journal(batch=made(finance), by=finance, now=NOW)

    def test_the_newest_is_discarded_first(self, finance):
        recharge = make_recharge(nets=(60,))
        first = made(finance)
        credited(recharge, 60, by=finance, now=NOW)
        second = made(finance, NOW.date())
        with pytest.raises(JournalRefused, match="Discard the journals after this one first"):
            discard_journal(batch=first, by=finance, reason="Wrong code")
        discard_journal(batch=second, by=finance, reason="Wrong code")
        discard_journal(batch=first, by=finance, reason="Wrong code")
        post_journal(batch=made(finance, NOW.date()), by=finance, now=NOW)
        recharge.refresh_from_db()
        assert (recharge.paid, recharge.outstanding) == (0, 0)

    def test_one_that_somebody_discarded_meanwhile_is_neither_posted_nor_discarded_again(self, finance):
        make_recharge()
        batch = made(finance)
        seen = JournalBatch.objects.get(pk=batch.pk)
        discard_journal(batch=batch, by=finance, reason="Wrong code")
        with pytest.raises(JournalRefused, match="discarded this journal meanwhile"):
            post_journal(batch=seen, by=finance, now=NOW)
        with pytest.raises(JournalRefused, match="discarded this journal meanwhile"):
            discard_journal(batch=seen, by=finance, reason="Wrong code")

    def test_a_discarded_journal_frees_its_recharges(self, finance):
        make_recharge()
        discard_journal(batch=made(finance), by=finance, reason="Wrong code")
        assert not JournalPosting.objects.exists()
        assert AuditEvent.objects.get(event="journal.discarded").reason == "Wrong code"
        batch = post_journal(batch=made(finance), by=finance, now=NOW)
        with pytest.raises(JournalRefused, match="posted already"):
            discard_journal(batch=batch, by=finance, reason="Too late")


class TestFile:
    def test_it_has_what_a_ledger_needs_and_is_the_same_however_often(self, finance):
        recharge = make_recharge(nets=(60,))
        batch = made(finance)
        file = journal_file(batch)
        heading, first, second = file.decode("utf-8-sig").splitlines()
        assert heading == "Date,Period,Cost centre,Subjective,Activity,Debit,Credit,Reference,Description"
        assert first.startswith(f"20/11/2021,P08 2021/22,4711,31000,ASSESS,60.00,0.00,{recharge.number},")
        assert second.startswith("20/11/2021,P08 2021/22,TRAINING,92000,ASSESS,0.00,60.00,")
        new = Codes("OTHER", "1", "", "2", "")
        change_codes(codes=new, valid_from=NOW.date(), by=finance, today=NOW.date())
        post_journal(batch=batch, by=finance, now=NOW)
        assert journal_file(batch) == file


class TestDatabase:
    @pytest.fixture
    def batch(self, finance) -> JournalBatch:
        make_recharge()
        return made(finance)

    def test_a_journal_that_does_not_balance_never_commits(self, batch):
        other = make_recharge()
        with pytest.raises(IntegrityError, match="does not balance"):
            self.add_one_side(batch, other)

    def test_a_journal_that_lost_a_side_never_commits(self, batch):
        with pytest.raises(IntegrityError, match="does not balance"):
            self.lose_one_side(batch)

    @transaction.atomic
    def add_one_side(self, batch, recharge) -> None:
        JournalPosting.objects.create(
            batch=batch, position=9, invoice=recharge, of_school=True, cost_centre="1", subjective="1", debit=1,
            reference="X", description="X",
        )  # fmt: skip
        connection.check_constraints()

    @transaction.atomic
    def lose_one_side(self, batch) -> None:
        batch.postings.filter(of_school=True).delete()
        connection.check_constraints()

    def test_postings_never_change(self, batch):
        with pytest.raises(IntegrityError), transaction.atomic():
            batch.postings.update(cost_centre="1")

    def test_a_posted_journal_stays(self, batch, finance):
        post_journal(batch=batch, by=finance, now=NOW)
        for attempt in (batch.postings.all().delete, batch.delete):
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()
        with pytest.raises(IntegrityError), transaction.atomic():
            JournalBatch.objects.update(state=JournalState.MADE, posted_by=None, posted_at=None)

    def test_a_posting_is_on_one_side(self, batch):
        with pytest.raises(IntegrityError), transaction.atomic():
            JournalPosting.objects.create(
                batch=batch, position=9, invoice=Invoice.objects.get(), of_school=True, cost_centre="1",
                subjective="1", debit=1, credit=1, reference="X", description="X",
            )  # fmt: skip


class TestPages:
    def test_make_look_download_post(self, as_finance: Client):
        recharge = make_recharge(nets=(60,))
        answer = {"period_end_day": "20", "period_end_month": "11", "period_end_year": "2021"}
        page = as_finance.post(JOURNALS, answer, follow=True).content.decode()
        batch = JournalBatch.objects.get()
        assert batch.reference in page
        assert "4711" in page
        file = as_finance.get(reverse("traded_assessment:journal_csv", args=[batch.pk]))
        assert file.content == journal_file(batch)
        as_finance.post(reverse("traded_assessment:post_journal", args=[batch.pk]))
        page = as_finance.get(reverse("traded_assessment:invoice", args=[recharge.number])).content.decode()
        assert batch.reference in page

    def test_the_codes_are_changed_from_a_day_on(self, as_finance: Client):
        answers = {
            "income_cost_centre": "NEW", "income_subjective": "1", "charge_subjective": "2", "valid_from": "2021-12-01",
        }  # fmt: skip
        page = as_finance.post(reverse("traded_assessment:journal_codes"), answers, follow=True).content.decode()
        assert "From 1 December 2021" in page
        refused = as_finance.post(reverse("traded_assessment:journal_codes"), answers | {"valid_from": "2021-11-01"})
        assert "First day must be today" in refused.content.decode()

    def test_the_list_asks_as_often_for_30_rows_as_for_3(self, as_finance: Client, finance):
        counts = []
        for more in (3, 27):
            for _ in range(more):
                make_recharge()
                made(finance)
            as_finance.get(JOURNALS)
            with CaptureQueriesContext(connection) as queries:
                as_finance.get(JOURNALS)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15
