"""Placing orders: what is written, who gets a mail, and that the same request is one order."""

from datetime import UTC, datetime
from decimal import Decimal
from unittest.mock import patch

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from tests.factories.invoices import invoice_of
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, TrainingSessionFactory
from tests.integration.training.orders.conftest import NOW, SUBSCRIPTION, line, place
from traded_assessment.models import Attendee, Booking, CoveredPlace, Order, Subscription
from traded_assessment.queries.invoices import invoices_by_order
from traded_assessment.services import refusals
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.states import Product, Tier


class TestWhatIsWritten:
    def test_the_order_freezes_price_tier_and_reason(self, school, head, session):
        order = place(school, head, line(session, "Year 6 lead", "Deputy"), purchase_order="PO-77")
        order = Order.objects.get(pk=order.pk)
        assert (order.tier, order.gross, order.purchase_order) == (Tier.ESSEX_MAINTAINED, Decimal(55), "PO-77")
        assert "881" in order.tier_reason
        assert order.placed_on == NOW.date()
        assert order.placed_by == head
        [written] = order.lines.all()
        assert (written.quantity, written.unit_price, written.net) == (1, Decimal(55), Decimal(55))
        assert written.booking == Booking.objects.get()
        assert "£55" in written.rule

    def test_the_reference_is_short_and_has_no_letters_that_are_misread(self, school, head, session):
        reference = place(school, head, line(session)).reference
        assert len(reference) == 9
        assert reference.startswith("TB-")
        assert not set(reference[3:]) & set("IO01")

    def test_a_reference_in_use_is_replaced_by_another(self, school, head, session, event):
        with patch("secrets.choice", side_effect=[*"AAAAAA", *"AAAAAA", *"BBBBBB"]):
            place(school, head, line(session))
            second = place(school, head, line(event), key="key-2")
        assert second.reference == "TB-BBBBBB"

    def test_a_booking_names_its_people_and_takes_their_places(self, school, head, session):
        people = (Person("Year 6 lead", "Teacher", "y6@maple.example"), Person("Deputy"))
        place(school, head, OrderLineRequest(Product.SINGLE_SESSION, session.pk, people))
        session.refresh_from_db()
        assert (session.places_sold, session.places_left) == (2, 18)
        assert list(Attendee.objects.values_list("name", "job_title", "email")) == [
            ("Year 6 lead", "Teacher", "y6@maple.example"),
            ("Deputy", "", ""),
        ]

    def test_a_subscription_counts_at_once_and_its_covered_places_are_numbered(self, school, head, session, event):
        order = place(school, head, SUBSCRIPTION, line(session, "One", "Two", "Three"), line(event, "New"))
        assert order.gross == Decimal(315 + 55 + 40)
        assert list(CoveredPlace.objects.values_list("number", "allowance")) == [(1, 2), (2, 2)]
        assert Subscription.objects.get().order == order

    def test_a_second_booking_takes_the_covered_place_that_is_left(self, school, head, session):
        place(school, head, SUBSCRIPTION, line(session, "One"))
        second = place(school, head, line(session, "Two", "Three"), key="key-2")
        assert second.gross == Decimal(55)
        assert list(CoveredPlace.objects.values_list("number", flat=True)) == [1, 2]

    def test_a_second_booking_for_the_same_event_pays_the_further_price(self, school, head, event):
        first = place(school, head, line(event, "One", "Two"))
        second = place(school, head, line(event, "Three"), key="key-2")
        assert (first.gross, second.gross) == (Decimal(75), Decimal(15))
        assert list(Booking.objects.values_list("paid_first", flat=True)) == [True, False]

    def test_covered_places_alone_have_no_invoice(self, school, head, session):
        place(school, head, SUBSCRIPTION)
        covered = place(school, head, line(session), key="key-2")
        assert covered.gross == 0
        assert invoices_by_order([covered]) == {}

    def test_an_order_with_a_price_has_an_invoice_over_it(self, school, head, event):
        order = place(school, head, line(event, "One", "Two", "Three"), purchase_order="PO-1")
        assert (invoice_of(order).gross, invoice_of(order).purchase_order) == (Decimal(90), "PO-1")

    def test_the_audit_says_who_placed_it(self, school, head, session):
        order = place(school, head, line(session))
        event = AuditEvent.objects.get(event="order.placed")
        assert (event.actor_id, event.target_label, event.after["gross"]) == (head.pk, order.reference, "55.00")

    def test_the_day_in_essex_decides_the_prices(self, school, head, session):
        order = place(school, head, line(session), now=datetime(2021, 9, 30, 23, 30, tzinfo=UTC))
        assert order.placed_on.isoformat() == "2021-10-01"

    def test_next_years_package_can_be_bought(self, school, head):
        following = PackageFactory(academic_year="2022/23", first_on="2022-09-01", last_on="2023-08-31")
        place(school, head, OrderLineRequest(Product.SUBSCRIPTION, package_id=following.pk))
        assert Subscription.objects.get().package == following


