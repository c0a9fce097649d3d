"""Orders and bookings as a school sees them. `school_ids` are a school's own and its predecessors'."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from essex_portal.organisations.models import Organisation
from traded_assessment.models import Attendee, Booking, Order, PriceRequest
from traded_assessment.states import BookingState


def upcoming_bookings(school_ids: Collection[int], now: datetime) -> QuerySet[Booking]:
    """Places at sessions that are not over, the next one first, with course, order and people. Two queries."""
    return _bookings(school_ids).filter(training_session__ends_at__gt=now)


def past_bookings(school_ids: Collection[int], now: datetime) -> QuerySet[Booking]:
    """Places at sessions that are over, the latest first."""
    return _bookings(school_ids).filter(training_session__ends_at__lte=now).order_by("-training_session__starts_at")


def orders_of(school_ids: Collection[int]) -> QuerySet[Order]:
    """All orders, the latest first."""
    return Order.objects.select_related("placed_by").filter(school__in=school_ids)


def order_of_key(school: Organisation, key: str) -> Order | None:
    """The order that the school confirmed under this key."""
    return Order.objects.filter(school=school, idempotency_key=key).first() if key else None


def last_purchase_order(school: Organisation) -> str:
    """The purchase order number of the school's last order; empty when that had none."""
    numbers = Order.objects.filter(school=school).values_list("purchase_order", flat=True)
    return numbers.first() or ""


def last_price_request(school: Organisation) -> PriceRequest | None:
    """What the school asked for last, if it ever asked for a price of its own."""
    return PriceRequest.objects.filter(school=school).first()


def bookings_of(order: Order) -> QuerySet[Booking]:
    """The bookings of an order by date, with course, people and what was cancelled. Three queries."""
    return order.bookings.select_related("training_session__course").prefetch_related("attendees", "cancellations")


def _bookings(school_ids: Collection[int]) -> QuerySet[Booking]:
    people = Prefetch("attendees", Attendee.objects.order_by("pk"))
    return (
        Booking.objects.select_related("training_session__course", "order")
        .prefetch_related(people)
        .filter(school__in=school_ids, state=BookingState.BOOKED)
    )
