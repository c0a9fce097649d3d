"""Issuing invoices: what is frozen, what is refused, and that no number is missing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from essex_portal.audit.models import AuditEvent
from essex_portal.documents.models import Document
from essex_portal.jobs.states import JobState
from tests.factories.invoices import ISSUED, make_invoice, make_order, make_supplier
from tests.factories.schools import make_school
from traded_assessment.models import Invoice, InvoiceSeries
from traded_assessment.queries.billing import terms_of
from traded_assessment.queries.invoices import invoices_by_order
from traded_assessment.services.invoicing import invoice_order
from traded_assessment.services.printed import NoSupplierDetails
from traded_assessment.states import VatCategory

pytestmark = pytest.mark.django_db


def issue(order, on=ISSUED):
    [invoice] = invoices_of(order, on)
    return invoice


def invoices_of(order, on=ISSUED):
    return invoice_order(order=order, terms=terms_of(order.school), by=order.placed_by, on=on)


def test_an_invoice_freezes_order_customer_and_council():
    make_supplier()
    school = make_school(name="Maple Primary School")
    order = make_order(school, nets=[60, 15], purchase_order="PO-7")
    invoice = issue(order)
    assert invoice.number == "INV-2021-000001"
    assert (invoice.net, invoice.vat, invoice.gross) == (75, 0, 75)
    assert (invoice.issued_on, invoice.due_on) == (ISSUED, ISSUED + timedelta(days=30))
    assert (invoice.purchase_order, invoice.tier, invoice.line_count) == ("PO-7", order.tier, 2)
    assert invoice.customer["name"] == "Maple Primary School"
    assert invoice.customer["urn"] == school.school.urn
    assert invoice.supplier["name"] == "Essex County Council"
    assert invoice.supplier["address"][0] == "Education Finance"
    assert invoice.supplier["bank"]["account_number"]
    copied = [(line.description, line.net, line.rule, line.vat_category) for line in invoice.lines.all()]
    assert copied == [(line.description, line.net, line.rule, line.vat_category) for line in order.lines.all()]


def test_it_is_audited_and_its_pdf_is_asked_for():
    invoice = make_invoice(nets=[60])
    event = AuditEvent.objects.get(event="invoice.issued")
    assert (event.target_label, event.after["gross"]) == (invoice.number, "60.00")
    document = Document.objects.get()
    assert (document.kind, document.key, document.state) == (
        "invoice_pdf", f"invoice:{invoice.number}", JobState.PENDING,
    )  # fmt: skip


def test_nothing_to_pay_is_no_invoice_and_takes_no_number():
    make_supplier()
    assert invoices_of(make_order(nets=[0])) == []
    assert not InvoiceSeries.objects.exists()


def test_numbers_begin_anew_with_the_financial_year():
    numbers = [
        make_invoice(on=day).number for day in (date(2022, 3, 31), date(2022, 4, 1), date(2022, 4, 2), date(2021, 4, 1))
    ]
    assert numbers == ["INV-2021-000001", "INV-2022-000001", "INV-2022-000002", "INV-2021-000002"]


def test_the_council_is_shown_as_on_the_day():
    make_supplier(date(2021, 4, 1), name="Essex County Council", payment_days=30)
    make_supplier(date(2022, 4, 1), name="Greater Essex Council", payment_days=14)
    before, after = issue(make_order()), issue(make_order(), on=date(2022, 4, 1))
    assert (before.supplier["name"], after.supplier["name"]) == ("Essex County Council", "Greater Essex Council")
    assert after.due_on == date(2022, 4, 15)


def test_without_the_councils_details_nothing_is_issued():
    make_supplier(date(2022, 4, 1))
    with pytest.raises(NoSupplierDetails, match="Finance has not entered"):
        issue(make_order())
    assert not Invoice.objects.exists()


def test_what_is_outside_the_scope_of_vat_gets_an_invoice_of_its_own():
    make_supplier()
    order = make_order(nets=[60, 40], vat=[(VatCategory.OUTSIDE_SCOPE, 0), (VatCategory.STANDARD, 20)])
    outside, taxed = invoices_of(order)
    assert (outside.gross, taxed.gross) == (60, 48)
    assert [line.order_line.position for line in (outside.lines.get(), taxed.lines.get())] == [1, 2]
    assert invoices_by_order([order]) == {order.pk: [outside, taxed]}


def test_vat_is_charged_and_added_up():
    invoice = make_invoice(nets=[60, 40], vat=[(VatCategory.STANDARD, 20), (VatCategory.EXEMPT, 0)])
    assert (invoice.net, invoice.vat, invoice.gross) == (100, 12, 112)


def test_a_rollback_gives_the_number_back():
    first = make_invoice()

    @transaction.atomic
    def fail_after_issuing():
        make_invoice()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_issuing()
    assert (first.sequence, make_invoice().sequence) == (1, 2)
    assert InvoiceSeries.objects.get().last_number == 2


def test_issuing_takes_few_statements(django_assert_max_num_queries):
    make_invoice()
    order = make_order(nets=[60, 15, 15])
    order = type(order).objects.select_related(
        "school__school__local_authority", "school__school__type", "school__school__district__quadrant",
        "school__school__trust",
    ).get(pk=order.pk)  # fmt: skip
    with django_assert_max_num_queries(12):
        issue(order)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_numbers_without_a_gap():
    make_supplier()
    orders = [make_order() for _ in range(20)]

    def place(index):
        try:
            with transaction.atomic():
                issue(orders[index])
                if index % 4 == 3:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(place, range(20)))
    assert sorted(Invoice.objects.values_list("sequence", flat=True)) == list(range(1, 16))
    assert InvoiceSeries.objects.get().last_number == 15


def test_the_status_follows_payment_and_day():
    invoice = make_invoice(nets=[60])
    due, late = invoice.due_on, invoice.due_on + timedelta(days=1)
    assert [invoice.status_on(day).value for day in (due, late)] == ["due", "overdue"]
    invoice.paid = Decimal(10)
    assert [invoice.status_on(day).value for day in (due, late)] == ["part_paid", "overdue"]
    invoice.paid = Decimal(60)
    assert invoice.status_on(late).value == "paid"
