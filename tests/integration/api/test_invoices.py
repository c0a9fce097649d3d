"""Invoices by API: finance's token sees all, a school's its own, and the PDF is the worker's."""

from datetime import date
from decimal import Decimal

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from essex_portal.documents.models import Document
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.integration.api.conftest import caller_for, fields_at_fault, problem
from traded_assessment.models import BillingTerms, Invoice, Payment, SupplierDetails
from traded_assessment.states import Product


def buy(caller, *, urn=114805, key="key-1", events=1):
    sold = TrainingSessionFactory.create_batch(events, course__product=Product.EVENT)
    lines = [{"product": "event", "session": one.pk, "attendees": [{"name": "One"}, {"name": "Two"}]} for one in sold]
    body = {"urn": urn, "purchase_order": "PO-7", "lines": lines}
    response = caller.post("/training/bookings", body, key=key)
    assert response.status_code == 201, response.content
    return response.json()


@pytest.fixture
def bought(caller):
    return buy(caller)


@pytest.fixture
def finance(db):
    return caller_for(make_person(Role.FINANCE), "invoices")


@pytest.fixture
def stranger(open_for_business):
    other = make_school(urn=114806)
    return caller_for(make_person(Role.HEADTEACHER, other), "bookings", "invoices", organisation=other)


def pay(amount, received_on=date(2021, 11, 10)):
    person = make_person(Role.FINANCE)
    invoice = Invoice.objects.get()
    Payment.objects.create(
        invoice=invoice, amount=Decimal(amount), received_on=received_on, reference="BACS 1", recorded_by=person
    )


def numbers(response):
    assert response.status_code == 200, response.content
    return [item["number"] for item in response.json()["items"]]


class TestList:
    def test_shows_what_is_owed(self, caller, bought):
        assert caller.get("/invoices").json() == {
            "count": 1,
            "items": [
                {
                    "number": "INV-2021-000001",
                    "status": "due",
                    "issued_on": "2021-11-10",
                    "due_on": "2021-12-10",
                    "urn": 114805,
                    "school": "Maple Primary School",
                    "order": bought["order"],
                    "purchase_order": "PO-7",
                    "net": "75.00",
                    "vat": "0.00",
                    "gross": "75.00",
                    "paid": "0.00",
                    "credited": "0.00",
                    "written_off": "0.00",
                    "outstanding": "75.00",
                }
            ],
        }

    def test_finance_sees_all_and_schools_their_own(self, caller, bought, stranger, finance):
        buy(stranger, urn=114806)
        assert numbers(finance.get("/invoices")) == ["INV-2021-000002", "INV-2021-000001"]
        assert numbers(caller.get("/invoices")) == ["INV-2021-000001"]
        assert numbers(stranger.get("/invoices")) == ["INV-2021-000002"]

    def test_by_status(self, finance, bought):
        assert numbers(finance.get("/invoices", status="due")) == ["INV-2021-000001"]
        pay("25.00")
        assert numbers(finance.get("/invoices", status="part_paid")) == ["INV-2021-000001"]
        assert numbers(finance.get("/invoices", status="due")) == []
        pay_rest = Invoice.objects.get()
        Payment.objects.create(
            invoice=pay_rest,
            amount=Decimal("50.00"),
            received_on=date(2021, 11, 10),
            reference="BACS 2",
            recorded_by=make_person(Role.FINANCE),
        )
        assert numbers(finance.get("/invoices", status="paid")) == ["INV-2021-000001"]

    def test_by_date_both_days_inclusive(self, finance, bought):
        assert numbers(finance.get("/invoices", **{"from": "2021-11-10", "to": "2021-11-10"})) == ["INV-2021-000001"]
        assert numbers(finance.get("/invoices", **{"from": "2021-11-11"})) == []
        assert numbers(finance.get("/invoices", to="2021-11-09")) == []

    @pytest.mark.parametrize("query", [{"status": "lost"}, {"from": "yesterday"}, {"to": "2021-02-30"}])
    def test_a_filter_that_is_not_valid(self, finance, query):
        assert fields_at_fault(finance.get("/invoices", **query)) == list(query)

    def test_not_without_a_token_or_its_scope(self, anybody, head, school):
        problem(anybody.get("/invoices"), 401, "token-missing")
        only_bookings = caller_for(head, "bookings", organisation=school)
        problem(only_bookings.get("/invoices"), 403, "scope-missing")

    def test_as_many_queries_for_30_invoices_as_for_3(self, caller, finance, django_assert_num_queries):
        finance.get("/invoices")  # the first use of a token in a day is noted
        for size in (3, 30):
            for number in range(Invoice.objects.count(), size):
                buy(caller, key=f"key-{number}")
            with django_assert_num_queries(4):
                assert len(numbers(finance.get("/invoices"))) == size


