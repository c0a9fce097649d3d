"""A posted journal settles what it holds, once; one that is not posted can be discarded."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from essex_portal.audit.models import AuditEvent
from tests.factories.bank_files import make_bank_file
from tests.factories.invoices import make_invoice
from tests.factories.ledger import credited, make_recharge
from tests.integration.billing.journals.conftest import END, NOW, made
from traded_assessment.models import JournalBatch, JournalPosting, Payment
from traded_assessment.queries.bank_files import standing_of
from traded_assessment.services.bank_rows import RowRefused, record_row
from traded_assessment.services.journals import JournalRefused, discard_journal, make_journal, post_journal
from traded_assessment.services.payments import SettledByJournal, record_full_payments, record_payment
from traded_assessment.services.refunds import record_refund, use_credit
from traded_assessment.states import InvoiceStatus, PaymentKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]


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
