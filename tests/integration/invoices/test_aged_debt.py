"""What was owed on a day, in ages, and the invoices behind each figure."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OrganisationKind
from tests.factories.credits import make_credit_note
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.ageing import Bucket, aged
from traded_assessment.models import BillingTerms, Invoice
from traded_assessment.queries.aged_debt import debts_on
from traded_assessment.services.payments import record_payment
from traded_assessment.services.write_offs import approve_write_off, propose_write_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

TODAY = date(2021, 11, 24)
PAGE = reverse("traded_assessment:aged_debt")
ROWS = reverse("traded_assessment:aged_debt_invoices")
CSV = reverse("traded_assessment:aged_debt_csv")


@pytest.fixture
def school():
    quadrant = Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="South quadrant")
    district = District.objects.create(code="E07000066", name="Basildon", quadrant=quadrant)
    return make_school(name="Oak Primary School", district=district)


def pay(invoice, amount, on, finance):
    record_payment(
        invoice=invoice, received_on=on, amount=Decimal(amount), reference=f"B{amount}", by=finance, today=TODAY,
        into_credit=True,
    )  # fmt: skip


class TestOwedOnADay:
    def test_only_what_had_happened_by_then_counts(self, school, finance):
        invoice = make_invoice(school, nets=[100], on=date(2021, 9, 1))
        pay(invoice, 10, date(2021, 10, 1), finance)
        make_credit_note(invoice, {1: 20}, now=datetime(2021, 10, 10, 9, tzinfo=UTC))
        row = propose_write_off(
            invoice=invoice, amount=Decimal(70), reason="x", by=finance, now=datetime(2021, 10, 20, 9, tzinfo=UTC)
        )
        approve_write_off(write_off=row, by=make_person(Role.FINANCE), now=datetime(2021, 10, 20, 9, tzinfo=UTC))
        pay(invoice, 75, date(2021, 11, 1), finance)
        expected = {
            date(2021, 8, 31): [],
            date(2021, 9, 1): [100],
            date(2021, 9, 30): [100],
            date(2021, 10, 1): [90],
            date(2021, 10, 10): [70],
            date(2021, 10, 20): [],
            date(2021, 11, 1): [-5],
        }
        assert {day: [debt.owed for debt in debts_on(day)] for day in expected} == expected

    def test_today_it_is_what_the_invoices_say(self, school, finance):
        for net, paid in ((60, 0), (60, 20), (60, 60), (60, 80)):
            invoice = make_invoice(school, nets=[net])
            if paid:
                pay(invoice, paid, TODAY, finance)
        owed = {invoice.number: invoice.outstanding for invoice in Invoice.objects.all() if invoice.outstanding}
        assert {debt.number: debt.owed for debt in debts_on(TODAY)} == owed

    def test_recharges_are_left_out(self):
        school = make_school()
        BillingTerms.objects.create(school=school, settlement="journal", cost_centre="4711")
        make_invoice(school)
        assert debts_on(TODAY) == []

    def test_by_quadrant_and_payer(self, school):
        make_invoice(school, on=date(2021, 10, 1))
        trust = Organisation.objects.create(kind=OrganisationKind.TRUST, name="Oak Trust")
        other = make_school()
        BillingTerms.objects.create(school=other, payer=trust)
        make_invoice(other)
        found = debts_on(TODAY)
        by_quadrant = {row.name: row.amounts for row in aged(found, TODAY, "quadrant")}
        assert by_quadrant["South quadrant"][Bucket.TO_30] == 60
        assert by_quadrant["Outside the quadrants"][Bucket.NOT_DUE] == 60
        assert {row.name for row in aged(found, TODAY, "payer")} == {"Oak Primary School", "Oak Trust"}


class TestThePages:
    def test_each_figure_opens_its_invoices(self, as_finance, school):
        overdue, due = make_invoice(school, on=date(2021, 10, 1)), make_invoice(school, nets=[40])
        text = as_finance.get(PAGE).text
        assert "£100" in text
        assert "Debt by age on 24 November 2021" in text
        for bucket, shown, hidden in (("to_30", overdue, due), ("not_due", due, overdue)):
            address = f"{ROWS}?as_at=2021-11-24&amp;by=school&amp;key={school.pk}&amp;bucket={bucket}"
            assert address in text
            rows = as_finance.get(address.replace("&amp;", "&")).text
            assert shown.number in rows
            assert hidden.number not in rows
            assert f"Oak Primary School, {Bucket(bucket).words}" in rows

    def test_as_at_a_day_and_by_another_way(self, as_finance, school):
        make_invoice(school, on=date(2021, 10, 1))
        asked = {"as_at_day": "31", "as_at_month": "10", "as_at_year": "2021", "by": "quadrant"}
        text = as_finance.get(PAGE, asked).text
        assert "31 October 2021" in text
        assert "South quadrant" in text
        assert "Nothing was owed on that day" in as_finance.get(PAGE, asked | {"as_at_year": "2020"}).text
        wrong = as_finance.get(PAGE, asked | {"as_at_month": "13"})
        assert "must be a real date" in wrong.text

    def test_as_csv(self, as_finance, school):
        make_invoice(make_school(name="=Evil School"), on=date(2021, 10, 1))
        response = as_finance.get(CSV, {"as_at": "2021-11-24", "by": "school", "bucket": "to_30"})
        lines = response.text.splitlines()
        assert lines[0].startswith("\ufeffInvoice number,School")
        assert "'=Evil School" in lines[1]
        assert lines[1].endswith("60.00,60.00,1 to 30 days")

    def test_nonsense_is_no_error(self, as_finance, school):
        make_invoice(school)
        for asked in ({"by": "moon"}, {"key": "x"}, {"bucket": "x"}, {"as_at": "x"}, {"sort": "x"}, {"page": "9"}):
            for page in (PAGE, ROWS, CSV):
                assert as_finance.get(page, asked).status_code == 200, asked

    def test_it_sorts_by_every_figure(self, as_finance, school):
        make_invoice(school, on=date(2021, 10, 1))
        make_invoice(make_school(name="Ash School"), nets=[40])
        for sort, first in (("name", "Ash School"), ("-to_30", "Oak Primary School"), ("-not_due", "Ash School")):
            table = as_finance.get(PAGE, {"sort": sort}).context["table"]
            assert next(iter(table.page.object_list)).record.name == first

    def test_the_same_queries_for_30_as_for_3(self, as_finance, django_assert_max_num_queries):
        for more in (3, 27):
            for _ in range(more):
                make_invoice(make_school())
            for page in (PAGE, ROWS):
                as_finance.get(page)
                with django_assert_max_num_queries(5):
                    as_finance.get(page)
