"""Rows that name their invoices are recorded when they are confirmed, once, and the others as a person decides."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from tests.factories.bank_files import NOW, csv_of, make_bank_file
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.integration.invoices.bank.conftest import DAY, TODAY, decide, doubts, outstanding, ready, record_all
from traded_assessment.matching import Columns, DateOrder, Doubt
from traded_assessment.models import Payment
from traded_assessment.queries.bank_files import sheet_of, standing_of
from traded_assessment.services.bank_files import read_rows, take_file
from traded_assessment.services.bank_rows import DecidedMeanwhile, RowRefused, put_back, set_aside
from traded_assessment.states import BankRowState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]


class TestReady:
    def test_what_names_its_invoices_and_pays_them_is_recorded(self, finance, maple, oak):
        file = make_bank_file(
            [(DAY, "110.00", f"BGC MAPLE {maple.number}"), (DAY, "60.00", oak.number.replace("-", " "))], by=finance
        )
        assert Payment.objects.count() == 0
        assert ready(file) == [2, 3]
        done = record_all(file, finance)
        assert (done.rows, done.amount, done.left) == (2, Decimal("170.00"), 0)
        assert (outstanding(maple), outstanding(oak)) == (0, 0)
        payment = Payment.objects.get(invoice=maple)
        assert (payment.received_on, payment.reference) == (date(2021, 11, 22), f"BGC MAPLE {maple.number}")
        assert payment.bank_row.row.line == 2
        events = AuditEvent.objects.filter(event="invoice.payment_recorded")
        assert sorted(events.values_list("target_label", flat=True)) == sorted([maple.number, oak.number])

    def test_one_row_for_two_invoices(self, finance, maple, oak):
        file = make_bank_file([(DAY, "170.00", f"{maple.number} {oak.number}")], by=finance)
        record_all(file, finance)
        assert (outstanding(maple), outstanding(oak)) == (0, 0)
        assert file.rows.get().payments.count() == 2

    def test_again_records_nothing(self, finance, maple):
        file = make_bank_file([(DAY, "110.00", maple.number)], by=finance)
        chosen = [file.rows.get().pk]
        assert record_all(file, finance, chosen).rows == 1
        again = record_all(file, finance, chosen)
        assert (again.rows, again.left) == (0, 1)
        assert Payment.objects.count() == 1

    def test_only_the_chosen_rows(self, finance, maple, oak):
        file = make_bank_file([(DAY, "110.00", maple.number), (DAY, "60.00", oak.number)], by=finance)
        record_all(file, finance, [file.rows.get(line=3).pk])
        assert (outstanding(maple), outstanding(oak)) == (110, 0)

    def test_what_was_paid_meanwhile_is_left(self, finance, maple):
        file = make_bank_file([(DAY, "110.00", maple.number)], by=finance)
        Payment.objects.create(
            invoice=maple, amount=Decimal(110), received_on=TODAY, reference="by hand", recorded_by=finance
        )
        done = record_all(file, finance, [file.rows.get().pk])
        assert (done.rows, done.left) == (0, 1)
        assert doubts(file) == {2: Doubt.SETTLED}

    def test_the_same_payment_in_a_later_file_is_left_out(self, finance, maple, oak):
        first = make_bank_file([(DAY, "110.00", maple.number)], by=finance)
        later = make_bank_file([(DAY, "110.00", maple.number), (DAY, "60.00", oak.number)], by=finance)
        record_all(first, finance)
        standing = standing_of(later, TODAY)
        assert [one.proposal.doubt for one in standing.left_out] == [Doubt.KNOWN]
        assert record_all(later, finance).rows == 1
        assert Payment.objects.count() == 2

    def test_two_payments_in_the_same_words_get_references_of_their_own(self, finance, maple):
        file = make_bank_file([("10/11/2021", "50.00", maple.number), (DAY, "60.00", maple.number)], by=finance)
        decide(file, 2, finance, maple)
        assert ready(file) == [3]
        record_all(file, finance)
        assert len(set(Payment.objects.values_list("reference", flat=True))) == 2
        assert outstanding(maple) == 0

    def test_as_many_queries_for_many_rows_as_for_few(self, finance, django_assert_max_num_queries):
        few = make_bank_file([(DAY, f"{pence}.00", "x") for pence in range(1, 4)], by=finance)
        many = make_bank_file([(DAY, f"{pence}.00", "y") for pence in range(1, 301)], by=finance)
        for file in (few, many):
            with django_assert_max_num_queries(3):
                standing_of(file, TODAY)


class TestDoubtful:
    def test_a_person_says_what_it_is_for(self, finance, maple, oak):
        file = make_bank_file([(DAY, "130.00", "trust pays")], by=finance)
        decide(file, 2, finance, maple, oak)
        assert (outstanding(maple), outstanding(oak)) == (0, 40)

    def test_too_much_is_an_overpayment(self, finance, maple):
        file = make_bank_file([(DAY, "120.00", maple.number)], by=finance)
        assert doubts(file) == {2: Doubt.TOO_MUCH}
        decide(file, 2, finance, maple)
        assert outstanding(maple) == -10

    def test_twice_is_refused(self, finance, maple):
        file = make_bank_file([(DAY, "10.00", maple.number)], by=finance)
        decide(file, 2, finance, maple)
        with pytest.raises(DecidedMeanwhile):
            decide(file, 2, finance, maple)
        with pytest.raises(DecidedMeanwhile):
            set_aside(row=file.rows.get(), reason="x", by=finance, now=NOW)
        assert Payment.objects.count() == 1

    @pytest.mark.parametrize(
        ("day", "amount", "words"),
        [(DAY, "?", "no payment"), ("soon", "5.00", "cannot be read"), ("25/11/2021", "5.00", "lies ahead")],
    )
    def test_what_cannot_be_a_payment_is_refused(self, finance, maple, day, amount, words):
        columns = Columns("Date", "Amount", ("Text",), DateOrder.DAY_FIRST)
        content = csv_of([(day, amount, "x"), (DAY, "1.00", "y")])
        file, _ = take_file(content=content, filename="a.csv", by=finance, now=NOW)
        read_rows(file=file, sheet=sheet_of(file), columns=columns, save_as="", by=finance)
        with pytest.raises(RowRefused, match=words):
            decide(file, 2, finance, maple)

    def test_an_invoice_that_does_not_exist_is_refused(self, finance):
        file = make_bank_file([(DAY, "5.00", "x")], by=finance)
        with pytest.raises(RowRefused, match="no invoice INV-2021-000099"):
            decide(file, 2, finance, "INV-2021-000099")
        assert file.rows.get().state == BankRowState.OPEN

    def test_the_same_payment_of_another_file_cannot_be_recorded_by_hand_either(self, finance, maple):
        first = make_bank_file([(DAY, "5.00", "x")], by=finance)
        second = make_bank_file([(DAY, "5.00", "x"), (DAY, "6.00", "y")], by=finance)
        decide(first, 2, finance, maple)
        with pytest.raises(RowRefused, match="from another file"):
            decide(second, 2, finance, maple)
        assert Payment.objects.count() == 1

    def test_set_aside_with_a_reason_and_put_back(self, finance, maple):
        file = make_bank_file([(DAY, "5.00", "hall rent")], by=finance)
        set_aside(row=file.rows.get(), reason="Rent of a hall", by=finance, now=NOW)
        assert not standing_of(file, TODAY).doubtful
        put_back(row=file.rows.get(), by=finance)
        assert doubts(file) == {2: Doubt.NO_NUMBER}
        assert list(AuditEvent.objects.filter(event__startswith="bank_row").values_list("event", flat=True)) != []


@pytest.mark.django_db(transaction=True)
def test_two_people_who_confirm_at_once_record_it_once():
    finance = make_person(Role.FINANCE)
    invoice = make_invoice(nets=[110])
    file = make_bank_file([(DAY, "110.00", invoice.number)], by=finance)
    barrier, done = Barrier(2), []

    def confirm():
        barrier.wait()
        try:
            done.append(record_all(file, finance).rows)
        finally:
            connection.close()

    threads = [Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 1]
    assert Payment.objects.count() == 1