class TestMails:
    def test_the_booker_gets_the_whole_order_and_each_person_their_own_place(self, school, head, session, event):
        people = (Person("Year 6 lead", email="y6@maple.example"), Person("O'Brien & Co", email="ob@maple.example"))
        order = place(
            school,
            head,
            OrderLineRequest(Product.SINGLE_SESSION, session.pk, people),
            OrderLineRequest(Product.EVENT, event.pk, (Person("Year 6 lead", email="Y6@maple.example"),)),
        )
        confirmation = Message.objects.get(key=f"order:{order.reference}:confirmation")
        assert confirmation.to == head.email
        assert "£115" in confirmation.text
        assert "O'Brien & Co" in confirmation.text
        places = Message.objects.filter(key__startswith=f"order:{order.reference}:place:").order_by("pk")
        assert [message.to for message in places] == ["y6@maple.example", "ob@maple.example"]
        assert event.course.title in places[0].text
        assert event.course.title not in places[1].text

    def test_the_calendar_file_is_in_essex_time(self, school, head, open_for_business):
        summer = TrainingSessionFactory(
            starts_at=datetime(2022, 5, 5, 15, tzinfo=UTC), join_link="https://meet.example/ks2"
        )
        place(school, head, line(summer))
        [attachment] = Message.objects.get().attachments.all()
        text = bytes(attachment.content).decode()
        assert "METHOD:PUBLISH" in text
        assert "DTSTART;TZID=Europe/London:20220505T160000" in text
        assert f"UID:training-session-{summer.pk}@" in text
        assert "BEGIN:VTIMEZONE" in text
        assert "https://meet.example" not in text

    def test_somebody_who_books_for_themselves_gets_one_mail(self, school, head, session):
        place(school, head, OrderLineRequest(Product.SINGLE_SESSION, session.pk, (Person("Head", email=head.email),)))
        assert Message.objects.count() == 1

    def test_a_subscription_alone_has_no_calendar_file(self, school, head):
        place(school, head, SUBSCRIPTION)
        assert not Message.objects.get().attachments.exists()


class TestTheSameRequest:
    def test_the_same_key_is_the_same_order(self, school, head, session):
        assert place(school, head, line(session)) == place(school, head, line(session))
        assert (Order.objects.count(), Booking.objects.count(), Message.objects.count()) == (1, 1, 1)

    def test_the_same_key_with_other_content_is_refused(self, school, head, session, event):
        place(school, head, line(session))
        with pytest.raises(refusals.IdempotencyConflict):
            place(school, head, line(event))
        assert Order.objects.count() == 1

    def test_another_school_may_use_the_same_key(self, school, head, session):
        other = make_school()
        place(school, head, line(session))
        place(other, make_person(Role.HEADTEACHER, other), line(session))
        assert Order.objects.count() == 2


def test_one_booking_takes_few_statements(school, head, session, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        place(school, head, line(session, "One"))
