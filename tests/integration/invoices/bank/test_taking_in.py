"""A file of the bank is taken in once, and a recorded row stays as it was."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.ui.table_files import TableRefused
from tests.factories.bank_files import NOW, csv_of, make_bank_file
from tests.factories.people import make_person
from tests.integration.invoices.bank.conftest import DAY, TODAY, record_all
from traded_assessment.matching import Columns, DateOrder
from traded_assessment.models import BankFile, BankFormat, BankRow, Payment, RowPayment
from traded_assessment.queries.bank_files import sheet_of
from traded_assessment.services.bank_files import BankFileRefused, read_rows, take_file
from traded_assessment.services.bank_rows import set_aside

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]


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
