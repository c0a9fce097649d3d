"""What the rehearsal of an invoice run finds: what is billed together, what waits, and what is held back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from essex_portal.accounts.roles import Role
from tests.factories.invoices import make_order
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.integration.billing.runs.conftest import NOW, PERIOD, TODAY, carried_out, monthly, rehearsed
from traded_assessment.billing import Problem
from traded_assessment.models import BillingTerms, Invoice, SupplierDetails, TrainingSession, VatRule
from traded_assessment.services.billing_terms import NewTerms, change_billing_terms
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.invoice_runs import RunRefused, request_rehearsal
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.unbilled_orders import NotPossible, bill_nothing, give_purchase_order
from traded_assessment.states import Billing, BillState, CreditKind, Product, VatCategory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]
EXEMPT = (VatCategory.EXEMPT, 0)


def faults_of(rehearsal) -> list[str]:
    return [fault["problem"] for bill in rehearsal.bills.all() for fault in bill.faults]


class TestRehearsal:
    def test_three_orders_of_a_month_are_one_bill(self, finance):
        school = monthly(finance)
        orders = [make_order(school, nets=(60, 15)) for _ in range(3)]
        [bill] = rehearsed(finance).bills.all()
        assert (bill.gross, bill.line_count, bill.state) == (Decimal(225), 6, BillState.PLANNED)
        assert set(bill.references) == {order.reference for order in orders}
        assert not Invoice.objects.exists(), "a rehearsal issues nothing"

    def test_later_orders_wait(self, finance):
        make_order(monthly(finance), on=date(2021, 11, 21))
        assert not rehearsed(finance).bills.exists()

    def test_what_is_billed_already_is_not_billed_again(self, finance):
        make_order(monthly(finance))
        carried_out(rehearsed(finance), finance)
        assert not rehearsed(finance).bills.exists()

    def test_a_missed_order_of_a_school_billed_by_order_is_found(self, finance):
        school = monthly(finance, billing=Billing.BY_ORDER)
        make_order(school)
        assert rehearsed(finance).bills.count() == 1

    def test_credits_are_taken_off_and_a_line_credited_whole_is_gone(self, finance):
        order = make_order(monthly(finance), nets=(60, 40))
        first, second = order.lines.all()
        off = [Off(first, Decimal(20), "Part"), Off(second, Decimal(40), "All")]
        credit_lines(off=off, kind=CreditKind.GOODWILL, reason="A word", by=finance, now=NOW)
        [bill] = rehearsed(finance).bills.all()
        assert (bill.gross, bill.line_count) == (Decimal(40), 1)

    def test_schools_of_a_trust_share_a_bill(self, finance):
        trust = {"other_payer": "River Trust", "payer_address": "1 River Road", "together": True}
        for name in ("Oak", "Elm"):
            make_order(monthly(finance, name, contact_email="finance@river.example", **trust))
        [bill] = rehearsed(finance).bills.all()
        assert (bill.payer.name, bill.school, bill.gross) == ("River Trust", None, Decimal(120))

    def test_vat_families_never_share_a_document(self, finance):
        make_order(monthly(finance), nets=(60, 40), vat=[(VatCategory.OUTSIDE_SCOPE, 0), EXEMPT])
        assert rehearsed(finance).bills.count() == 2

    def test_no_purchase_order_holds_back_until_it_is_given(self, finance):
        order = make_order(monthly(finance, purchase_order_needed=True))
        assert faults_of(rehearsed(finance)) == [Problem.NO_PURCHASE_ORDER]
        give_purchase_order(order=order, number="PO 7", by=finance, now=NOW)
        carried_out(rehearsed(finance), finance)
        assert Invoice.objects.get().purchase_order == "PO 7"
        with pytest.raises(NotPossible):
            give_purchase_order(order=order, number="PO 8", by=finance, now=NOW)

    def test_nobody_to_send_it_to(self, finance):
        school = make_school()
        change_billing_terms(school=school, terms=NewTerms(Billing.MONTHLY), by=finance)
        make_order(school, by=make_person(Role.SCHOOL_MEMBER, school))
        assert faults_of(rehearsed(finance)) == [Problem.NO_CONTACT]

    def test_no_vat_rule_on_the_day_no_issue(self, finance):
        make_order(monthly(finance))
        VatRule.objects.update(valid_to=date(2021, 11, 15))
        assert faults_of(rehearsed(finance)) == [Problem.NO_VAT_RULE]

    def test_no_details_of_the_council(self, finance):
        make_order(monthly(finance))
        SupplierDetails.objects.all().delete()
        assert faults_of(rehearsed(finance)) == [Problem.NO_SUPPLIER]

    def test_a_payer_without_address(self, finance):
        make_order(monthly(finance))
        BillingTerms.objects.get().school.school.__class__.objects.update(street="", town="", postcode="")
        assert faults_of(rehearsed(finance)) == [Problem.NO_ADDRESS]

    def test_who_wants_e_invoices_needs_what_they_need(self, finance):
        make_order(monthly(finance, endpoint_scheme="0088", endpoint_id="5790000435944"))
        [bill] = rehearsed(finance).bills.all()
        assert [fault["problem"] for fault in bill.faults] == [Problem.E_INVOICE]
        assert "buyer reference" in bill.faults[0]["words"]

    def test_a_line_without_price_is_held_back_until_finance_lets_it_go(self, finance):
        order = make_order(monthly(finance), nets=(60, 0))
        made = rehearsed(finance)
        assert faults_of(made) == [Problem.NO_PRICE]
        assert made.bills.get(state=BillState.PLANNED).gross == 60
        priced, free = order.lines.all()
        with pytest.raises(NotPossible):
            bill_nothing(line=priced, why="No", by=finance, now=NOW)
        bill_nothing(line=free, why="A guest of the office", by=finance, now=NOW)
        assert not faults_of(rehearsed(finance))

    def test_after_the_event_lines_wait_for_their_session_and_a_subscription_does_not(self, finance):
        school = monthly(finance, billing=Billing.AFTER_EVENT)
        session = TrainingSessionFactory(course__product=Product.EVENT)
        place_order(
            school=school,
            lines=[
                OrderLineRequest(Product.SUBSCRIPTION),
                OrderLineRequest(Product.EVENT, session.pk, (Person("Year 2 teacher"),)),
            ],
            idempotency_key="one",
            by=make_person(Role.HEADTEACHER, school),
            now=datetime(2021, 11, 10, 9, 30, tzinfo=UTC),
        )
        assert [bill.gross for bill in rehearsed(finance).bills.all()] == [315]
        ended = datetime(2021, 11, 19, 17, tzinfo=UTC)
        TrainingSession.objects.update(starts_at=ended - timedelta(hours=1), ends_at=ended)
        assert [bill.gross for bill in rehearsed(finance).bills.all()] == [355]
        TrainingSession.objects.update(ends_at=datetime(2021, 11, 20, 23, 59, tzinfo=UTC))
        assert [bill.gross for bill in rehearsed(finance).bills.all()] == [355]
        TrainingSession.objects.update(ends_at=datetime(2021, 11, 21, 0, 1, tzinfo=UTC))
        assert [bill.gross for bill in rehearsed(finance).bills.all()] == [315]

    def test_a_period_that_is_not_over_is_refused(self, finance):
        with pytest.raises(RunRefused, match="or earlier"):
            request_rehearsal(period_end=date(2021, 11, 25), by=finance, today=TODAY)

    def test_only_finance(self):
        with pytest.raises(PermissionDenied):
            request_rehearsal(period_end=PERIOD, by=make_person(Role.TRAINING_OFFICE), today=TODAY)