class TestOne:
    def test_has_its_lines_payments_and_customer(self, caller, bought):
        pay("25.00")
        body = caller.get("/invoices/INV-2021-000001").json()
        assert body["customer"]["name"] == body["school"] == "Maple Primary School"
        assert [line["net"] for line in body["lines"]] == ["60.00", "15.00"]
        assert {line["vat_category"] for line in body["lines"]} == {"O"}
        assert body["payments"] == [{"received_on": "2021-11-10", "amount": "25.00", "reference": "BACS 1"}]
        assert (body["status"], body["paid"]) == ("part_paid", "25.00")

    def test_somebody_elses_is_not_there(self, bought, stranger):
        problem(stranger.get("/invoices/INV-2021-000001"), 404, "not-found")
        problem(stranger.get("/invoices/INV-2021-000001.pdf"), 404, "not-found")

    @pytest.mark.parametrize("number", ["INV-2021-000009", "%00", "x" * 200, "INV-2021-000001.docx", "INV/2021"])
    def test_no_such_invoice(self, caller, bought, number):
        problem(caller.get(f"/invoices/{number}"), 404, "not-found")

    def test_a_school_member_who_may_not_see_invoices(self, bought, school):
        member = make_person(Role.SCHOOL_MEMBER, school)
        member_token = caller_for(member, "bookings", organisation=school)
        problem(member_token.get("/invoices/INV-2021-000001"), 403, "scope-missing")


class TestPdf:
    def test_is_asked_for_again_while_it_is_being_made(self, caller, bought):
        response = caller.get("/invoices/INV-2021-000001.pdf")
        problem(response, 409, "not-ready")
        assert int(response["Retry-After"]) > 0

    def test_is_the_file_that_the_worker_stored(self, caller, bought, settings, tmp_path):
        documents.make(Document.objects.get(kind="invoice_pdf").pk)
        response = caller.get("/invoices/INV-2021-000001.pdf")
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert "INV-2021-000001" in response["Content-Disposition"]
        assert b"".join(response.streaming_content).startswith(b"%PDF-")

    def test_a_lost_file_is_said(self, caller, bought):
        document = Document.objects.get(kind="invoice_pdf")
        documents.make(document.pk)
        Document.objects.update(storage_key="sha256/00/gone")
        problem(caller.get("/invoices/INV-2021-000001.pdf"), 409, "not-ready")
        document.refresh_from_db()
        assert document.state == "failed"


class TestXml:
    ADDRESS = "/invoices/INV-2021-000001.xml"

    @pytest.fixture
    def complete(self, bought, school):
        SupplierDetails.objects.update(endpoint_scheme="0088", endpoint_id="9521000000018", identifier="E10000012")
        BillingTerms.objects.create(school=school, endpoint_scheme="0088", endpoint_id="9521000000025")

    def test_says_what_is_missing(self, finance, bought):
        detail = problem(finance.get(self.ADDRESS), 409, "not-ready")["detail"]
        assert "the customer’s electronic address" in detail

    def test_is_the_checked_file_that_the_worker_stored(self, finance, complete):
        assert "Nobody has asked" in problem(finance.get(self.ADDRESS), 409, "not-ready")["detail"]
        documents.make(Document.objects.get(kind="invoice_pdf").pk)
        assert finance.get(self.ADDRESS)["Retry-After"]
        documents.make(Document.objects.get(kind="invoice_ubl").pk)
        response = finance.get(self.ADDRESS)
        assert response["Content-Type"] == "application/xml"
        assert b"urn:fdc:peppol.eu:2017:poacc:billing:3.0" in b"".join(response.streaming_content)

    def test_says_why_it_could_not_be_made(self, finance, complete):
        documents.make(Document.objects.get(kind="invoice_pdf").pk)
        BillingTerms.objects.all().delete()
        documents.make(Document.objects.get(kind="invoice_ubl").pk)
        assert "electronic address" in problem(finance.get(self.ADDRESS), 409, "not-ready")["detail"]

    def test_is_nobody_elses(self, stranger, complete):
        problem(stranger.get(self.ADDRESS), 404, "not-found")
