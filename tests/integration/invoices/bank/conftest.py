"""Two invoices, and the steps from a row of the bank to a payment, on 24 November 2021."""

from datetime import date

import pytest

from tests.factories.bank_files import NOW
from tests.factories.invoices import make_invoice
from tests.factories.schools import make_school
from traded_assessment.models import Invoice
from traded_assessment.queries.bank_files import standing_of
from traded_assessment.services.bank_rows import record_ready, record_row

TODAY = date(2021, 11, 24)
DAY = "22/11/2021"


@pytest.fixture
def maple():
    return make_invoice(make_school(name="Maple Primary School"), nets=[110])


@pytest.fixture
def oak():
    return make_invoice(make_school(name="Oak Academy"), nets=[60])


def ready(file):
    return [one.row.line for one in standing_of(file, TODAY).ready]


def doubts(file):
    return {one.row.line: one.proposal.doubt for one in standing_of(file, TODAY).doubtful}


def record_all(file, by, rows=None):
    return record_ready(file=file, rows=rows, by=by, now=NOW, today=TODAY)


def decide(file, line, by, *invoices):
    numbers = [getattr(one, "number", one) for one in invoices]
    return record_row(row=file.rows.get(line=line), numbers=numbers, by=by, now=NOW, today=TODAY)


def outstanding(invoice):
    return Invoice.objects.get(pk=invoice.pk).outstanding
