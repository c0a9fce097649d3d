"""Single sessions bought on 10 November 2021, and the steps of turning them into a subscription."""

from datetime import UTC, datetime
from typing import Any

import pytest

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation
from tests.factories.training import PackageFactory, TrainingSessionFactory
from traded_assessment.models import Order, TrainingSession
from traded_assessment.services.converting import convert_singles
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Product

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_briefing_day(briefing_day: None) -> None:
    """Every test here is of that day."""


def line(session: TrainingSession, people: int = 2) -> OrderLineRequest:
    named = tuple(Person(f"Colleague {n}") for n in range(people))
    return OrderLineRequest(Product(session.course.product), session.pk, named)


def buy(school: Organisation, by: User, *lines: OrderLineRequest) -> Order:
    key = f"{school.pk}-{Order.objects.count()}"
    return place_order(school=school, lines=lines, idempotency_key=key, by=by, now=NOW)


def buy_singles(school: Organisation, by: User, number: int, people: int = 2) -> list[Order]:
    """So many single sessions, an order each."""
    return [buy(school, by, line(TrainingSessionFactory(), people)) for _ in range(number)]


def convert(school: Organisation, by: User, *lines: OrderLineRequest, **more: Any) -> Order:
    asked = {"package": PackageFactory(), "lines": lines, "idempotency_key": "convert", "by": by, "now": NOW} | more
    return convert_singles(school=school, **asked)
