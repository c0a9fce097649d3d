"""The statement of a school and of a payer: page and PDF."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pypdf
import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.documents.services import make, open_document
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from tests.factories.accounts import sign_in
from tests.factories.credits import make_credit_note
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.models import BillingTerms
from traded_assessment.queries.statements import entries_of, invoices_on_statement, standing_of
from traded_assessment.services.payments import record_payment
from traded_assessment.services.refunds import record_refund
from traded_assessment.services.write_offs import approve_write_off, propose_write_off
from traded_assessment.statements import statement_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

TODAY = date(2021, 11, 24)
NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)
OURS = reverse("traded_assessment:school_statement")


@pytest.fixture
def history(school, head, finance):
    """Two invoices: one overpaid and partly refunded, one credited and given up, of which £5 came after all."""
    first = make_invoice(school, nets=[60], on=date(2021, 10, 1), by=head)
    second = make_invoice(school, nets=[100], on=date(2021, 10, 5), by=head)
    pay(first, 80, finance, date(2021, 10, 20))
    record_refund(invoice=first, paid_on=TODAY, amount=Decimal(15), reference="OUT 1", by=finance, today=TODAY)
    make_credit_note(second, {1: 40})
    row = propose_write_off(invoice=second, amount=Decimal(60), reason="Closed", by=finance, now=NOW)
    approve_write_off(write_off=row, by=make_person(Role.FINANCE), now=NOW)
    pay(second, 5, finance, TODAY)
    return first, second


def pay(invoice, amount, finance, on):
    record_payment(
        invoice=invoice, received_on=on, amount=Decimal(amount), reference=f"IN {amount}", by=finance, today=TODAY,
        into_credit=True,
    )  # fmt: skip


def test_all_of_it_in_time_order_with_the_balance(history, school):
    first, second = history
    invoices = invoices_on_statement(school)
    statement = statement_of(entries_of(invoices), date(2021, 10, 2), TODAY)
    assert statement.opening == 60
    assert [(row.entry.on.day, row.entry.number, row.entry.amount, row.balance) for row in statement.rows] == [
        (5, second.number, 100, 160),
        (20, first.number, -80, 80),
        (20, "CRN-2021-000001", -40, 40),
        (24, first.number, 15, 55),
        (24, second.number, -5, 50),
        (24, second.number, -60, -10),
        (24, second.number, 5, -5),
    ]
    standing = standing_of(invoices, TODAY)
    assert (standing.owed, standing.overdue, standing.in_credit) == (0, 0, 5)
    assert statement.closing == standing.owed - standing.in_credit


def test_owed_and_overdue(school):
    make_invoice(school, nets=[60], on=date(2021, 10, 1))
    make_invoice(school, nets=[40])
    standing = standing_of(invoices_on_statement(school), TODAY)
    assert (standing.owed, standing.overdue, standing.in_credit) == (100, 60, 0)


class TestThePage:
    def test_the_school_reads_its_own_and_no_other(self, client, history, head, school):
        other = make_invoice(nets=[77])
        sign_in(client, head)
        text = client.get(OURS).text
        for words in (
            "Oak Primary School",
            "IN 80",
            "Paid back, OUT 1",
            "CRN-2021-000001",
            "£5.00 in credit",
            "Written off",
        ):
            assert words in text, words
        assert other.number not in text

    def test_a_period_is_chosen(self, client, history, head):
        sign_in(client, head)
        text = client.get(OURS, {"first_on": "2021-10-02", "last_on": "2021-10-31"}).text
        assert "From 2 October 2021 to 31 October 2021" in text
        assert "IN 80" in text
        assert "OUT 1" not in text
        wrong = client.get(OURS, {"first_on": "2021-10-02", "last_on": "2021-10-01"})
        assert "The last day must not be before the first" in wrong.text
        for nonsense in ({"first_on": "x"}, {"pdf": "x"}, {"first_on": "2030-01-01"}):
            assert client.get(OURS, nonsense).status_code == 200

    def test_finance_reads_that_of_a_trust_that_pays(self, as_finance, school):
        trust = Organisation.objects.create(kind=OrganisationKind.TRUST, name="Oak Trust")
        address = reverse("traded_assessment:statement", args=[trust.pk])
        assert as_finance.get(address).status_code == 404
        BillingTerms.objects.create(school=school, payer=trust)
        invoice = make_invoice(school)
        make_invoice()
        text = as_finance.get(address).text
        assert invoice.number in text
        assert text.count("INV-2021-") == 1 + text.count(reverse("traded_assessment:invoice", args=[invoice.number]))
        assert address in as_finance.get(reverse("traded_assessment:invoice", args=[invoice.number])).text

    def test_queries_do_not_grow(self, client, school, head, django_assert_max_num_queries):
        sign_in(client, head)
        for more in (3, 27):
            for _ in range(more):
                make_credit_note(make_invoice(school, by=head), {1: 5})
            client.get(OURS)
            with django_assert_max_num_queries(11):
                client.get(OURS)


class TestThePdf:
    def test_it_says_the_same_for_ever_and_opens_for_the_school_alone(self, client, history, head, school, finance):
        sign_in(client, head)
        response = client.post(f"{OURS}?first_on=2021-10-02&last_on=2021-11-24")
        document = Document.objects.get(kind="statement_pdf")
        assert response.url.endswith(f"&pdf={document.pk}")
        client.post(f"{OURS}?first_on=2021-10-02&last_on=2021-11-24")
        assert Document.objects.filter(kind="statement_pdf").count() == 1
        pay(history[1], 7, finance, TODAY)
        make(document.pk)
        document.refresh_from_db()
        with open_document(document) as stored:
            reader = pypdf.PdfReader(io.BytesIO(stored.read()))
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for words in (
            "Oak Primary School 1 School Lane",
            "From 2 October 2021",
            "Balance brought forward £60.00",
            "CRN-2021-000001",
            "Balance on 24 November 2021 £5.00 in credit",
            "In credit £5.00",
        ):
            assert words in text, words
        assert "IN 7" not in text
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert document.filename in client.get(response.url).text
        sign_in(client, make_person(Role.HEADTEACHER, make_school()))
        assert client.get(reverse("documents:download", args=[document.pk])).status_code == 404
