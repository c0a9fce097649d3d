"""Real orders and the API against the plain table of prices, with earlier bookings placed one by one."""

from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

import pytest
import time_machine
from django.test import Client

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.factories.accounts import make_token
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.oracle.prices import SUBSCRIPTION, TABLE, Row
from traded_assessment.models import TrainingSession
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.quotes import WantedLine, quote_for
from traded_assessment.states import Product

SCHOOLS = {"essex_maintained": (881, 1), "essex_academy": (881, 34), "outside_essex": (883, 34)}
STAFF = range(1, 13)
STAFF_BY_API = (1, 2, 3, 12)
HISTORIES = [
    pytest.param(list(rows), id="-".join(map(str, key)))
    for key, rows in groupby(TABLE, key=lambda row: (row.tier, row.product, row.subscriber))
]


@pytest.mark.parametrize("rows", HISTORIES)
def test_real_orders_cost_what_the_table_says(open_for_business: None, now: datetime, rows: list[Row]) -> None:
    """One school, whose bookings grow from row to row of the table."""
    first = rows[0]
    la, type_code = SCHOOLS[first.tier]
    school = make_school(la=la, type_code=type_code)
    head = make_person(Role.HEADTEACHER, school)
    session = TrainingSessionFactory(course__product=first.product)
    if first.subscriber:
        order = place_order(
            school=school, lines=[OrderLineRequest(Product.SUBSCRIPTION)], idempotency_key="year", by=head, now=now
        )
        assert order.net == SUBSCRIPTION[first.tier]
    _, secret = make_token(head, organisation=school)
    for row in rows:
        assert _quoted(school, session, now.date()) == list(row.amounts)
        with time_machine.travel(now, tick=False):
            assert _by_api(secret, school, session) == [row.pays(staff) for staff in STAFF_BY_API]
        colleague = OrderLineRequest(Product(first.product), session.pk, (Person(f"Colleague {row.before}"),))
        order = place_order(
            school=school, lines=[colleague], idempotency_key=f"colleague-{row.before}", by=head, now=now
        )
        assert order.net == row.pays(1)


def _quoted(school: Organisation, session: TrainingSession, on: date) -> list[Decimal]:
    product = Product(session.course.product)
    return [quote_for(school=school, lines=[WantedLine(product, session, n)], on=on).net for n in STAFF]


def _by_api(secret: str, school: Organisation, session: TrainingSession) -> list[Decimal]:
    """Each asked of the API with the school's own token, which makes its bookings count."""
    answers = [
        Client().post(
            "/api/v1/training/quotes",
            {
                "urn": school.school.urn,
                "lines": [{"product": session.course.product, "session": session.pk, "staff": staff}],
            },
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )
        for staff in STAFF_BY_API
    ]
    return [Decimal(answer.json()["net"]) for answer in answers]
