"""The plan of a county's trade: as much as was asked for, possible for each school, and the same for the same seed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.county_trade.plan import Offered, PlannedOrder, Size, planned_orders
from traded_assessment.states import Product

BEGINS = datetime(2025, 9, 1, 9, tzinfo=UTC)
OFFERED = [
    Offered(number, Product.EVENT if number % 5 == 0 else Product.SINGLE_SESSION, BEGINS + timedelta(days=60 + number))
    for number in range(1, 61)
]


def has_an_invoice(order: PlannedOrder, subscribers: set[int]) -> bool:
    events = any(line.offered.product == Product.EVENT for line in order.lines)
    return order.subscribes or events or order.school not in subscribers


@given(st.integers(1, 30), st.integers(1, 4), st.integers(0, 6), st.integers(0, 99))
def test_it_has_the_size_that_was_asked_for(schools: int, invoices: int, more: int, seed: int) -> None:
    size = Size(schools, bookings=schools * (invoices + more), invoices=schools * invoices)
    orders = planned_orders(size, OFFERED, BEGINS, seed)
    subscribers = {order.school for order in orders if order.subscribes}
    assert sum(len(order.lines) for order in orders) == size.bookings
    assert sum(has_an_invoice(order, subscribers) for order in orders) == size.invoices
    assert all(BEGINS <= order.at < line.offered.starts_at for order in orders for line in order.lines)
    assert all(order.lines for order in orders)
    for order in orders:
        if order.school in subscribers and not has_an_invoice(order, subscribers):
            [first] = [one for one in orders if one.subscribes and one.school == order.school]
            assert first.at <= order.at
    assert [order.at for order in orders] == sorted(order.at for order in orders)


def test_the_same_seed_is_the_same_plan() -> None:
    size = Size(20, 200, 80)
    assert planned_orders(size, OFFERED, BEGINS, 1) == planned_orders(size, OFFERED, BEGINS, 1)
    assert planned_orders(size, OFFERED, BEGINS, 1) != planned_orders(size, OFFERED, BEGINS, 2)


def test_a_school_without_an_invoice_is_no_trade() -> None:
    with pytest.raises(ValueError, match="Each school needs an invoice"):
        Size(schools=10, bookings=100, invoices=9)
