"""What the database holds of rehearsals and runs."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories.invoices import make_order
from tests.integration.billing.runs.conftest import TODAY, carried_out, monthly, rehearsed
from traded_assessment.models import InvoiceRun, OrderLine, RehearsedBill, RehearsedLine
from traded_assessment.services.invoice_runs import start_run
from traded_assessment.states import BillState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]


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
