"""What the database itself refuses about orders, bookings and subscriptions, whatever code asks."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.factories.training import PackageFactory, TrainingSessionFactory
from traded_assessment.models import Attendee, Booking, CoveredPlace, Order, OrderLine, Subscription, TrainingSession
from traded_assessment.states import BookingState, Product, Tier, VatCategory

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(capacity=3)


@pytest.fixture
def order(school, head):
    return make_order(school, head)


@pytest.fixture
def booking(order, session):
    return Booking.objects.create(order=order, school=order.school, training_session=session, places=1)


def make_order(school, by, **changes):
    values = {
        "reference": "TB-AAAAAA", "school": school, "placed_by": by, "placed_at": NOW, "placed_on": NOW.date(),
        "priced_on": NOW.date(),
        "tier": Tier.ESSEX_MAINTAINED, "net": Decimal(55), "vat": Decimal(0), "gross": Decimal(55),
        "idempotency_key": "key",
    }  # fmt: skip
    return Order.objects.create(**values | changes)


def make_line(order, **changes):
    values = {
        "order": order, "position": 1, "product": Product.SINGLE_SESSION, "description": "A session", "quantity": 1,
        "part": "blocks",
        "unit_price": Decimal(55), "net": Decimal(55), "vat": Decimal(0), "vat_rate": Decimal(0),
        "vat_category": VatCategory.OUTSIDE_SCOPE, "rule": "£55",
    }  # fmt: skip
    return OrderLine.objects.create(**values | changes)


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_one_order_a_reference(order, head):
    with refused("one_order_a_reference"):
        make_order(order.school, head, idempotency_key="other")


def test_one_order_a_school_and_key(order, head):
    with refused("one_order_a_school_and_key"):
        make_order(order.school, head, reference="TB-BBBBBB")


def test_order_totals_add_up(school, head):
    with refused("order_totals_add_up"):
        make_order(school, head, gross=Decimal(56))


def test_an_order_is_never_changed_or_deleted(order):
    for change in (lambda: Order.objects.update(purchase_order="X"), lambda: Order.objects.all().delete()):
        with transaction.atomic(), pytest.raises(DatabaseError, match="Cannot"):
            change()


def test_order_line_adds_up(order):
    with refused("order_line_adds_up"):
        make_line(order, quantity=2)


def test_one_order_line_a_position(order):
    make_line(order)
    with refused("one_order_line_a_position"):
        make_line(order)


def test_the_lines_of_an_order_add_up_to_it(order):
    make_line(order, quantity=2, net=Decimal(110))
    with refused("do not add up"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_order_line_is_never_changed_or_deleted(order):
    make_line(order)
    for change in (lambda: OrderLine.objects.update(description="X"), lambda: OrderLine.objects.all().delete()):
        with transaction.atomic(), pytest.raises(DatabaseError, match="Cannot"):
            change()


def test_one_subscription_a_school_and_year(order):
    Subscription.objects.create(school=order.school, package=PackageFactory(), order=order)
    with refused("one_subscription_a_school_and_year"):
        Subscription.objects.create(school=order.school, package=PackageFactory(), order=order)


def test_a_booking_has_places(order, session):
    with refused("a_booking_has_places"):
        Booking.objects.create(order=order, school=order.school, training_session=session, places=0)


def test_a_session_is_never_oversold(booking, session):
    with refused("session_is_never_oversold"):
        Booking.objects.create(order=booking.order, school=booking.school, training_session=session, places=3)


def test_places_are_counted_through_changes_cancelling_and_deleting(booking, session):
    def sold():
        return TrainingSession.objects.get(pk=session.pk).places_sold

    assert sold() == 1
    Booking.objects.update(places=3)
    assert sold() == 3
    Booking.objects.update(state=BookingState.CANCELLED)
    assert sold() == 0
    Booking.objects.update(state=BookingState.BOOKED)
    assert sold() == 3
    Booking.objects.all().delete()
    assert sold() == 0


def test_a_booking_moved_to_another_session_takes_its_places_along(booking, session):
    other = TrainingSessionFactory()
    Booking.objects.update(training_session=other)
    counts = dict(TrainingSession.objects.values_list("pk", "places_sold"))
    assert counts == {session.pk: 0, other.pk: 1}


def test_a_booking_cannot_grow_past_the_capacity(booking):
    with refused("session_is_never_oversold"):
        Booking.objects.update(places=4)


def test_one_first_member_price_a_school_and_event(booking, session):
    Booking.objects.update(paid_first=True)
    again = {"order": booking.order, "school": booking.school, "training_session": session, "places": 1}
    with transaction.atomic(), refused("one_first_member_price_a_school_and_event"):
        Booking.objects.create(**again, paid_first=True)
    Booking.objects.update(state=BookingState.CANCELLED)
    Booking.objects.create(**again, paid_first=True)


def test_no_more_people_than_places(booking):
    for number in range(booking.places):
        Attendee.objects.create(booking=booking, name=f"Person {number}")
    with refused("no_more_people_than_places"):
        Attendee.objects.create(booking=booking, name="One too many")


def test_one_place_an_email_address_in_a_booking(booking):
    Booking.objects.update(places=3)
    Attendee.objects.create(booking=booking, name="One", email="one@maple.example")
    Attendee.objects.create(booking=booking, name="Two", email="")
    Attendee.objects.create(booking=booking, name="Three", email="")
    with refused("one_place_an_email_address_in_a_booking"):
        Attendee.objects.create(booking=booking, name="One again", email="ONE@maple.example")


class TestCoveredPlaces:
    @pytest.fixture
    def place(self, booking, session):
        bought = Subscription.objects.create(school=booking.school, package=PackageFactory(), order=booking.order)
        return {"subscription": bought, "training_session": session, "booking": booking, "allowance": 2}

    def test_a_covered_place_is_used_once(self, place):
        CoveredPlace.objects.create(**place, number=1)
        with refused("a_covered_place_is_used_once"):
            CoveredPlace.objects.create(**place, number=1)

    @pytest.mark.parametrize("number", [0, 3])
    def test_covered_places_stay_within_the_allowance(self, place, number):
        with refused("covered_places_within_allowance"):
            CoveredPlace.objects.create(**place, number=number)
