"""What a person is about to book for a school, kept in their session until it is confirmed.

A basket belongs to one school. Its key changes with its content: an order confirmed twice under one key is one
order, and a page that shows what is no longer in the basket cannot confirm it. See docs/adr/0005.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from essex_portal.organisations.models import Organisation
from traded_assessment.models import TrainingSession
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.states import Product

SESSION_KEY = "training_baskets"


@dataclass(frozen=True)
class People:
    """Who is coming to one session or event, as it was typed; `ready` once it has passed its form."""

    named: tuple[Person, ...]
    ready: bool
    product: Product
    unnamed: int = 0
    """Places for people who are named later."""


@dataclass
class Basket:
    """The subscription that is wanted (a package's id), and people by the id of their session."""

    session: SessionBase
    school: Organisation
    package_id: int | None = None
    people: dict[int, People] = field(default_factory=dict)
    key: str = ""

    @classmethod
    def of(cls, session: SessionBase, school: Organisation) -> "Basket":
        kept = session.get(SESSION_KEY, {}).get(str(school.pk), {})
        people = {int(pk): _people(one) for pk, one in kept.get("people", {}).items()}
        return cls(session, school, kept.get("package_id"), people, kept.get("key", ""))

    def __len__(self) -> int:
        return len(self.people) + (self.package_id is not None)

    @property
    def is_ready(self) -> bool:
        """There is something in it, and everybody named has passed the form."""
        return len(self) > 0 and all(people.ready for people in self.people.values())

    @property
    def requests(self) -> list[OrderLineRequest]:
        """What `place_order` is asked for: the subscription first, which counts for the rest."""
        subscription = OrderLineRequest(Product.SUBSCRIPTION, package_id=self.package_id)
        return ([subscription] if self.package_id else []) + [
            OrderLineRequest(kept.product, pk, kept.named, unnamed=kept.unnamed)
            for pk, kept in sorted(self.people.items())
        ]

    def name_people(
        self, training_session: TrainingSession, named: Sequence[Person], *, ready: bool, unnamed: int = 0
    ) -> None:
        product = Product(training_session.course.product)
        self.people[training_session.pk] = People(tuple(named), ready, product, unnamed)
        self._keep()

    def put_back(self, requests: Sequence[OrderLineRequest]) -> None:
        """Fill it with what was asked for before, in place of what is in it."""
        self.package_id = next((line.package_id for line in requests if line.product == Product.SUBSCRIPTION), None)
        self.people = {
            line.training_session_id: People(line.attendees, True, line.product, line.unnamed)
            for line in requests
            if line.training_session_id is not None
        }
        self._keep()

    def add_subscription(self, package_id: int) -> None:
        self.package_id = package_id
        self._keep()

    def remove_subscription(self) -> None:
        self.package_id = None
        self._keep()

    def remove_session(self, training_session_id: int) -> None:
        if self.people.pop(training_session_id, None):
            self._keep()

    def keep_only(self, training_session_ids: Iterable[int]) -> None:
        """Forget sessions that are no longer in the catalogue."""
        for gone in self.people.keys() - set(training_session_ids):
            self.remove_session(gone)

    def empty(self) -> None:
        self.session.get(SESSION_KEY, {}).pop(str(self.school.pk), None)
        self.session.modified = True

    def _keep(self) -> None:
        self.key = str(uuid.uuid4())
        self.session.setdefault(SESSION_KEY, {})[str(self.school.pk)] = {
            "package_id": self.package_id,
            "people": {str(pk): asdict(people) for pk, people in self.people.items()},
            "key": self.key,
        }
        self.session.modified = True


def _people(kept: dict[str, Any]) -> People:
    named = tuple(Person(**person) for person in kept["named"])
    return People(named, kept["ready"], Product(kept["product"]), kept.get("unnamed", 0))
