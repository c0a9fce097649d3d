"""What is in the basket: the subscription, the check page, and a price that has to be asked for."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory
from tests.integration.training.booking.conftest import CHECK, SUBSCRIBE, confirm, page_of, rows, text_of
from traded_assessment.models import Order, PriceRequest, Subscription
from traded_assessment.pricing import AgreedPrices, EventRow, PackageRow
from traded_assessment.services.price_requests import decline_price, set_price

AGREED = AgreedPrices(
    date(2021, 11, 1), date(2022, 8, 31), PackageRow(Decimal(400), Decimal(70)), EventRow(Decimal(50), Decimal(20))
)
REMOVE = reverse("traded_assessment:remove_line")
ASK = reverse("traded_assessment:ask_for_price")


class TestSubscription:
    def test_it_shows_price_and_content_and_goes_into_the_basket(self, as_head, open_for_business):
        page = text_of(as_head.get(SUBSCRIBE))
        assert "£315" in page
        assert "10 sessions" in page
        assert as_head.post(SUBSCRIBE, {"package": PackageFactory().pk}).url == CHECK
        assert "£315" in text_of(as_head.get(CHECK))

    def test_a_year_has_to_be_chosen(self, as_head, open_for_business):
        assert "Select a year" in text_of(as_head.post(SUBSCRIBE, {}))

    def test_next_year_is_offered_too(self, as_head, open_for_business):
        following = PackageFactory(academic_year="2022/23", first_on="2022-09-01", last_on="2023-08-31")
        as_head.post(SUBSCRIBE, {"package": following.pk})
        confirm(as_head)
        assert Subscription.objects.get().package == following

    def test_a_school_that_has_it_is_told(self, as_head, open_for_business):
        as_head.post(SUBSCRIBE, {"package": PackageFactory().pk})
        confirm(as_head)
        assert "has the subscription for 2021/22" in text_of(as_head.get(SUBSCRIBE))

    def test_a_member_is_told_who_may(self, as_teacher, head):
        response = as_teacher.get(SUBSCRIBE)
        assert response.status_code == 403
        assert head.email in text_of(response)
        assert as_teacher.post(SUBSCRIBE, {"package": PackageFactory().pk}).status_code == 403
        assert not as_teacher.get(CHECK).context["lines"]


class TestChecking:
    def test_an_empty_basket_says_how_to_begin(self, as_head):
        assert "You have not chosen anything yet" in text_of(as_head.get(CHECK))
        assert "There is nothing to book" in text_of(as_head.post(CHECK, {}))

    def test_everything_is_there_with_its_price(self, as_head, session, event):
        as_head.post(page_of(session), rows("One", "Two", "Three"))
        as_head.post(page_of(event), rows(("New teacher", "Year 2", "new@maple.example")))
        page = text_of(as_head.get(CHECK))
        for words in ("£110", "£60", "£170", "New teacher, Year 2", "new@maple.example", "2 × £55"):
            assert words in page

    def test_a_line_can_be_removed(self, as_head, session, event):
        as_head.post(page_of(session), rows("One"))
        as_head.post(page_of(event), rows("Two"))
        as_head.post(SUBSCRIBE, {"package": PackageFactory().pk})
        assert as_head.post(REMOVE, {"line": str(session.pk)}).url == CHECK
        as_head.post(REMOVE, {"line": "subscription"})
        as_head.post(REMOVE, {"line": "nonsense"})
        assert [card["line"].training_session for card in as_head.get(CHECK).context["lines"]] == [event]

    def test_an_unfinished_line_stops_the_order_and_says_where(self, as_head, session, event):
        as_head.post(page_of(event), rows("Two"))
        as_head.post(page_of(session), rows(("One", "", "nowhere")))
        page = text_of(confirm(as_head))
        assert "Finish naming the people who are coming" in page
        assert f'href="#line-{session.pk}"' in page
        assert f'id="line-{session.pk}"' in page
        assert not Order.objects.exists()

    def test_the_last_purchase_order_number_is_recalled(self, as_head, session, event):
        as_head.post(page_of(session), rows("One"))
        confirm(as_head, purchase_order="PO-2021-9")
        as_head.post(page_of(event), rows("One"))
        assert "On your last order it was PO-2021-9" in text_of(as_head.get(CHECK))

    def test_a_purchase_order_number_too_long_is_kept_and_said(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        page = text_of(confirm(as_head, purchase_order="9" * 41))
        assert "must be 40 characters or fewer" in page
        assert "9" * 41 in page
        assert not Order.objects.exists()


class TestPriceOnRequest:
    @pytest.fixture
    def as_independent(self, open_for_business) -> Client:
        client = Client()
        client.force_login(make_person(Role.HEADTEACHER, make_school(type_code=11)))
        return client

    def test_asking_keeps_the_basket_and_shows_the_answer(self, as_independent, session):
        as_independent.post(page_of(session), rows("One"))
        page = text_of(as_independent.get(CHECK))
        assert f'action="{ASK}"' in page
        assert "Confirm booking" not in page
        as_independent.post(ASK)
        request = PriceRequest.objects.get()
        assert session.course.title in request.wants
        page = text_of(as_independent.get(CHECK))
        assert "You asked on 10 November 2021" in page
        assert f'action="{ASK}"' not in page
        as_independent.post(ASK)
        assert PriceRequest.objects.count() == 1
        set_price(request=request, prices=AGREED, reason="As for an academy", by=make_person(Role.TRAINING_OFFICE))
        confirm(as_independent)
        assert Order.objects.get().gross == Decimal(70)

    def test_a_price_that_is_declined_is_said_with_its_reason(self, as_independent, session):
        as_independent.post(page_of(session), rows("One"))
        as_independent.post(ASK)
        decline_price(request=PriceRequest.objects.get(), reason="Not in 2021/22", by=make_person(Role.TRAINING_OFFICE))
        page = text_of(as_independent.get(CHECK))
        assert "Not in 2021/22" in page
        assert f'action="{ASK}"' in page

    def test_a_school_with_a_price_is_told_to_book(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        as_head.post(ASK)
        assert "You can book at it" in text_of(as_head.get(CHECK))
