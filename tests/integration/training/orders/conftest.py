"""A session and an event on sale, and how an order for them is placed on 10 November 2021."""

from datetime import UTC, datetime

import pytest

from tests.factories.training import TrainingSessionFactory
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Product

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
SUBSCRIPTION = OrderLineRequest(Product.SUBSCRIPTION)


def line(session, *names, product=None):
    people = tuple(Person(name) for name in names or ("Year 2 teacher",))
    return OrderLineRequest(product or Product(session.course.product), session.pk, people)


def place(school, by, *lines, key="key-1", **changes):
    values = {"school": school, "by": by, "lines": lines, "idempotency_key": key, "now": NOW} | changes
    return place_order(**values)


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(course__title="Understanding the KS2 teacher assessment framework")


@pytest.fixture
def event(open_for_business):
    return TrainingSessionFactory(course__title="Teachers new to Year 2", course__product=Product.EVENT)
