"""What a column of an export can hold. Only what never changes after it is issued, so that a file can be made again."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class Subject(TextChoices):
    INVOICES = "invoices", "Invoices and recharges"
    CREDIT_NOTES = "credit_notes", "Credit notes"
    PAYMENTS = "payments", "Payments"
    JOURNAL_LINES = "journal_lines", "Journal lines"


class Per(TextChoices):
    """What one row of the file is."""

    DOCUMENT = "document", "One row each"
    LINE = "line", "One row for each of its lines"


@dataclass(frozen=True)
class Field:
    name: str
    label: str


def _fields(**labels: str) -> tuple[Field, ...]:
    return tuple(Field(name, label) for name, label in labels.items())


_CUSTOMER = _fields(
    customer="Customer",
    customer_address="Customer’s address, in one line",
    school="School",
    urn="School’s URN",
    cost_centre="School’s cost centre",
    tier="Kind of customer",
    purchase_order="Purchase order",
)
_INVOICE = (
    *_fields(
        number="Invoice number",
        kind="Invoice or recharge",
        issued_on="Date of invoice",
        due_on="Pay by",
        order_references="Booking references",
        payment_days="Days to pay",
    ),
    *_CUSTOMER,
)
_CREDIT_NOTE = (
    *_fields(
        number="Credit note number",
        invoice_number="Number of the invoice credited",
        issued_on="Date of credit note",
        reason="Reason",
    ),
    *_CUSTOMER,
)
_TOTALS = _fields(
    net="Net",
    vat="VAT",
    gross="Total",
    minus_net="Net, negative",
    minus_vat="VAT, negative",
    minus_gross="Total, negative",
)
_LINE = _fields(
    line_number="Line number",
    product="Product",
    description="Description",
    quantity="Quantity",
    unit_price="Unit price",
    net="Net of the line",
    vat="VAT of the line",
    gross="Total of the line",
    minus_net="Net of the line, negative",
    minus_vat="VAT of the line, negative",
    vat_category="VAT category",
    vat_rate="VAT rate",
    vat_reason="VAT reason",
    order_reference="Booking reference of the line",
    line_school="School of the line",
)
_PAYMENT = _fields(
    number="Invoice number",
    received_on="Date received",
    amount="Amount",
    kind="Kind of payment",
    reference="Reference",
    customer="Customer",
    school="School",
    urn="School’s URN",
)
_JOURNAL_LINE = _fields(
    batch="Journal",
    posted_on="Date of the journal",
    period="Period",
    line_number="Line number",
    cost_centre="Cost centre",
    subjective="Subjective code",
    activity="Activity code",
    debit="Debit",
    credit="Credit",
    amount="Amount, a credit negative",
    reference="Document number",
    description="Description",
)

FIELDS: Mapping[tuple[Subject, Per], tuple[Field, ...]] = {
    (Subject.INVOICES, Per.DOCUMENT): (*_INVOICE, *_TOTALS),
    (Subject.INVOICES, Per.LINE): (*_INVOICE, *_LINE),
    (Subject.CREDIT_NOTES, Per.DOCUMENT): (*_CREDIT_NOTE, *_TOTALS),
    (Subject.CREDIT_NOTES, Per.LINE): (
        *_CREDIT_NOTE,
        *_LINE,
        *_fields(invoice_line_number="Number of the line credited, in its invoice"),
    ),
    (Subject.PAYMENTS, Per.DOCUMENT): _PAYMENT,
    (Subject.JOURNAL_LINES, Per.DOCUMENT): _JOURNAL_LINE,
}
