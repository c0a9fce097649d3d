"""Payments from the bank: a file is taken in once, its rows are matched, and only what is confirmed is recorded."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.ui.table_files import TableRefused
from tests.factories.accounts import sign_in
from tests.factories.bank_files import NOW, csv_of, make_bank_file
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.matching import Columns, DateOrder, Doubt
from traded_assessment.models import BankFile, BankFormat, BankRow, Invoice, Payment, RowPayment
from traded_assessment.queries.bank_files import sheet_of, standing_of
from traded_assessment.services.bank_files import BankFileRefused, read_rows, take_file
from traded_assessment.services.bank_rows import (
    DecidedMeanwhile,
    RowRefused,
    put_back,
    record_ready,
    record_row,
    set_aside,
)
from traded_assessment.states import BankRowState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

TODAY = date(2021, 11, 24)
DAY = "22/11/2021"
LIST = reverse("traded_assessment:bank_files")


@pytest.fixture
def maple():
    return make_invoice(make_school(name="Maple Primary School"), nets=[110])


@pytest.fixture
def oak():
    return make_invoice(make_school(name="Oak Academy"), nets=[60])


def ready(file):
    return [one.row.line for one in standing_of(file, TODAY).ready]


def doubts(file):
    return {one.row.line: one.proposal.doubt for one in standing_of(file, TODAY).doubtful}


def record_all(file, by, rows=None):
    return record_ready(file=file, rows=rows, by=by, now=NOW, today=TODAY)


def decide(file, line, by, *invoices):
    numbers = [getattr(one, "number", one) for one in invoices]
    return record_row(row=file.rows.get(line=line), numbers=numbers, by=by, now=NOW, today=TODAY)


def outstanding(invoice):
    return Invoice.objects.get(pk=invoice.pk).outstanding


class TestTakingIn:
    def test_the_same_bytes_are_one_file(self, finance):
        content = csv_of([(DAY, "5.00", "a")])
        first, new = take_file(content=content, filename="a.csv", by=finance, now=NOW)
        again, known = take_file(content=content, filename="b.csv", by=finance, now=NOW)
        assert (new, known, again) == (True, False, first)
        assert AuditEvent.objects.filter(event="bank_file.sent").count() == 1

    def test_what_is_no_table_is_not_kept(self, finance):
        with pytest.raises(TableRefused):
            take_file(content=b"Dear Sir", filename="a.csv", by=finance, now=NOW)
        assert not BankFile.objects.exists()

    def test_columns_are_remembered_by_name_and_may_be_chosen_again(self, finance):
        file = make_bank_file([(DAY, "5.00", "a"), (DAY, "6.00", "b")], by=finance)
        columns = Columns("Date", "Amount", ("Text",), DateOrder.MONTH_FIRST)
        assert read_rows(file=file, sheet=sheet_of(file), columns=columns, save_as="Ledger", by=finance) == 2
        assert BankFormat.objects.get().columns == columns
        assert list(file.rows.values_list("day", flat=True)) == [None, None]
        settled = Columns("Date", "Amount", ("Text",), DateOrder.DAY_FIRST)
        read_rows(file=file, sheet=sheet_of(file), columns=settled, save_as="Ledger", by=finance)
        assert list(file.rows.values_list("day", "amount")) == [
            (date(2021, 11, 22), Decimal(5)),
            (date(2021, 11, 22), Decimal(6)),
        ]
        assert BankFormat.objects.get().columns == settled

    def test_once_a_row_is_decided_the_columns_stay(self, finance, maple):
        file = make_bank_file([(DAY, "110.00", maple.number)], by=finance)
        record_all(file, finance)
        columns = Columns("Date", "Amount", ("Text",), DateOrder.DAY_FIRST)
        with pytest.raises(BankFileRefused, match="are decided"):
            read_rows(file=file, sheet=sheet_of(file), columns=columns, save_as="", by=finance)

    def test_only_who_records_payments(self, finance):
        director = make_person(Role.DIRECTOR)
        file = make_bank_file([(DAY, "5.00", "a")], by=finance)
        with pytest.raises(PermissionDenied):
            take_file(content=csv_of([]), filename="a.csv", by=director, now=NOW)
        with pytest.raises(PermissionDenied):
            record_all(file, director)
        with pytest.raises(PermissionDenied):
            set_aside(row=file.rows.get(), reason="x", by=director, now=NOW)


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


class TestTheDatabase:
    def test_a_recorded_row_never_changes(self, finance, maple):
        file = make_bank_file([(DAY, "110.00", maple.number)], by=finance)
        record_all(file, finance)
        for change in (
            lambda: file.rows.update(amount=1),
            lambda: file.rows.update(state="open", decided_at=None, decided_by=None),
            lambda: RowPayment.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_the_payments_of_a_row_are_its_amount(self, finance, maple):
        file = make_bank_file([(DAY, "110.00", "x")], by=finance)
        row = file.rows.get()
        payment = Payment.objects.create(
            invoice=maple, amount=Decimal(50), received_on=TODAY, reference="r", recorded_by=finance
        )
        BankRow.objects.update(state="recorded", decided_by=finance, decided_at=NOW)
        RowPayment.objects.create(row=row, payment=payment)
        with pytest.raises(DatabaseError, match="do not add up"), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_money_out_is_never_recorded(self, finance):
        make_bank_file([(DAY, "-5.00", "x")], by=finance)
        with pytest.raises(DatabaseError), transaction.atomic():
            BankRow.objects.update(state="recorded", decided_by=finance, decided_at=NOW)


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


class TestPages:
    def send(self, client, content, name="bank.csv"):
        return client.post(LIST, {"file": SimpleUploadedFile(name, content, "text/csv")}, follow=True)

    def test_from_the_file_to_the_payment(self, as_finance, maple):
        page = self.send(as_finance, csv_of([(DAY, "110.00", maple.number), (DAY, "-1.00", "fee")]))
        assert "UTF-8, separated by comma" in page.text
        file = BankFile.objects.get()
        answers = {"day": "Date", "amount": "Amount", "words": ["Text"], "date_order": "day_first", "save_as": "Bank"}
        page = as_finance.post(reverse("traded_assessment:bank_columns", args=[file.pk]), answers, follow=True)
        assert "Ready to record (1)" in page.text
        assert "Left out (1)" in page.text
        page = as_finance.post(
            reverse("traded_assessment:record_bank_file", args=[file.pk]), {"all": "yes"}, follow=True
        )
        assert "1 payment recorded, £110" in page.text
        assert "Decided (1)" in page.text
        assert (
            "sent before" in self.send(as_finance, csv_of([(DAY, "110.00", maple.number), (DAY, "-1.00", "fee")])).text
        )

    def test_the_next_file_is_filled_in_as_remembered(self, as_finance):
        self.send(as_finance, csv_of([(DAY, "1.00", "a")]))
        answers = {"day": "Date", "amount": "Amount", "words": ["Text"], "date_order": "month_first", "save_as": "Bank"}
        as_finance.post(reverse("traded_assessment:bank_columns", args=[BankFile.objects.get().pk]), answers)
        page = self.send(as_finance, csv_of([(DAY, "2.00", "b")]))
        assert "as remembered for “Bank”" in page.text
        assert page.context["form"].initial["date_order"] == "month_first"

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"", "empty"), (b"Dear Sir", "no table"), (b"x" * (5 * 1024 * 1024 + 1), "smaller than 5 MB")],
    )
    def test_a_wrong_file_is_said_beside_the_field(self, as_finance, content, words):
        page = self.send(as_finance, content)
        assert words in page.text
        assert not BankFile.objects.exists()

    def test_columns_that_cannot_be_are_said(self, as_finance, finance):
        file = make_bank_file([(DAY, "1.00", "a")], by=finance)
        answers = {"day": "Date", "amount": "Date", "paid_out": "Date", "date_order": "day_first"}
        page = as_finance.post(reverse("traded_assessment:bank_columns", args=[file.pk]), answers).text
        assert "Select another column than the one of the date" in page
        assert "Select at least one column" in page

    def test_a_doubtful_row_is_decided(self, as_finance, finance, maple):
        file = make_bank_file([(DAY, "100.00", maple.number), (DAY, "7.00", "rent")], by=finance)
        row = reverse("traded_assessment:bank_row", args=[file.rows.get(line=2).pk])
        page = as_finance.get(row).text
        assert "Less than the invoice asks for" in page
        assert f"{maple.number}, Maple Primary School: £100, of £110 owed" in page
        assert "Enter the number of an invoice" in as_finance.post(row, {"choice": "other", "numbers": "soon"}).text
        assert "£100 of line 2 recorded" in as_finance.post(row, {"choice": maple.number}, follow=True).text
        assert outstanding(maple) == 10
        assert "Recorded" in as_finance.get(row).text
        other = file.rows.get(line=3)
        leave = reverse("traded_assessment:set_bank_row_aside", args=[other.pk])
        assert "Enter why it is set aside" in as_finance.post(leave, {"reason": ""}).text
        assert "Line 3 is set aside" in as_finance.post(leave, {"reason": "Rent"}, follow=True).text
        back = reverse("traded_assessment:put_bank_row_back", args=[other.pk])
        assert "No invoice number" in as_finance.post(back, follow=True).text

    def test_other_invoices_may_be_named(self, as_finance, finance, maple, oak):
        file = make_bank_file([(DAY, "170.00", "x")], by=finance)
        row = reverse("traded_assessment:bank_row", args=[file.rows.get().pk])
        assert "There is no invoice" in as_finance.post(row, {"choice": "other", "numbers": "INV-2021-000099"}).text
        as_finance.post(row, {"choice": "other", "numbers": f"{maple.number}, {oak.number}"})
        assert (outstanding(maple), outstanding(oak)) == (0, 0)

    def test_nothing_selected_is_said(self, as_finance, finance, maple):
        file = make_bank_file([(DAY, "110.00", maple.number)], by=finance)
        record = reverse("traded_assessment:record_bank_file", args=[file.pk])
        assert "Select the payments to record" in as_finance.post(record, {}, follow=True).text
        chosen = {"selected": [file.rows.get().pk]}
        assert "1 payment recorded" in as_finance.post(record, chosen, follow=True).text
        assert "1 row is no longer ready" in as_finance.post(record, chosen, follow=True).text

    def test_as_many_queries_for_30_rows_as_for_3(self, as_finance, finance, django_assert_max_num_queries):
        for count in (3, 30):
            file = make_bank_file([(DAY, f"{pence}.00", f"x{count}") for pence in range(1, count + 1)], by=finance)
            page = reverse("traded_assessment:bank_file", args=[file.pk])
            as_finance.get(page)
            with django_assert_max_num_queries(11):
                as_finance.get(page)

    def test_they_are_finances_alone(self, client, finance):
        file = make_bank_file([(DAY, "1.00", "a")], by=finance)
        pages = [
            LIST,
            reverse("traded_assessment:bank_file", args=[file.pk]),
            reverse("traded_assessment:bank_columns", args=[file.pk]),
            reverse("traded_assessment:bank_row", args=[file.rows.get().pk]),
            reverse("traded_assessment:set_bank_row_aside", args=[file.rows.get().pk]),
        ]
        assert {client.get(page).status_code for page in pages} == {302}
        sign_in(client, make_person(Role.DIRECTOR))
        assert {client.get(page).status_code for page in pages} == {403}
        sign_in(client, finance)
        assert {client.get(page).status_code for page in pages} == {200}
        assert client.get(reverse("traded_assessment:bank_file", args=[0])).status_code == 404
