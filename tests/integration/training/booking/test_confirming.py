"""Pressing the button of the check page: one order at the price that was shown, or nothing and why."""

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.invoices import invoice_of
from tests.factories.people import make_person
from tests.factories.training import PackageFactory, TrainingSessionFactory
from tests.integration.training.booking.conftest import CHECK, SUBSCRIBE, confirm, page_of, rows, text_of
from traded_assessment.models import BillingTerms, Order, Subscription, TrainingSession
from traded_assessment.states import Billing


class TestConfirming:
    def test_a_purchase_order_number_is_asked_for_where_one_is_needed(self, as_head, school, session):
        BillingTerms.objects.create(school=school, purchase_order_needed=True, billing=Billing.MONTHLY)
        as_head.post(page_of(session), rows("One"))
        page = as_head.get(CHECK)
        assert "at the end of the month for all orders together" in text_of(page)
        refused = confirm(as_head)
        assert "Enter a purchase order number" in refused.context["form"].errors["purchase_order"][0]
        assert not Order.objects.exists()
        assert confirm(as_head, purchase_order="PO-7").status_code == 302

    def test_the_order_is_placed_and_its_page_says_so(self, as_head, session):
        as_head.post(page_of(session), rows(("One", "Teacher", "one@maple.example")))
        response = confirm(as_head, purchase_order="PO-5")
        order = Order.objects.get()
        assert response.url == reverse("traded_assessment:order", args=[order.reference])
        page = text_of(as_head.get(response.url))
        for words in ("Booking confirmed", order.reference, "PO-5", "one@maple.example", invoice_of(order).number):
            assert words in page
        assert not as_head.get(CHECK).context["lines"]

    def test_a_double_click_makes_one_order(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        shown = as_head.get(CHECK).context
        data = {"key": shown["basket"].key, "shown": str(shown["quote"].gross)}
        assert as_head.post(CHECK, data).url == as_head.post(CHECK, data).url
        assert Order.objects.count() == 1

    def test_a_changed_price_is_shown_before_it_is_agreed(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        page = confirm(as_head, shown="50.00")
        assert "The price has changed from £50 to £55" in text_of(page)
        assert 'name="shown" value="55.00"' in text_of(page)
        assert not Order.objects.exists()
        confirm(as_head)
        assert Order.objects.get().gross == Decimal(55)

    def test_a_basket_changed_in_another_window_is_shown_again(self, as_head, session, event):
        as_head.post(page_of(session), rows("One"))
        old = as_head.get(CHECK).context["basket"].key
        as_head.post(page_of(session), rows("Another"))
        assert "has changed since you opened this page" in text_of(confirm(as_head, key=old))
        assert not Order.objects.exists()

    def test_full_meanwhile_is_a_page_that_keeps_everything(self, as_head, open_for_business):
        last = TrainingSessionFactory(capacity=2)
        other = TrainingSessionFactory(course=last.course)
        as_head.post(page_of(last), rows("One", "Two"))
        shown = as_head.get(CHECK).context
        TrainingSession.objects.filter(pk=last.pk).update(capacity=1)
        response = as_head.post(CHECK, {"key": shown["basket"].key, "shown": str(shown["quote"].gross)})
        page = text_of(response)
        assert response.status_code == 200
        for words in ("has only 1 place left", "One", "Two", f"{page_of(other)}?instead_of={last.pk}"):
            assert words in page
        assert not Order.objects.exists()

    def test_a_member_cannot_confirm_a_subscription_put_there_before(self, as_head, head, open_for_business):
        as_head.post(SUBSCRIBE, {"package": PackageFactory().pk})
        head.memberships.update(role=Role.SCHOOL_MEMBER)
        assert confirm(as_head).status_code == 403
        assert not Order.objects.exists()

    def test_a_school_that_subscribed_meanwhile_is_told(self, as_head, school, session):
        package = PackageFactory()
        other = Client()
        other.force_login(make_person(Role.HEADTEACHER, school))
        for client in (as_head, other):
            client.post(SUBSCRIBE, {"package": package.pk})
        shown = as_head.get(CHECK).context
        confirm(other)
        response = as_head.post(CHECK, {"key": shown["basket"].key, "shown": "315.00"})
        assert "has it already" in text_of(response)
        assert Subscription.objects.count() == 1
