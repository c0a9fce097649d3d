"""What a school asks to buy, before anything about it is known to be possible."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from essex_portal.money import Money
from essex_portal.organisations.models import Organisation
from traded_assessment.pricing import Use
from traded_assessment.states import Product


@dataclass(frozen=True)
class Person:
    name: str
    job_title: str = ""
    email: str = ""

    @property
    def identity(self) -> str:
        """The same for the same person: the e-mail address, or the name where there is none."""
        return (self.email or self.name).strip().casefold()


NOBODY = Person("")


@dataclass(frozen=True)
class OrderLineRequest:
    """A session or an event for the people named; or the subscription to a package, else to the one on sale."""

    product: Product
    training_session_id: int | None = None
    attendees: tuple[Person, ...] = ()
    package_id: int | None = None
    unnamed: int = 0
    """Places for people who are named later."""

    @property
    def places(self) -> int:
        return len(self.attendees) + self.unnamed


@dataclass(frozen=True)
class OnBehalf:
    """What the council notes when it places an order for a school: who asked, who is told, what the head agreed to.

    `headteacher_says` is needed for a subscription alone.
    """

    asked_by: str
    confirm_to: str
    headteacher_says: str = ""


@dataclass(frozen=True)
class OrderRequest:
    school: Organisation
    lines: Sequence[OrderLineRequest]
    purchase_order: str
    idempotency_key: str
    by: Any
    now: datetime
    expected_gross: Money | None
    taken_over: Mapping[int, Use] | None = None
    on_behalf: OnBehalf | None = None
    priced_on: date | None = None
    """The day whose register, price list and VAT rules decide, for a booking that moves; else the day of the order."""

    @property
    def on(self) -> date:
        """The day of the order, in Essex."""
        return timezone.localdate(self.now)

    @property
    def price_day(self) -> date:
        """The day that decides the prices."""
        return self.priced_on or self.on

    @property
    def session_ids(self) -> list[int]:
        return [line.training_session_id for line in self.lines if line.training_session_id is not None]

    @property
    def subscribes(self) -> bool:
        return any(line.product == Product.SUBSCRIPTION for line in self.lines)

    @property
    def digest(self) -> str:
        """sha256 of what was asked, whoever asked and whenever."""
        asked = [self.school.pk, self.purchase_order, [asdict(line) for line in self.lines]]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
