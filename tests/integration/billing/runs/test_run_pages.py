"""The pages of invoice runs, and what they ask of the database."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.invoices import make_order
from tests.integration.billing.runs.conftest import NOW, PERIOD, TODAY, monthly, rehearsed
from traded_assessment.models import InvoiceRun, Rehearsal, RehearsedBill
from traded_assessment.services import invoice_runs
from traded_assessment.services.invoice_runs import request_rehearsal
from traded_assessment.states import BillState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]
RUNS = reverse("traded_assessment:invoice_runs")


def page_of(rehearsal) -> str:
    return reverse("traded_assessment:rehearsal", args=[rehearsal.pk])


class TestPages:
    def test_rehearse_look_and_issue(self, as_finance: Client, finance):
        make_order(monthly(finance))
        make_order(monthly(finance, "Hill", purchase_order_needed=True))
        answer = {"period_end_day": "20", "period_end_month": "11", "period_end_year": "2021"}
        made = as_finance.post(RUNS, answer)
        rehearsal = Rehearsal.objects.get()
        assert made.url == page_of(rehearsal)
        invoice_runs.rehearse(rehearsal.pk, now=NOW)
        page = as_finance.get(page_of(rehearsal)).content.decode()
        assert "Issue 1 invoice" in page
        order = RehearsedBill.objects.get(state=BillState.HELD_BACK).references[0]
        assert reverse("traded_assessment:unbilled_order", args=[order]) in page
        as_finance.post(reverse("traded_assessment:start_invoice_run", args=[rehearsal.pk]))
        invoice_runs.carry_out(InvoiceRun.objects.get().pk, now=NOW)
        page = as_finance.get(page_of(rehearsal)).content.decode()
        assert "INV-2021-000001" in page
        assert "signed manifest" in page

    def test_a_number_is_given_on_the_page_of_the_order(self, as_finance: Client, finance):
        order = make_order(monthly(finance, purchase_order_needed=True))
        page = reverse("traded_assessment:unbilled_order", args=[order.reference])
        assert "Purchase order number" in as_finance.get(page).content.decode()
        as_finance.post(page, {"number": "PO 7"})
        order.refresh_from_db()
        assert order.late_purchase_order.number == "PO 7"

    @pytest.mark.parametrize("route", ["invoice_runs", "rehearsal"])
    def test_lists_ask_as_often_for_30_rows_as_for_3(self, as_finance: Client, finance, route):
        counts = []
        for more in (3, 27):
            for number in range(more):
                make_order(monthly(finance, f"School {number}"))
                make_order(monthly(finance, f"Held {number}", purchase_order_needed=True))
                if route == "invoice_runs":
                    request_rehearsal(period_end=PERIOD, by=finance, today=TODAY)
            address = RUNS if route == "invoice_runs" else page_of(rehearsed(finance))
            as_finance.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert as_finance.get(address).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15

    def test_a_rehearsal_of_many_asks_as_often_as_one_of_few(self, finance):
        counts = []
        for more in (3, 12):
            for number in range(more):
                make_order(monthly(finance, f"School {number}"))
            made = request_rehearsal(period_end=PERIOD, by=finance, today=TODAY)
            with CaptureQueriesContext(connection) as queries:
                invoice_runs.rehearse(made.pk, now=NOW)
            counts.append(len(queries))
        assert counts[0] == counts[1]
