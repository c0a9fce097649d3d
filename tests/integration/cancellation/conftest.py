"""A school that has booked, and the rules for giving it up again."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation
from tests.factories.cancellations import make_policies
from tests.factories.training import TrainingSessionFactory
from tests.integration.training.conftest import as_office, head, officer, open_for_business, school, teacher
from traded_assessment.models import Booking, TrainingSession
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Product

__all__ = ["as_office", "head", "officer", "open_for_business", "school", "teacher"]

BOOKED = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
EARLY = datetime(2022, 2, 11, 12, tzinfo=UTC)
"""21 working days before the session: free."""
LATER = datetime(2022, 2, 15, 12, tzinfo=UTC)
"""19 working days before it: half."""
LATE = datetime(2022, 3, 10, 12, tzinfo=UTC)
"""2 working days before it: in full."""

_keys = count(1)
Book = Callable[..., Booking]


@pytest.fixture
def rules(open_for_business: None) -> None:
    make_policies()


@pytest.fixture
def event(rules: None) -> TrainingSession:
    return TrainingSessionFactory(
        course__title="Teachers new to Year 2",
        course__product=Product.EVENT,
        starts_at=datetime(2022, 3, 14, 16, tzinfo=UTC),
    )


@pytest.fixture
def session(rules: None) -> TrainingSession:
    return TrainingSessionFactory(
        course__title="Understanding the KS2 framework", starts_at=datetime(2022, 3, 14, 14, tzinfo=UTC)
    )


@pytest.fixture
def other_date(event: TrainingSession) -> TrainingSession:
    return TrainingSessionFactory(course=event.course, starts_at=datetime(2022, 5, 9, 16, tzinfo=UTC))


@pytest.fixture
def book(school: Organisation, head: User) -> Book:
    """Book places by name, at a session of any product, or the subscription."""

    def _book(training: TrainingSession | None, *names: str, unnamed: int = 0, **changes: Any) -> Any:
        key = f"order-{next(_keys)}"
        if training is None:
            line = OrderLineRequest(Product.SUBSCRIPTION)
        else:
            people = tuple(Person(name, email=f"{name.lower().replace(' ', '.')}@maple.example") for name in names)
            line = OrderLineRequest(Product(training.course.product), training.pk, people, unnamed=unnamed)
        usual = {"school": school, "by": head, "lines": [line], "idempotency_key": key, "now": BOOKED}
        order = place_order(**usual | changes)
        return order.bookings.first()

    return _book
