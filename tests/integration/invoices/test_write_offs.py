"""A debt is given up by two people; money that comes after all takes the write-off back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from tests.factories.accounts import sign_in
from tests.factories.credits import make_credit_note
from tests.factories.invoices import make_invoice, placed_by
from tests.factories.people import make_person
from traded_assessment.models import WriteOff, WriteOffReversal
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.services.payments import record_payment
from traded_assessment.services.write_offs import (
    DecidedAlready,
    MoreThanIsOwed,
    OwnProposal,
    ProposedAlready,
    approve_write_off,
    propose_write_off,
    refuse_write_off,
    withdraw_write_off,
)
from traded_assessment.states import InvoiceStatus, WriteOffState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

NOW = datetime(2021, 11, 24, 9, tzinfo=UTC)
TODAY = date(2021, 11, 24)


@pytest.fixture
def second(db):
    return make_person(Role.FINANCE, name="Second person")


@pytest.fixture
def invoice(db):
    return make_invoice(nets=[60])


def propose(invoice, by, amount=60):
    return propose_write_off(invoice=invoice, amount=Decimal(amount), reason="School closed", by=by, now=NOW)


def written_off(invoice, finance, second, amount=60):
    return approve_write_off(write_off=propose(invoice, finance, amount), by=second, now=NOW)


def pay(invoice, finance, amount, **more):
    invoice.refresh_from_db()
    return record_payment(
        invoice=invoice, received_on=TODAY, amount=Decimal(amount), reference=f"B{amount}", by=finance, today=TODAY,
        **more,
    )  # fmt: skip


class TestTwoPeople:
    def test_it_counts_once_a_second_person_approves(self, invoice, finance, second):
        proposed = propose(invoice, finance)
        invoice.refresh_from_db()
        assert invoice.outstanding == 60
        approve_write_off(write_off=proposed, by=second, now=NOW)
        invoice.refresh_from_db()
        assert (invoice.written_off, invoice.outstanding) == (60, 0)
        assert invoice.status_on(TODAY) == InvoiceStatus.WRITTEN_OFF
        event = AuditEvent.objects.get(event="invoice.write_off_approved")
        assert (event.actor_label, event.reason) == (str(second), "School closed")
        assert not broken_invoice_invariants()

    def test_the_director_may_be_the_second_person(self, invoice, finance):
        approve_write_off(write_off=propose(invoice, finance), by=make_person(Role.DIRECTOR), now=NOW)

    @pytest.mark.parametrize("decide", [approve_write_off, lambda **kw: refuse_write_off(answer="no", **kw)])
    def test_nobody_decides_their_own(self, invoice, finance, decide):
        with pytest.raises(OwnProposal):
            decide(write_off=propose(invoice, finance), by=finance, now=NOW)

    def test_refused_and_taken_back_leave_the_debt_and_let_a_new_proposal_in(self, invoice, finance, second):
        refuse_write_off(write_off=propose(invoice, finance), answer="They still trade", by=second, now=NOW)
        withdraw_write_off(write_off=propose(invoice, finance), by=finance, now=NOW)
        propose(invoice, finance)
        invoice.refresh_from_db()
        assert invoice.outstanding == 60

    def test_not_twice_not_more_and_not_what_is_paid_meanwhile(self, invoice, finance, second):
        with pytest.raises(MoreThanIsOwed):
            propose(invoice, finance, "60.01")
        proposed = propose(invoice, finance)
        with pytest.raises(ProposedAlready):
            propose(invoice, finance, 1)
        pay(invoice, finance, 10)
        with pytest.raises(MoreThanIsOwed):
            approve_write_off(write_off=proposed, by=second, now=NOW)
        refuse_write_off(write_off=proposed, answer="Paid in part", by=second, now=NOW)
        with pytest.raises(DecidedAlready):
            approve_write_off(write_off=proposed, by=second, now=NOW)

    def test_who_may(self, invoice, finance):
        with pytest.raises(PermissionDenied):
            propose(invoice, placed_by(invoice))
        with pytest.raises(PermissionDenied):
            propose(invoice, make_person(Role.DIRECTOR))
        with pytest.raises(PermissionDenied):
            approve_write_off(write_off=propose(invoice, finance), by=placed_by(invoice), now=NOW)


class TestMoneyAfterAll:
    """A write-off never puts an invoice in credit."""

    def test_a_late_payment_takes_the_write_off_back(self, invoice, finance, second):
        written_off(invoice, finance, second)
        pay(invoice, finance, 25, into_credit=True)
        invoice.refresh_from_db()
        assert (invoice.paid, invoice.written_off, invoice.outstanding) == (25, 35, 0)
        pay(invoice, finance, 50, into_credit=True)
        invoice.refresh_from_db()
        assert (invoice.paid, invoice.written_off, invoice.outstanding) == (75, 0, -15)
        assert list(WriteOffReversal.objects.values_list("amount", flat=True)) == [25, 35]
        assert not broken_invoice_invariants()

    def test_a_late_credit_note_does_too(self, invoice, finance, second):
        written_off(invoice, finance, second, 40)
        make_credit_note(invoice, {1: 60})
        invoice.refresh_from_db()
        assert (invoice.credited, invoice.written_off, invoice.outstanding) == (60, 0, 0)
        assert invoice.status_on(TODAY) == InvoiceStatus.CREDITED
        assert WriteOffReversal.objects.get().credit_note is not None
        assert not broken_invoice_invariants()


class TestTheDatabase:
    def refused(self, change):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    def test_the_second_person_is_another(self, invoice, finance):
        row = propose(invoice, finance)
        for state in (WriteOffState.APPROVED, WriteOffState.REFUSED):
            self.refused(
                lambda state=state: WriteOff.objects.filter(pk=row.pk).update(
                    state=state, decided_by=finance, decided_at=NOW, decided_on=TODAY
                )
            )

    def test_a_decision_has_its_person_and_stays(self, invoice, finance, second):
        row = propose(invoice, finance)
        self.refused(lambda: WriteOff.objects.filter(pk=row.pk).update(state="approved"))
        self.refused(lambda: WriteOff.objects.filter(pk=row.pk).update(amount=1))
        approve_write_off(write_off=row, by=second, now=NOW)
        self.refused(lambda: WriteOff.objects.filter(pk=row.pk).update(state="proposed"))
        self.refused(lambda: WriteOff.objects.filter(pk=row.pk)._raw_delete("default"))

    def test_no_more_than_is_owed(self, invoice, finance, second):
        row = propose(invoice, finance)
        pay(invoice, finance, 1)
        self.refused(
            lambda: WriteOff.objects.filter(pk=row.pk).update(
                state="approved", decided_by=second, decided_at=NOW, decided_on=TODAY
            )
        )

    def test_reversals_stay(self, invoice, finance, second):
        written_off(invoice, finance, second)
        pay(invoice, finance, 25, into_credit=True)
        self.refused(lambda: WriteOffReversal.objects.update(amount=1))
        self.refused(lambda: WriteOffReversal.objects.all()._raw_delete("default"))


class TestThePages:
    def test_one_proposes_another_decides(self, as_finance, finance, second, invoice):
        page = reverse("traded_assessment:invoice", args=[invoice.number])
        address = reverse("traded_assessment:write_off_invoice", args=[invoice.number])
        assert address in as_finance.get(page).text
        shown = as_finance.post(address, {"amount": "60", "reason": "School closed"}, follow=True).text
        assert "waits for a second person" in shown
        row = WriteOff.objects.get()
        decide = reverse("traded_assessment:decide_write_off", args=[row.pk])
        listed = reverse("traded_assessment:write_offs")
        assert decide in as_finance.get(listed).text
        own = as_finance.get(decide).text
        assert "somebody else has to decide it" in own
        assert 'name="decision"' not in own
        assert "somebody else" in as_finance.post(decide, {"decision": "approve"}).text
        sign_in(as_finance, second)
        assert "Enter why the council keeps asking" in as_finance.post(decide, {"decision": "refuse"}).text
        shown = as_finance.post(decide, {"decision": "approve"}, follow=True).text
        assert "£60.00 is written off" in shown
        assert "Written off" in as_finance.get(listed).text
        assert "decided already" in as_finance.post(decide, {"decision": "approve"}).text

    def test_a_proposal_is_taken_back(self, as_finance, finance, invoice):
        row = propose(invoice, finance)
        address = reverse("traded_assessment:take_back_write_off", args=[row.pk])
        assert "taken back" in as_finance.post(address, follow=True).text
        assert "decided already" in as_finance.post(address, follow=True).text

    def test_the_list_asks_as_often_for_30_as_for_3(self, as_finance, finance, django_assert_max_num_queries):
        for more in (3, 27):
            for _ in range(more):
                propose(make_invoice(), finance)
            as_finance.get(reverse("traded_assessment:write_offs"))
            with django_assert_max_num_queries(6):
                assert as_finance.get(reverse("traded_assessment:write_offs")).text.count("School closed") >= more
