"""The rules of cancelling, as the portal begins with them: working days for sessions, school days for events."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Booking, Cancellation, CancellationPolicy, Order
from traded_assessment.states import CreditKind, DayKind, Product

FREE, HALF, FULL = (
    {"at_least": 20, "charge_percent": 0, "may_move": True},
    {"at_least": 11, "charge_percent": 50, "may_move": True},
    {"at_least": 0, "charge_percent": 100, "may_move": False},
)


def make_policy(product: Product = Product.EVENT, **changes: Any) -> CancellationPolicy:
    """20 working days free, 11 half, then in full, for one product."""
    usual = {
        "product": product,
        "valid_from": date(2021, 9, 1),
        "days": DayKind.WORKING,
        "bands": [FREE, HALF, FULL],
        "reason": "For a test",
        "published_at": datetime(2021, 9, 1, tzinfo=UTC),
    }
    return CancellationPolicy.objects.create(**usual | changes)


def make_policies() -> list[CancellationPolicy]:
    """The same for both products."""
    return [make_policy(product) for product in (Product.SINGLE_SESSION, Product.EVENT)]


def make_booking(order: Order, *, places: int = 1, **session: Any) -> Booking:
    """A booking of that order at an event in 60 days, straight in the table."""
    starts_at = timezone.now() + timedelta(days=60)
    usual = {"course__product": Product.EVENT, "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    training = TrainingSessionFactory(**usual | session)
    return Booking.objects.create(order=order, school=order.school, training_session=training, places=places)


def make_cancellation(booking: Booking, by: Any, **changes: Any) -> Cancellation:
    """One place given up for nothing, straight in the table."""
    usual = {
        "booking": booking,
        "key": f"cancellation-{booking.pk}",
        "kind": CreditKind.CANCELLED,
        "places": 1,
        "whole": False,
        "cancelled_at": timezone.now(),
        "cancelled_by": by,
        "charge_percent": 100,
        "why": "Charged in full",
    }
    return Cancellation.objects.create(**usual | changes)
