"""The director reads all of finance's workings and changes none of them."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from essex_portal.organisations.models import Organisation
from tests.factories.accounts import sign_in
from tests.factories.invoices import make_invoice, make_order, make_supplier
from tests.factories.ledger import journal_codes, make_recharge, shipped_mapping
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import on_sale
from traded_assessment.models import BillingTerms, Invoice, VatRule
from traded_assessment.services import invoice_runs
from traded_assessment.services.export_batches import request_export
from traded_assessment.services.journals import make_journal
from traded_assessment.states import Billing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def director(client: Client) -> Client:
    return sign_in(client, make_person(Role.DIRECTOR))


@pytest.fixture
def school(db) -> Organisation:
    make_supplier()
    on_sale()
    school = make_school(name="Maple Primary School")
    make_person(Role.HEADTEACHER, school)
    BillingTerms.objects.create(school=school, billing=Billing.MONTHLY, contact_office="The bursary")
    return school


@pytest.fixture
def addresses(school, finance) -> list[str]:
    """A page of each kind with something on it, the rehearsal not yet run."""
    make_order(school)
    rehearsal = invoice_runs.request_rehearsal(period_end=NOW.date(), by=finance, today=NOW.date())
    invoice_runs.rehearse(rehearsal.pk, now=NOW)
    journal_codes()
    make_recharge()
    journal = make_journal(period_end=NOW.date(), by=finance, now=NOW)
    make_invoice()
    mapping = shipped_mapping("Generic CSV")
    days = {"first_on": date(2021, 11, 1), "last_on": date(2021, 11, 30)}
    batch = request_export(mapping=mapping, **days, only_new=True, by=finance, now=NOW)
    documents.make(batch.document_id)
    named = {
        "invoice_runs": (),
        "rehearsal": (rehearsal.pk,),
        "journals": (),
        "journal": (journal.pk,),
        "journal_codes": (),
        "export_batches": (),
        "export_batch": (batch.pk,),
        "export_mapping": (mapping.pk,),
        "billing_terms": (),
        "school_billing": (school.school.urn,),
        "vat_rules": (),
        "supplier": (),
    }
    return [reverse(f"traded_assessment:{name}", args=args) for name, args in named.items()]


def test_every_page_opens_and_offers_nothing_that_is_refused(director, addresses):
    for address in addresses:
        page = director.get(address)
        main = page.content.decode().partition("<main")[2].partition("</main>")[0]
        assert page.status_code == 200, address
        assert 'method="post"' not in main, address
        for words in ("Change<", "Copy this", "Add a rule", "Give a purchase order"):
            assert words not in main, address


def test_terms_are_read_in_words(director, school):
    page = director.get(reverse("traded_assessment:school_billing", args=[school.school.urn])).content.decode()
    assert "One invoice a month" in page
    assert "The bursary" in page


@pytest.mark.parametrize("route", ["invoice_runs", "journals", "export_batches", "supplier", "journal_codes"])
def test_what_is_sent_all_the_same_is_refused(director, school, route):
    journal_codes()
    mapping = shipped_mapping("Generic CSV")
    day = {
        f"{name}_{part}": str(getattr(NOW, part))
        for name in ("period_end", "first_on", "last_on", "valid_from")
        for part in ("day", "month", "year")
    }
    answers = {
        "mapping": mapping.pk, "name": "Council", "address": "1 Road", "payment_days": 30, "contact": "Finance",
        "contact_email": "finance@council.example", "income_cost_centre": "A", "income_subjective": "B",
        "charge_subjective": "C",
    }  # fmt: skip
    assert director.post(reverse(f"traded_assessment:{route}"), answers | day).status_code == 403


def test_terms_that_are_sent_are_refused(director, school):
    page = reverse("traded_assessment:school_billing", args=[school.school.urn])
    sent = {"billing": Billing.BY_ORDER, "payer": "school", "settlement": "invoice"}
    assert director.post(page, sent).status_code == 403
    assert BillingTerms.objects.get().billing == Billing.MONTHLY


def test_a_run_is_not_started_and_no_rule_is_added(director, addresses):
    rehearsal = addresses[1]
    assert director.post(f"{rehearsal}start/").status_code == 403
    assert director.get(reverse("traded_assessment:add_vat_rule")).status_code == 403
    assert not Invoice.objects.filter(rehearsed_bill__isnull=False).exists()
    assert VatRule.objects.count() == 1
