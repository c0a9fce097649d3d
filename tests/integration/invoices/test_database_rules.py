"""What the database itself refuses about invoices, whoever writes to it."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.factories.invoices import ISSUED, make_invoice, make_order, placed_by
from traded_assessment.models import Invoice, InvoiceLine, InvoiceSeries, OrderLine, Payment
from traded_assessment.models.orders import Line

pytestmark = pytest.mark.django_db

LINE_FIELDS = [field.name for field in Line._meta.get_fields()]


@pytest.fixture
def invoice():
    return make_invoice(nets=[60, 15])


def refused(change):
    """The change raises at once, or when the transaction would commit."""

    @transaction.atomic
    def commit():
        change()
        connection.check_constraints()

    with pytest.raises(DatabaseError):
        commit()


def copy_of(invoice, **changes):
    """A second invoice for another order, under the next number if `changes` say no other."""
    order = make_order(nets=[60, 15])
    values = {field.attname: getattr(invoice, field.attname) for field in Invoice._meta.concrete_fields}
    values |= {"id": None, "references": [order.reference], "number": "INV-2021-000002", "sequence": 2}
    return Invoice(**values | {"document_id": make_document().pk} | changes)


def line_of(invoice, position):
    """A line that bills one of the invoice's order, as it was ordered."""
    line = OrderLine.objects.get(order__reference__in=invoice.references, position=position)
    copied = {name: getattr(line, name) for name in LINE_FIELDS}
    return copied | {"order_line": line, "order_reference": line.order.reference}


def make_document():
    from essex_portal.documents.models import Document

    return Document.objects.create(kind="invoice_pdf", key="another", filename="another.pdf")


def count_up():
    InvoiceSeries.objects.update(last_number=2)


@pytest.mark.parametrize(
    "changes",
    [{"net": 1}, {"customer": {}}, {"number": "INV-2021-000009"}, {"due_on": ISSUED}, {"paid": 75}, {"series": None}],
    ids=str,
)
def test_an_issued_invoice_never_changes(invoice, changes):
    refused(lambda: Invoice.objects.filter(pk=invoice.pk).update(**changes))


def test_an_issued_invoice_is_never_deleted(invoice):
    refused(lambda: Invoice.objects.filter(pk=invoice.pk)._raw_delete("default"))


def test_its_lines_never_change(invoice):
    refused(lambda: invoice.lines.update(description="Something else"))
    refused(lambda: InvoiceLine.objects.filter(invoice=invoice)._raw_delete("default"))


def test_no_line_is_added_later(invoice):
    first = invoice.lines.first()
    values = {name: getattr(first, name) for name in LINE_FIELDS} | {"position": 3}
    values |= {"order_line": make_order(nets=[60]).lines.get(), "order_reference": "TB-X"}
    refused(lambda: InvoiceLine.objects.create(invoice=invoice, **values))


def test_payments_stay(invoice):
    payment = Payment.objects.create(
        invoice=invoice, received_on=ISSUED, amount=5, reference="BACS 1", recorded_by=placed_by(invoice)
    )
    refused(lambda: Payment.objects.filter(pk=payment.pk).update(amount=6))
    refused(lambda: Payment.objects.filter(pk=payment.pk)._raw_delete("default"))


@pytest.mark.parametrize("amount", [0, -5])
def test_a_payment_is_money(invoice, amount):
    refused(
        lambda: Payment.objects.create(
            invoice=invoice, received_on=ISSUED, amount=amount, reference="x", recorded_by=placed_by(invoice)
        )
    )


def test_one_payment_a_reference(invoice):
    def pay():
        Payment.objects.create(
            invoice=invoice, received_on=ISSUED, amount=5, reference="x", recorded_by=placed_by(invoice)
        )

    pay()
    refused(pay)


def test_a_series_cannot_skip_a_number(invoice):
    refused(lambda: InvoiceSeries.objects.update(last_number=3))


def test_a_number_cannot_be_taken_without_an_invoice(invoice):
    refused(count_up)


def test_a_series_cannot_be_set_back_moved_or_deleted(invoice):
    refused(lambda: InvoiceSeries.objects.update(last_number=0))
    refused(lambda: InvoiceSeries.objects.update(financial_year=2030))
    refused(lambda: InvoiceSeries.objects.all()._raw_delete("default"))


def test_a_series_begins_at_the_beginning(db):
    refused(lambda: InvoiceSeries.objects.create(prefix="INV", financial_year=2030, last_number=7))


def test_one_series_a_prefix_and_year(invoice):
    with pytest.raises(IntegrityError), transaction.atomic():
        InvoiceSeries.objects.create(prefix="INV", financial_year=2021)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "INV-2021-000003"},
        {"number": "INV-2021-2"},
        {"sequence": 3, "number": "INV-2021-000003"},
        {"sequence": 1, "number": "INV-2021-000001"},
        {"issued_on": "2022-04-01", "due_on": "2022-05-01"},
        {"gross": 76},
        {"due_on": "2021-11-09"},
        {"line_count": 0},
        {"net": 0, "vat": 0, "gross": 0},
        {"paid": -1},
        {"credited": 76},
        {"kind": "recharge"},
        {},  # no lines
    ],
    ids=str,
)
def test_a_wrong_invoice_is_not_taken(invoice, changes):
    new = copy_of(invoice, **changes)

    def write():
        count_up()
        new.save(force_insert=True)

    refused(write)


@pytest.mark.parametrize(
    "changes",
    [{"net": 14, "unit_price": 14}, {"vat": 3}, {"vat_category": "S", "vat_rate": 20}, {"net": 20}],
    ids=str,
)
def test_lines_that_do_not_add_up_or_mix_vat_are_not_taken(invoice, changes):
    new = copy_of(invoice)

    def write():
        count_up()
        new.save(force_insert=True)
        for line in invoice.lines.all():
            values = line_of(new, line.position) | (changes if line.position == 2 else {})
            InvoiceLine.objects.create(invoice=new, **values)

    refused(write)


def test_a_right_one_is_taken(invoice):
    """So that the refusals above are about what they say."""
    new = copy_of(invoice)
    with transaction.atomic():
        count_up()
        new.save(force_insert=True)
        for position in (1, 2):
            InvoiceLine.objects.create(invoice=new, **line_of(new, position))
        connection.check_constraints()
    assert Invoice.objects.count() == 2
