"""How finance sets a school's billing terms, what is refused, and what booking pages say of them."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from tests.factories.invoices import make_invoice, make_supplier
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory, on_sale
from traded_assessment.invoice_pdf import invoice_pdf
from traded_assessment.invoice_words import shown
from traded_assessment.models import BillingTerms, Order
from traded_assessment.queries.billing import terms_of
from traded_assessment.services.billing_terms import BillingTermsRefused, NewTerms, change_billing_terms
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.refusals import PurchaseOrderNeeded
from traded_assessment.states import Billing, InvoiceKind, Product, Settlement

pytestmark = pytest.mark.django_db

LIST = reverse("traded_assessment:billing_terms")


def page_of(school) -> str:
    return reverse("traded_assessment:school_billing", args=[school.school.urn])


def set_terms(school, finance, **changes) -> BillingTerms:
    return change_billing_terms(school=school, terms=NewTerms(**{"billing": Billing.MONTHLY} | changes), by=finance)


class TestSetting:
    def test_terms_are_kept_with_what_changed(self, finance):
        school = make_school()
        set_terms(school, finance, other_payer="River Trust", payer_address="1 River Road", together=True)
        kept = terms_of(school)
        assert (kept.billing, kept.payer.name, kept.together) == (Billing.MONTHLY, "River Trust", True)
        set_terms(school, finance, other_payer="river trust", payer_address="2 River Road", together=True)
        assert terms_of(school).payer == kept.payer, "the organisation is made once"
        last = AuditEvent.objects.filter(event="billing_terms.changed").first()
        assert (last.before, last.after) == ({"payer_address": "1 River Road"}, {"payer_address": "2 River Road"})

    def test_a_trust_of_the_register_is_used_by_its_name(self, finance):
        trust = Organisation.objects.create(kind=OrganisationKind.TRUST, name="Oak Trust")
        kept = set_terms(make_school(), finance, other_payer="Oak Trust", payer_address="1 Oak Road")
        assert kept.payer == trust

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"settlement": Settlement.JOURNAL}, "cost_centre"),
            (
                {
                    "settlement": Settlement.JOURNAL,
                    "cost_centre": "4711",
                    "other_payer": "T",
                    "payer_address": "1 Road",
                },
                "payer",
            ),
            ({"together": True}, "together"),
            (
                {"billing": Billing.BY_ORDER, "together": True, "other_payer": "T", "payer_address": "1 Road"},
                "together",
            ),
            ({"other_payer": "T"}, "payer_address"),
            ({"endpoint_scheme": "0088", "endpoint_id": "5060000000001"}, "endpoint_id"),
            ({"endpoint_id": "GB123456789"}, "endpoint_scheme"),
        ],
    )
    def test_terms_without_sense_are_refused(self, finance, changes, field):
        school = make_school()
        with pytest.raises(BillingTermsRefused) as refusal:
            set_terms(school, finance, **changes)
        assert refusal.value.field == field
        assert not BillingTerms.objects.exists()
        assert not Organisation.objects.filter(name="T").exists()

    def test_only_finance_sets_them(self, db):
        with pytest.raises(PermissionDenied):
            set_terms(make_school(), make_person(Role.TRAINING_OFFICE))

    @pytest.mark.parametrize(
        "fields",
        [
            {"settlement": Settlement.JOURNAL},
            {"together": True},
            {"endpoint_scheme": "0088"},
        ],
    )
    def test_the_database_refuses_what_no_service_checked(self, fields):
        with pytest.raises(IntegrityError):
            BillingTerms.objects.create(school=make_school(), **fields)


class TestPages:
    def test_finance_finds_a_school_and_sets_its_terms(self, as_finance: Client):
        school = make_school(name="Maple Primary School")
        found = as_finance.get(LIST, {"school": "maple"})
        assert page_of(school) in found.content.decode()
        answers = {
            "billing": "monthly", "payer": "school", "settlement": "journal", "cost_centre": "4711",
            "contact_email": "office@maple.example",
        }  # fmt: skip
        response = as_finance.post(page_of(school), answers, follow=True)
        assert "Billing terms of Maple Primary School saved" in response.content.decode()
        assert "Cost centre: empty → 4711" in response.content.decode()
        assert terms_of(school).cost_centre == "4711"

    def test_what_is_refused_stands_beside_the_field_and_nothing_is_lost(self, as_finance: Client):
        school = make_school()
        answers = {"billing": "monthly", "payer": "other", "settlement": "invoice", "buyer_reference": "KEEP-ME"}
        response = as_finance.post(page_of(school), answers)
        words = response.content.decode()
        assert "Enter the name of the organisation that pays" in words
        assert "KEEP-ME" in words

    def test_its_trust_is_offered(self, as_finance: Client):
        trust = Organisation.objects.create(kind=OrganisationKind.TRUST, name="Oak Trust")
        school = make_school(type_code=34, trust=trust)
        answers = {"billing": "monthly", "payer": "trust", "payer_address": "1 Oak Road", "settlement": "invoice"}
        as_finance.post(page_of(school), answers | {"together": "on"})
        assert terms_of(school).payer == trust
        assert "Oak Trust, with its other schools" in as_finance.get(LIST).content.decode()

    def test_the_list_is_filtered_and_its_csv_holds_the_same(self, as_finance: Client, finance):
        maple, hill = make_school(name="Maple"), make_school(name="Hill")
        set_terms(maple, finance, purchase_order_needed=True)
        set_terms(hill, finance, billing=Billing.AFTER_EVENT)
        words = as_finance.get(LIST, {"purchase_order_needed": "true"}).content.decode()
        assert "Maple" in words
        assert "Hill" not in words
        file = as_finance.get(reverse("traded_assessment:billing_terms_csv"), {"q": "hill"}).content.decode("utf-8-sig")
        assert [line.split(",")[0] for line in file.splitlines()] == ["School", "Hill"]

    def test_the_list_asks_as_often_for_30_rows_as_for_3(self, as_finance: Client, finance):
        counts = []
        for more in (3, 27):
            for _ in range(more):
                set_terms(make_school(), finance, other_payer="River Trust", payer_address="1 River Road")
            as_finance.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                as_finance.get(LIST)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15


class TestBooking:
    @pytest.fixture
    def school(self, db):
        on_sale()
        make_supplier()
        return make_school(name="Maple Primary School")

    def order(self, school, now: datetime, purchase_order: str = "", key: str = "one") -> Order:
        session = TrainingSessionFactory(course__product=Product.EVENT)
        return place_order(
            school=school,
            lines=[OrderLineRequest(Product.EVENT, session.pk, (Person("Year 2 teacher"),))],
            idempotency_key=key,
            purchase_order=purchase_order,
            by=make_person(Role.HEADTEACHER, school),
            now=now,
        )

    def test_without_a_purchase_order_nothing_is_ordered_where_one_is_needed(self, school, finance, now):
        set_terms(school, finance, purchase_order_needed=True)
        with pytest.raises(PurchaseOrderNeeded, match="Enter a purchase order number"):
            self.order(school, now, purchase_order=" ")
        assert not Order.objects.exists()
        assert self.order(school, now, purchase_order="PO 7").purchase_order == "PO 7"

    def test_a_recharge_says_so_on_page_and_pdf(self, school, finance, now, as_finance: Client):
        set_terms(school, finance, billing=Billing.BY_ORDER, settlement=Settlement.JOURNAL, cost_centre="4711")
        order = self.order(school, now)
        invoice = order.lines.get().invoice_line.invoice
        assert (invoice.kind, invoice.number[:3], invoice.customer["cost_centre"]) == (
            InvoiceKind.RECHARGE, "RCH", "4711",
        )  # fmt: skip
        page = as_finance.get(reverse("traded_assessment:school_invoice", args=[invoice.number])).content.decode()
        assert "We recharge £60 to cost centre 4711 by journal" in page
        assert "Sort code" not in page
        assert invoice_pdf(invoice, list(invoice.lines.all())).startswith(b"%PDF")
        html = render_to_string("traded_assessment/invoices/pdf.html", shown(invoice, list(invoice.lines.all())))
        assert "<h1>Recharge</h1>" in html
        assert "Sort code" not in html
        assert "cost centre 4711" in html

    def test_an_invoice_still_says_how_to_pay(self, as_finance: Client):
        invoice = make_invoice()
        page = as_finance.get(reverse("traded_assessment:school_invoice", args=[invoice.number])).content.decode()
        assert "Sort code" in page
