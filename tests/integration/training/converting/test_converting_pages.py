"""Single sessions turned into a subscription through its pages."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.models import User
from tests.factories.accounts import sign_in
from tests.factories.invoices import invoice_of
from tests.factories.training import PackageFactory, TrainingSessionFactory
from tests.integration.training.converting.conftest import NOW, buy_singles
from traded_assessment.models import CreditNote, Order, Subscription, TrainingSession

CONVERT, CHECK = reverse("traded_assessment:convert_singles"), reverse("traded_assessment:check_order")
BOOKINGS = reverse("traded_assessment:bookings")


class TestPages:
    @pytest.fixture
    def as_head(self, client: Client, head: User) -> Client:
        return sign_in(client, head)

    def put_in_basket(self, client: Client, session: TrainingSession) -> None:
        client.post(
            reverse("traded_assessment:book_session", args=[session.pk]),
            {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-name": "Year 6 teacher"},
        )

    def form(self, page: Any) -> dict[str, str]:
        advice = page.context["advice"]
        return {
            "key": page.context["key"],
            "package": str(page.context["conversion"].package.pk),
            "shown": str(advice.invoice),
            "credit": str(advice.credit),
            "purchase_order": "PO-1",
        }

    def test_the_check_page_says_so_before_confirming(self, as_head, school, head):
        buy_singles(school, head, 5)
        self.put_in_basket(as_head, TrainingSessionFactory())
        page = as_head.get(CHECK).content.decode()
        assert "The subscription would save you £15" in page
        assert CONVERT in page

    def test_it_says_nothing_where_it_does_not_pay(self, as_head, school, head):
        buy_singles(school, head, 4)
        self.put_in_basket(as_head, TrainingSessionFactory())
        assert "would save you" not in as_head.get(CHECK).content.decode()
        assert as_head.get(CONVERT).url == CHECK
        page = as_head.get(BOOKINGS).content.decode()
        assert "You have bought 4 single sessions of 2021/22 for £220. The subscription costs £315." in page

    def test_a_member_is_told_whom_to_ask(self, client, school, head, teacher):
        buy_singles(school, head, 6)
        page = sign_in(client, teacher).get(BOOKINGS).content.decode()
        assert "Only your headteacher can buy the subscription" in page
        assert CONVERT not in page
        assert client.get(CONVERT).status_code == 403

    def test_every_line_is_shown_and_one_press_converts(self, as_head, school, head):
        singles = buy_singles(school, head, 5)
        self.put_in_basket(as_head, TrainingSessionFactory())
        page = as_head.get(CONVERT)
        text = page.content.decode()
        for single in singles:
            assert single.reference in text
            assert invoice_of(single).number in text
        assert "£275" in text
        assert "£40" in text
        answer = as_head.post(CONVERT, self.form(page))
        order = Order.objects.latest("pk")
        assert answer.url == reverse("traded_assessment:order", args=[order.reference])
        assert (order.purchase_order, order.lines.count(), CreditNote.objects.count()) == ("PO-1", 2, 5)
        assert as_head.post(CONVERT, self.form(page)).url == answer.url
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            single = as_head.get(reverse("traded_assessment:order", args=[singles[0].reference])).content.decode()
        assert "Turned into a subscription on 10 November 2021" in single
        assert f"2 of 2 places covered by the subscription to the {PackageFactory()}, order {order.reference}" in single
        assert CreditNote.objects.count() == 5
        assert not as_head.get(CHECK).context["lines"]

    def test_from_the_bookings_page_with_nothing_in_the_basket(self, as_head, school, head):
        buy_singles(school, head, 6)
        assert CONVERT in as_head.get(BOOKINGS).content.decode()
        as_head.post(CONVERT, self.form(as_head.get(CONVERT)))
        assert Subscription.objects.get().school == school

    def test_the_office_converts_for_a_school_that_telephones(self, client, school, head, officer):
        buy_singles(school, head, 6)
        sign_in(client, officer)
        assert client.get(CONVERT).status_code == 403
        client.post(reverse("traded_assessment:begin_booking_for", args=[school.pk]))
        page = client.get(CONVERT)
        answers = self.form(page) | {"asked_by": "School business manager", "told": head.email}
        assert "How the headteacher agreed" in client.post(CONVERT, answers).content.decode()
        assert not Subscription.objects.exists()
        client.post(CONVERT, answers | {"headteacher_says": "Told us by telephone"})
        order = Subscription.objects.get().order
        assert (order.placed_by, order.asked_by, order.confirm_to) == (officer, "School business manager", head.email)
        assert CreditNote.objects.count() == 6

    def test_a_basket_that_changed_meanwhile_is_shown_again(self, as_head, school, head):
        buy_singles(school, head, 6)
        answers = self.form(as_head.get(CONVERT))
        self.put_in_basket(as_head, TrainingSessionFactory())
        assert "has changed since you opened this page" in as_head.post(CONVERT, answers).content.decode()
        assert not Subscription.objects.exists()

    def test_what_goes_back_changed_meanwhile(self, as_head, school, head):
        buy_singles(school, head, 6)
        answers = self.form(as_head.get(CONVERT)) | {"credit": "55.00"}
        assert "What we give back has changed" in as_head.post(CONVERT, answers).content.decode()

    @pytest.mark.parametrize("wrong", [{"package": "0"}, {"package": "x"}, {"key": ""}, {"credit": "much"}])
    def test_a_form_made_by_hand_is_refused(self, as_head, school, head, wrong):
        buy_singles(school, head, 6)
        answers = self.form(as_head.get(CONVERT)) | wrong
        assert as_head.post(CONVERT, answers).status_code == 200
        assert not Subscription.objects.exists()

    @pytest.mark.parametrize("page", [CONVERT, CHECK, BOOKINGS])
    def test_the_number_of_queries_does_not_grow(self, as_head, school, head, page):
        buy_singles(school, head, 5)
        self.put_in_basket(as_head, TrainingSessionFactory())
        as_head.get(page)
        with CaptureQueriesContext(connection) as few:
            as_head.get(page)
        buy_singles(school, head, 4)
        with CaptureQueriesContext(connection) as many:
            as_head.get(page)
        assert len(few) == len(many) <= 15
