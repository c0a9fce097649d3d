"""More paid than owed: kept in credit, paid back, or used for another invoice of the same payer."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories.credits import make_credit_note
from tests.factories.invoices import make_invoice, placed_by
from tests.factories.schools import make_school
from traded_assessment.models import Payment
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.services.payments import record_payment
from traded_assessment.services.refunds import (
    MoreThanCredit,
    NothingMoved,
    NotPaidBackYet,
    SameRefund,
    record_refund,
    use_credit,
)
from traded_assessment.states import InvoiceStatus, PaymentKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

TODAY = date(2021, 11, 24)
DAY = {"_day": "23", "_month": "11", "_year": "2021"}


def route(name, invoice):
    return reverse(f"traded_assessment:{name}", args=[invoice.number])


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def in_credit(school, finance):
    """£60 asked for, £80 paid."""
    invoice = make_invoice(school, nets=[60])
    record_payment(
        invoice=invoice, received_on=TODAY, amount=Decimal(80), reference="B", by=finance, today=TODAY, into_credit=True
    )
    invoice.refresh_from_db()
    return invoice


def refund(invoice, finance, amount=20, reference="R", paid_on=TODAY):
    return record_refund(
        invoice=invoice, paid_on=paid_on, amount=Decimal(amount), reference=reference, by=finance, today=TODAY
    )


class TestPayingMore:
    def test_the_page_refuses_until_it_is_meant(self, as_finance, school):
        invoice = make_invoice(school, nets=[60])
        day = {f"received_on{part}": value for part, value in DAY.items()}
        answers = {**day, "amount": "80", "reference": "B"}
        assert "Amount must be £60 or less" in as_finance.post(route("pay_invoice", invoice), answers).text
        shown = as_finance.post(route("pay_invoice", invoice), answers | {"into_credit": "on"}, follow=True).text
        assert "£20.00 is in credit" in shown
        assert route("refund_invoice", invoice) in shown
        invoice.refresh_from_db()
        assert invoice.status_on(TODAY) == InvoiceStatus.IN_CREDIT
        listed = as_finance.get(reverse("traded_assessment:invoices"), {"status": "in_credit"})
        assert invoice.number in listed.text


class TestPayingBack:
    def test_in_parts_up_to_what_is_in_credit(self, in_credit, finance):
        for amount, reference in ((15, "R1"), (5, "R2")):
            refund(in_credit, finance, amount, reference)
        in_credit.refresh_from_db()
        assert (in_credit.paid, in_credit.outstanding) == (60, 0)
        with pytest.raises(MoreThanCredit):
            refund(in_credit, finance, "0.01", "R3")
        assert not broken_invoice_invariants()

    def test_not_twice_nor_ahead_of_time(self, in_credit, finance):
        refund(in_credit, finance, 5)
        with pytest.raises(SameRefund):
            refund(in_credit, finance, 5)
        with pytest.raises(NotPaidBackYet):
            refund(in_credit, finance, 5, "R2", date(2021, 11, 25))

    def test_by_the_page(self, as_finance, in_credit):
        assert 'value="20"' in as_finance.get(route("refund_invoice", in_credit)).text
        day = {f"paid_on{part}": value for part, value in DAY.items()}
        answers = {**day, "amount": "20", "reference": "BACS out 7"}
        shown = as_finance.post(route("refund_invoice", in_credit), answers, follow=True).text
        assert "£20 paid back" in shown
        assert "BACS out 7" in shown
        assert Payment.objects.get(kind=PaymentKind.REFUND).received_on == date(2021, 11, 23)
        again = as_finance.post(route("refund_invoice", in_credit), answers)
        assert "Amount must be £0 or less" in again.text

    def test_the_database_pays_back_no_more_than_credit(self, in_credit, finance):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.create(
                invoice=in_credit, kind=PaymentKind.REFUND, amount=-21, received_on=TODAY, reference="x",
                recorded_by=finance,
            )  # fmt: skip


class TestUsingIt:
    def test_it_goes_to_another_invoice_of_the_payer(self, as_finance, in_credit, school):
        other, foreign = make_invoice(school, nets=[15]), make_invoice(nets=[15])
        form = as_finance.get(route("use_credit", in_credit)).text
        assert other.number in form
        assert foreign.number not in form
        shown = as_finance.post(route("use_credit", in_credit), {"target": other.number}, follow=True).text
        assert f"£15 moved from {in_credit.number} to {other.number}" in shown
        for invoice, left in ((in_credit, -5), (other, 0)):
            invoice.refresh_from_db()
            assert invoice.outstanding == left
        assert not broken_invoice_invariants()

    def test_without_another_it_says_so(self, as_finance, in_credit):
        assert "no other invoice with something to pay" in as_finance.get(route("use_credit", in_credit)).text
        response = as_finance.post(route("use_credit", in_credit), {"target": "INV-2021-999999"})
        assert response.status_code == 200

    def test_a_credit_note_on_a_paid_invoice_can_be_used_too(self, school, finance):
        paid, other = make_invoice(school, nets=[60]), make_invoice(school, nets=[100])
        record_payment(invoice=paid, received_on=TODAY, amount=Decimal(60), reference="B", by=finance, today=TODAY)
        make_credit_note(paid, {1: 40})
        assert use_credit(source=paid, target=other, by=finance, now=paid.payments.get().recorded_at) == 40
        with pytest.raises(NothingMoved):
            use_credit(source=paid, target=other, by=finance, now=paid.payments.first().recorded_at)


def test_only_finance_may(in_credit, school):
    head = placed_by(in_credit)
    with pytest.raises(PermissionDenied):
        refund(in_credit, head)
    with pytest.raises(PermissionDenied):
        use_credit(source=in_credit, target=make_invoice(school), by=head, now=None)
