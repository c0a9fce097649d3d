"""What people do to the portal, at random. A refusal is an answer; anything else that is raised is a mistake of ours.

A deed draws what it needs from `random`, finds its rows in the database as they are, and calls one service.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.utils import timezone

from tests.storms.county import County
from traded_assessment.models import Invoice, OrderLine
from traded_assessment.services.crediting import CreditRefused, Off, credit_lines
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.payments import PaymentRefused, record_payment
from traded_assessment.services.refusals import REFUSALS
from traded_assessment.states import CreditKind, Product

M = TypeVar("M", bound=Model)
Deed = Callable[[County, Random, datetime], object]


def books(county: County, random: Random, now: datetime) -> object:
    """One to three sessions for one to three people, some of them named later."""
    school, head = county.buyer(random)
    chosen = random.sample(county.sessions, random.randint(1, 3))
    lines = [
        OrderLineRequest(
            Product(session.course.product),
            session.pk,
            tuple(Person(f"Teacher {number}") for number in range(random.randint(1, 3))),
            unnamed=random.choice([0, 0, 1]),
        )
        for session in chosen
    ]
    if random.random() < 0.15:
        lines.append(OrderLineRequest(Product.SUBSCRIPTION))
    return place_order(school=school, lines=lines, idempotency_key=_key(random), by=head, now=now)


def credits_a_line(county: County, random: Random, now: datetime) -> object:
    line = _any(OrderLine.objects.filter(net__gt=0), random)
    if line is None:
        return None
    amount = min(line.net, Decimal(random.randint(1, 60)))
    off = [Off(line, amount, "Taken off by a storm")]
    return credit_lines(off=off, kind=CreditKind.GOODWILL, reason="A storm", by=county.finance, now=now)


def pays(county: County, random: Random, now: datetime) -> object:
    invoice = _any(Invoice.objects.all(), random)
    if invoice is None:
        return None
    return record_payment(
        invoice=invoice,
        received_on=timezone.localdate(now),
        amount=random.choice([abs(invoice.outstanding) or Decimal(1), Decimal(random.randint(1, 80))]),
        reference=f"BACS {random.randint(1, 50)}",
        by=county.finance,
        today=timezone.localdate(now),
    )


DEEDS: tuple[Deed, ...] = (books, books, credits_a_line, pays)
REFUSED = (*REFUSALS, CreditRefused, PaymentRefused, PermissionDenied)


def do(deed: Deed, county: County, random: Random, now: datetime) -> bool:
    """Whether it was done; False when it was refused."""
    try:
        deed(county, random, now)
    except REFUSED:
        return False
    return True


def _any(rows: QuerySet[M], random: Random) -> M | None:
    """One of the rows as they are now, or None; it may change before it is used, as on a page."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.get(pk=random.choice(keys)) if keys else None


def _key(random: Random) -> str:
    return f"storm-{random.getrandbits(64):x}"
