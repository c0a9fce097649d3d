"""A school with all that Peppol asks for, and the steps from its invoice to a file."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from tests.factories.invoices import make_invoice, make_supplier
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.models import BillingTerms, OrderLine, SupplierDetails
from traded_assessment.queries.einvoices import ubl_of
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.states import CreditKind, VatCategory

COUNCIL_GLN, SCHOOL_GLN = "9521000000018", "9521000000025"
STANDARD = [(VatCategory.STANDARD, 20)]


def complete(school):
    """Everything that Peppol asks for beyond the invoice."""
    make_supplier()
    SupplierDetails.objects.update(endpoint_scheme="0088", endpoint_id=COUNCIL_GLN)
    BillingTerms.objects.create(
        school=school, endpoint_scheme="0088", endpoint_id=SCHOOL_GLN, buyer_reference="School office"
    )


@pytest.fixture
def school():
    return make_school(name="Ysgol Łódź St Mary’s Primary School")


@pytest.fixture
def invoice(school):
    complete(school)
    return make_invoice(school, nets=[60, 15], vat=STANDARD * 2)


def made(number):
    document = ubl_of(number)
    documents.make(document.pk)
    document.refresh_from_db()
    return document


def bytes_of(document):
    with documents.open_document(document) as stored:
        return stored.read()


def credit(invoice, net=Decimal(60)):
    line = OrderLine.objects.filter(invoice_line__invoice=invoice).order_by("position").first()
    off = [Off(line, net, "Cancelled 20 working days before: free")]
    [note] = credit_lines(
        off=off,
        kind=CreditKind.CANCELLED,
        reason="Booking cancelled",
        by=make_person(Role.FINANCE),
        now=datetime(2021, 11, 20, 9, tzinfo=UTC),
    )
    return note
