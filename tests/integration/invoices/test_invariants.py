"""The check finds what only somebody who switched the database's rules off could have done."""

from contextlib import contextmanager

import pgtrigger
import pytest
from django.db import connection

from essex_portal.accounts.roles import Role
from tests.factories.bank_files import NOW, make_bank_file
from tests.factories.invoices import ISSUED, make_invoice, placed_by
from tests.factories.people import make_person
from traded_assessment.models import Invoice, InvoiceLine, InvoiceSeries, Payment
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.services.bank_rows import record_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice():
    make_invoice(nets=[60])
    second = make_invoice(nets=[60, 15])
    connection.check_constraints()  # what waits for the commit is checked before somebody switches it off
    return second


@contextmanager
def rules_switched_off():
    with pgtrigger.ignore():
        yield
        connection.check_constraints()


def test_all_is_well(invoice, django_assert_num_queries):
    Payment.objects.create(invoice=invoice, received_on=ISSUED, amount=5, reference="x", recorded_by=placed_by(invoice))
    with django_assert_num_queries(9):
        assert broken_invoice_invariants() == []


def test_nothing_issued_is_well(db):
    assert broken_invoice_invariants() == []


def test_a_gap(invoice):
    with rules_switched_off():
        Invoice.objects.filter(pk=invoice.pk).update(sequence=3)
    assert broken_invoice_invariants() == [
        "Series INV-2021 has given out 2 numbers, holds 2 documents, and the highest is 3"
    ]


def test_a_number_given_to_nobody(invoice):
    with rules_switched_off():
        InvoiceSeries.objects.update(last_number=3)
    assert broken_invoice_invariants() == [
        "Series INV-2021 has given out 3 numbers, holds 2 documents, and the highest is 2"
    ]


def test_a_changed_line(invoice):
    with rules_switched_off():
        InvoiceLine.objects.filter(invoice=invoice, position=2).update(net=16, unit_price=16)
    assert broken_invoice_invariants() == [
        f"The lines of {invoice.number} do not add up to it",
        f"Line 2 of order {invoice.references[0]} costs 15.00 after credits, and {invoice.number} bills 16.00",
    ]


def test_money_counted_that_nobody_paid(invoice):
    with rules_switched_off():
        Invoice.objects.filter(pk=invoice.pk).update(paid=5)
    assert broken_invoice_invariants() == [f"The payments of {invoice.number} are not what it counts as paid"]


def test_a_write_off_counted_that_nobody_decided(invoice):
    with rules_switched_off():
        Invoice.objects.filter(pk=invoice.pk).update(written_off=5)
    assert broken_invoice_invariants() == [
        "The write-offs of INV-2021-000002 are not what it counts as written off, or put it in credit"
    ]


def test_money_that_left_one_invoice_and_reached_no_other(invoice):
    by = placed_by(invoice)
    Payment.objects.create(invoice=invoice, received_on=ISSUED, amount=80, reference="x", recorded_by=by)
    Payment.objects.create(
        invoice=invoice, kind="moved_out", received_on=ISSUED, amount=-5, reference="y", recorded_by=by
    )
    assert broken_invoice_invariants() == ["5.00 moved from INV-2021-000002 has not arrived at another invoice"]


def test_a_bank_row_whose_payments_are_not_its_amount(invoice):
    finance = make_person(Role.FINANCE)
    file = make_bank_file([("22/11/2021", "5.00", "x")], by=finance)
    record_row(row=file.rows.get(), numbers=[invoice.number], by=finance, now=NOW, today=NOW.date())
    assert broken_invoice_invariants() == []
    with rules_switched_off():
        file.rows.update(amount=6)
    assert broken_invoice_invariants() == ["The payments of line 2 of bank.csv are not its amount"]
