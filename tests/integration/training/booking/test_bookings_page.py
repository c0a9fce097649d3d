"""A school's bookings page, and what the pages ask of the database."""

import pytest
import time_machine

from tests.factories.invoices import invoice_of
from tests.factories.training import PackageFactory, TrainingSessionFactory
from tests.integration.training.booking.conftest import BOOKINGS, CHECK, SUBSCRIBE, confirm, page_of, rows, text_of
from traded_assessment.models import Order


class TestBookingsPage:
    def test_an_empty_page_says_how_to_begin(self, as_head):
        assert "No sessions to come" in text_of(as_head.get(BOOKINGS))

    def test_it_shows_sessions_subscription_orders_and_invoices(self, as_head, session):
        as_head.post(SUBSCRIBE, {"package": PackageFactory().pk})
        as_head.post(page_of(session), rows("Year 6 lead"))
        confirm(as_head)
        response = as_head.get(BOOKINGS)
        page = text_of(response)
        order = Order.objects.get()
        for words in (session.course.title, "Year 6 lead", order.reference, invoice_of(order).number, "£315"):
            assert words in page
        [passport] = response.context["passports"]
        assert (passport.taken, passport.open, passport.lost) == (1, 1, 0)

    def test_past_sessions_are_apart(self, as_head, head, session):
        as_head.post(page_of(session), rows("Year 6 lead"))
        confirm(as_head)
        with time_machine.travel(session.ends_at):
            as_head.force_login(head)
            assert "Year 6 lead" not in text_of(as_head.get(BOOKINGS))
            assert "Year 6 lead" in text_of(as_head.get(f"{BOOKINGS}?when=past"))

    def test_the_calendar_file_can_be_saved(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        response = as_head.get(f"{confirm(as_head).url}calendar/")
        assert response.headers["Content-Type"].startswith("text/calendar")
        assert b"BEGIN:VEVENT" in response.content

    def test_the_number_of_queries_does_not_grow(self, as_head, open_for_business, django_assert_max_num_queries):
        for number in range(6):
            as_head.post(page_of(TrainingSessionFactory()), rows(f"Person {number}"))
            confirm(as_head)
        with django_assert_max_num_queries(15):
            as_head.get(BOOKINGS)


@pytest.mark.parametrize("page", ["session", "check", "order"])
def test_pages_take_few_queries(page, as_head, session, django_assert_max_num_queries):
    as_head.post(page_of(session), rows("One"))
    url = {"session": page_of(session), "check": CHECK}.get(page) or confirm(as_head).url
    with django_assert_max_num_queries(15):
        as_head.get(url)
