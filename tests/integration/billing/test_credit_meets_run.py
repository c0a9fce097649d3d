"""A credit and an invoice run meet at the same line, in two connections: it is taken off, or noted, never lost."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction

from essex_portal.accounts.roles import Role
from tests.factories.invoices import make_order, make_supplier
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import VatRuleFactory
from traded_assessment.models import CreditNote, Invoice, InvoiceRun, Order
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.services import invoice_runs
from traded_assessment.services.billing_terms import NewTerms, change_billing_terms
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.invoice_runs import request_rehearsal, start_run
from traded_assessment.states import Billing, BillState, CreditKind

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("a_fortnight_later")]

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)
A_MOMENT = 0.5


@pytest.fixture
def finance(transactional_db):
    return make_person(Role.FINANCE)


@pytest.fixture
def order(finance) -> Order:
    make_supplier()
    VatRuleFactory()
    school = make_school()
    make_person(Role.HEADTEACHER, school)
    change_billing_terms(school=school, terms=NewTerms(Billing.MONTHLY), by=finance)
    return make_order(school, nets=(60,))


@pytest.fixture
def run(order, finance) -> InvoiceRun:
    rehearsal = request_rehearsal(period_end=NOW.date(), by=finance, today=NOW.date())
    invoice_runs.rehearse(rehearsal.pk, now=NOW)
    return start_run(rehearsal=rehearsal, by=finance, today=NOW.date())


def beside(work: Callable[[], None]) -> threading.Thread:
    """Do it in a connection of its own."""

    def working() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=working)
    thread.start()
    return thread


def credit(order: Order, finance) -> None:
    off = [Off(order.lines.get(), Decimal(20), "Part")]
    credit_lines(off=off, kind=CreditKind.GOODWILL, reason="A word", by=finance, now=NOW)


def test_a_credit_that_is_not_committed_yet_holds_the_run_up(run, order, finance):
    credited = threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            credit(order, finance)
            credited.set()
            time.sleep(A_MOMENT)

    thread = beside(slowly)
    assert credited.wait(20)
    invoice_runs.carry_out(run.pk, now=NOW)
    thread.join()
    assert run.rehearsal.bills.get().state == BillState.LEFT_OUT
    assert not Invoice.objects.exists()
    assert broken_invoice_invariants() == []


def test_a_run_that_is_issuing_holds_the_credit_up_and_a_credit_note_follows(run, order, finance, monkeypatch):
    real, issuing = invoice_runs.issue, threading.Event()

    def slowly(bill, **more):
        issuing.set()
        time.sleep(A_MOMENT)
        return real(bill, **more)

    monkeypatch.setattr(invoice_runs, "issue", slowly)
    thread = beside(lambda: invoice_runs.carry_out(run.pk, now=NOW))
    assert issuing.wait(20)
    credit(order, finance)
    thread.join()
    assert Invoice.objects.get().credited == CreditNote.objects.get().gross == 20
    assert broken_invoice_invariants() == []
