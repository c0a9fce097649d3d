"""Finance keeps the VAT rules and the council's details: dated, audited, never rewritten."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from tests.factories.accounts import sign_in
from tests.factories.invoices import make_supplier
from tests.factories.people import make_person
from tests.factories.training import VatRuleFactory
from traded_assessment.models import SupplierDetails, VatRule
from traded_assessment.services.supplier import Supplier, SupplierRefused, change_supplier
from traded_assessment.services.vat_rules import NewVatRule, VatRuleRefused, add_rule, end_rule
from traded_assessment.states import Product, VatCategory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

RULES = reverse("traded_assessment:vat_rules")
ADD = reverse("traded_assessment:add_vat_rule")
SUPPLIER = reverse("traded_assessment:supplier")
TODAY = date(2021, 11, 24)


def day(name, value):
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def a_rule(**changes):
    values = {
        "product": "", "tier": "", "valid_from": date(2022, 4, 1), "valid_to": None, "category": VatCategory.STANDARD,
        "rate": Decimal(20), "reason": "", "provisional": False, "authority": "VAT officer, ruling 7",
    }  # fmt: skip
    return NewVatRule(**values | changes)


class TestAdding:
    def test_the_rule_before_ends_the_day_before(self, finance):
        before = VatRuleFactory()
        added = add_rule(rule=a_rule(), by=finance)
        before.refresh_from_db()
        assert (before.valid_to, added.valid_from, added.valid_to) == (date(2022, 3, 31), date(2022, 4, 1), None)
        events = dict(AuditEvent.objects.values_list("event", "after"))
        assert events["vat_rule.ended"] == {"valid_to": "2022-03-31"}
        assert events["vat_rule.added"]["rate"] == "20"

    def test_one_for_a_product_stands_beside_the_one_for_any(self, finance):
        before = VatRuleFactory()
        add_rule(rule=a_rule(product=Product.EVENT), by=finance)
        before.refresh_from_db()
        assert before.valid_to is None

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"valid_from": date(2021, 9, 1)}, "valid_from"),
            ({"valid_to": date(2022, 3, 31)}, "valid_to"),
            ({"rate": Decimal(0)}, "rate"),
            ({"category": VatCategory.EXEMPT, "rate": Decimal(5), "reason": "x"}, "rate"),
            ({"category": VatCategory.EXEMPT, "rate": Decimal(0)}, "reason"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, finance, changes, field):
        VatRuleFactory()
        with pytest.raises(VatRuleRefused) as refusal:
            add_rule(rule=a_rule(**changes), by=finance)
        assert refusal.value.field == field
        assert VatRule.objects.count() == 1

    def test_a_rule_between_two_days_that_are_taken_is_refused(self, finance):
        VatRuleFactory(valid_to=date(2022, 4, 5))
        with pytest.raises(VatRuleRefused, match="from 1 September 2021 to 5 April 2022"):
            add_rule(rule=a_rule(), by=finance)

    def test_on_the_page(self, as_finance):
        VatRuleFactory()
        answers = {
            "product": "event", "tier": "", "category": "E", "rate": "", "reason": "Education by an eligible body",
            "provisional": "false", "authority": "VAT officer", **day("valid_from", date(2022, 4, 1)),
        }  # fmt: skip
        response = as_finance.post(ADD, answers, follow=True)
        assert "Rule added. It counts from 1 April 2022." in response.text
        assert "Education by an eligible body" in response.text
        assert VatRule.objects.get(product="event").provisional is False

    def test_wrong_answers_stay_on_the_page(self, as_finance):
        answers = {"category": "S", "rate": "", "provisional": "true", "authority": "VAT officer"}
        response = as_finance.post(ADD, answers | day("valid_from", date(2022, 4, 1)))
        assert response.text.count("Enter the rate in per cent, like 20") == 2
        assert 'value="VAT officer"' in response.text
        nothing = as_finance.post(ADD, {})
        assert nothing.status_code == 200
        assert "There is a problem" in nothing.text


class TestEnding:
    def test_on_the_page(self, as_finance, finance):
        rule = VatRuleFactory()
        address = reverse("traded_assessment:end_vat_rule", args=[rule.pk])
        answers = day("last_on", date(2022, 3, 31)) | {"reason": "Ruled anew"}
        assert "Rule ended. Its last day is 31 March 2022." in as_finance.post(address, answers, follow=True).text
        rule.refresh_from_db()
        assert rule.valid_to == date(2022, 3, 31)
        event = AuditEvent.objects.get(event="vat_rule.ended")
        assert (event.reason, event.actor_id) == ("Ruled anew", finance.pk)

    @pytest.mark.parametrize("last_on", [date(2021, 8, 31), date(2023, 1, 1)])
    def test_not_before_it_began_nor_longer_than_it_runs(self, finance, last_on):
        rule = VatRuleFactory(valid_to=date(2022, 8, 31))
        with pytest.raises(VatRuleRefused):
            end_rule(rule=rule, last_on=last_on, by=finance)


class TestSupplier:
    DETAILS = Supplier("Greater Essex Council", "County Hall\nChelmsford", "GB 1", "Finance, f@council.example", 14)

    def test_from_a_day_on(self, finance):
        make_supplier()
        change_supplier(details=self.DETAILS, valid_from=date(2022, 4, 1), by=finance, today=TODAY)
        assert SupplierDetails.objects.count() == 2
        event = AuditEvent.objects.get(event="supplier.changed")
        assert (event.before["name"], event.after["name"]) == ("Essex County Council", "Greater Essex Council")

    def test_the_same_day_again_is_a_correction(self, as_finance, finance):
        make_supplier()
        change_supplier(details=self.DETAILS, valid_from=TODAY, by=finance, today=TODAY)
        answers = {
            "name": "Essex County Council", "address": "County Hall\r\nChelmsford", "vat_number": "",
            "contact": "Finance", "payment_days": "28", **day("valid_from", TODAY),
        }  # fmt: skip
        assert "details are saved" in as_finance.post(SUPPLIER, answers, follow=True).text
        assert SupplierDetails.objects.get(valid_from=TODAY).payment_days == 28
        assert SupplierDetails.objects.count() == 2

    def test_an_electronic_address_with_a_slip_stays_in_the_form(self, as_finance):
        make_supplier()
        answers = vars(self.DETAILS) | day("valid_from", TODAY)
        slip = answers | {"endpoint_scheme": "0088", "endpoint_id": "9521000000019"}
        page = as_finance.post(SUPPLIER, slip).text
        assert "A Global Location Number has 13 digits" in page
        assert 'value="9521000000019"' in page
        as_finance.post(SUPPLIER, slip | {"endpoint_id": "9521000000018"})
        assert SupplierDetails.objects.get(valid_from=TODAY).endpoint_id == "9521000000018"

    def test_the_past_stays(self, as_finance):
        make_supplier()
        answers = vars(self.DETAILS) | day("valid_from", date(2021, 11, 23))
        response = as_finance.post(SUPPLIER, answers)
        assert "First day must be today, 24 November 2021, or later" in response.text
        assert SupplierDetails.objects.count() == 1


class TestWhoMay:
    def test_other_roles_are_refused(self, client):
        sign_in(client, make_person(Role.ADMINISTRATOR))
        for address in (RULES, ADD, SUPPLIER):
            assert client.get(address).status_code == 403

    def test_the_director_reads_them(self, client):
        sign_in(client, make_person(Role.DIRECTOR))
        assert [client.get(address).status_code for address in (RULES, ADD, SUPPLIER)] == [200, 403, 200]

    def test_signed_out_people_sign_in(self, client):
        assert client.get(RULES).status_code == 302

    def test_the_services_ask_too(self):
        director = make_person(Role.DIRECTOR)
        with pytest.raises(PermissionDenied):
            add_rule(rule=a_rule(), by=director)
        with pytest.raises(PermissionDenied):
            end_rule(rule=VatRuleFactory(), last_on=TODAY, by=director)
        with pytest.raises(PermissionDenied):
            change_supplier(details=TestSupplier.DETAILS, valid_from=TODAY, by=director, today=TODAY)

    def test_pages_open_for_finance(self, as_finance):
        rule = VatRuleFactory()
        for address in (RULES, ADD, SUPPLIER, reverse("traded_assessment:end_vat_rule", args=[rule.pk])):
            assert as_finance.get(address).status_code == 200
        assert as_finance.get(reverse("traded_assessment:end_vat_rule", args=[rule.pk + 1])).status_code == 404


class TestTheVatNumber:
    """What is within the scope of VAT is invoiced under the council's VAT number. Source: domain.md B6, B22."""

    @pytest.mark.parametrize("category", [VatCategory.STANDARD, VatCategory.ZERO, VatCategory.EXEMPT])
    def test_without_it_nothing_within_the_scope_is_ruled(self, finance, category):
        make_supplier(vat_number="")
        rate = Decimal(20) if category == VatCategory.STANDARD else Decimal(0)
        with pytest.raises(VatRuleRefused, match="VAT registration number") as refusal:
            add_rule(rule=a_rule(category=category, rate=rate, reason="Education"), by=finance)
        assert refusal.value.field == "category"
        add_rule(rule=a_rule(category=VatCategory.OUTSIDE_SCOPE, rate=Decimal(0), reason="One body"), by=finance)

    def test_it_is_not_taken_away_under_a_rule_that_needs_it(self, finance):
        make_supplier()
        add_rule(rule=a_rule(), by=finance)
        details = Supplier(name="Council", address="County Hall", vat_number="", contact="Office", payment_days=30)
        with pytest.raises(SupplierRefused) as refusal:
            change_supplier(details=details, valid_from=TODAY, by=finance, today=TODAY)
        assert refusal.value.field == "vat_number"
