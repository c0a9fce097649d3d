"""`pricing.quote` against the plain table of prices: every tier, subscriber or not, product, staff and past booking."""

from itertools import product
from typing import Any

import pytest

from tests.factories.pricing import (
    ESSEX_ACADEMY,
    ESSEX_COMMUNITY,
    PACKAGE,
    SUFFOLK_PRIMARY,
    THURROCK_ACADEMY,
    event,
    priced,
    session,
)
from tests.factories.pricing import SUBSCRIPTION as WANTED_SUBSCRIPTION
from tests.oracle.prices import SUBSCRIPTION, TABLE, Row
from traded_assessment.pricing import Customer, Wanted

CUSTOMERS = {
    "essex_maintained": (ESSEX_COMMUNITY,),
    "essex_academy": (ESSEX_ACADEMY,),
    "outside_essex": (SUFFOLK_PRIMARY, THURROCK_ACADEMY),
}
CASES = [
    pytest.param(row, customer, id=f"{row}-{customer.la_name}") for row in TABLE for customer in CUSTOMERS[row.tier]
]
NEW_SUBSCRIBERS = [case for case in CASES if case.values[0].subscriber and not case.values[0].before]


def wanted(row: Row, staff: int, before: int) -> Wanted:
    if row.product == "event":
        return event(staff, first_already_paid=before > 0)
    return session(staff)


def bought_before(row: Row, people: int) -> dict[str, Any]:
    """The arguments that say what a subscription had covered after so many people had been booked one by one."""
    covered = min(people, PACKAGE.staff_per_session) if row.product == "single_session" else 0
    return {"subscriber": row.subscriber, "used": {10: covered} if covered else {}}


def test_the_table_has_every_combination_once() -> None:
    combinations = [(row.tier, row.product, row.subscriber, row.before) for row in TABLE]
    wanted = product(SUBSCRIPTION, ("single_session", "event"), (False, True), range(4))
    assert sorted(combinations) == sorted(wanted)
    assert all(len(row.amounts) == 12 for row in TABLE)


@pytest.mark.parametrize(("row", "customer"), CASES)
def test_every_order_costs_what_the_table_says(row: Row, customer: Customer) -> None:
    amounts = [
        priced(customer, wanted(row, staff, row.before), **bought_before(row, row.before)).net for staff in range(1, 13)
    ]
    assert amounts == list(row.amounts)


@pytest.mark.parametrize(("row", "customer"), NEW_SUBSCRIBERS)
def test_a_subscription_in_the_same_order_counts_at_once(row: Row, customer: Customer) -> None:
    year = SUBSCRIPTION[row.tier]
    assert priced(customer, WANTED_SUBSCRIPTION).net == year
    for staff in range(1, 13):
        assert priced(customer, WANTED_SUBSCRIPTION, wanted(row, staff, 0)).net == year + row.pays(staff)


@pytest.mark.parametrize(
    ("tier", "product", "subscriber", "staff", "pays"),
    [
        ("essex_maintained", "single_session", False, 2, 55),
        ("essex_maintained", "single_session", False, 3, 110),
        ("essex_maintained", "single_session", True, 2, 0),
        ("essex_academy", "single_session", True, 3, 65),
        ("essex_academy", "event", True, 3, 60),
        ("outside_essex", "event", False, 1, 70),
        ("outside_essex", "event", True, 4, 110),
        ("outside_essex", "event", False, 3, 120),
    ],
)
def test_the_table_holds_the_worked_examples(tier: str, product: str, subscriber: bool, staff: int, pays: int) -> None:
    """The oracle itself, against the examples that the offer works out."""
    [row] = [r for r in TABLE if (r.tier, r.product, r.subscriber, r.before) == (tier, product, subscriber, 0)]
    assert row.pays(staff) == pays
