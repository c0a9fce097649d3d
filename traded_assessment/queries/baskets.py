"""A basket as its pages show it: each line with its price, and what stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from essex_portal.money import ZERO, Money
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import counted, date_words
from traded_assessment.basket import Basket
from traded_assessment.models import Package, TrainingSession
from traded_assessment.pricing import Quote, QuoteLine, QuoteRefused
from traded_assessment.services.order_requests import Person
from traded_assessment.services.quotes import QuoteFacts, WantedLine, facts_for
from traded_assessment.states import Product, SessionState


@dataclass(frozen=True)
class BasketLine:
    """A subscription (`package`), or people at a session. `ready` once the people have passed their form."""

    package: Package | None = None
    training_session: TrainingSession | None = None
    people: tuple[Person, ...] = ()
    ready: bool = True
    unnamed: int = 0

    @property
    def number(self) -> int | None:
        return self.training_session.pk if self.training_session else None

    @property
    def product(self) -> Product:
        return Product(self.training_session.course.product) if self.training_session else Product.SUBSCRIPTION

    @property
    def places(self) -> int:
        return len(self.people) + self.unnamed

    @property
    def words(self) -> str:
        """The line in one line of text."""
        if self.training_session is None:
            return f"Subscription to the {self.package}"
        day = date_words(self.training_session.starts_at)
        return f"{self.training_session.course.title}, {day}: {counted(self.places, 'person,people')}"

    @property
    def wanted(self) -> WantedLine:
        return WantedLine(self.product, self.training_session, self.places or 1, self.package)


@dataclass(frozen=True)
class PricedBasket:
    """All lines in the order in which they are shown. No quote when there is nothing, or no price (`refusal`)."""

    lines: Sequence[BasketLine]
    quote: Quote | None = None
    refusal: QuoteRefused | None = None
    facts: QuoteFacts | None = None  # what the quote is worked out from

    @property
    def priced(self) -> list[tuple[BasketLine, Sequence[QuoteLine]]]:
        return [(line, self.quote.lines_of(position) if self.quote else ()) for position, line in enumerate(self.lines)]


def basket_lines(basket: Basket) -> list[BasketLine]:
    """The subscription first, then sessions by date. What is no longer in the catalogue is left out. Two queries."""
    packages = Package.objects.filter(pk=basket.package_id) if basket.package_id else []
    sessions = TrainingSession.objects.select_related("course").filter(pk__in=basket.people) if basket.people else []
    return [BasketLine(package=package) for package in packages] + [
        BasketLine(training_session=session, people=kept.named, ready=kept.ready, unnamed=kept.unnamed)
        for session in sessions
        for kept in [basket.people[session.pk]]
    ]


def priced(school: Organisation, lines: Sequence[BasketLine], now: datetime) -> PricedBasket:
    """What these lines would cost if they were ordered now."""
    if not lines:
        return PricedBasket(lines)
    try:
        facts = facts_for(school=school, lines=[line.wanted for line in lines], on=timezone.localdate(now))
        return PricedBasket(lines, facts.quote(), facts=facts)
    except QuoteRefused as refusal:
        return PricedBasket(lines, refusal=refusal)


@dataclass(frozen=True)
class SessionPrice:
    """What people at one session add to what is in the basket already."""

    staff: int
    lines: Sequence[QuoteLine] = ()
    quote: Quote | None = None
    refusal: QuoteRefused | None = None

    @property
    def gross(self) -> Money:
        return sum((line.net + line.vat for line in self.lines), ZERO)

    @property
    def with_others(self) -> bool:
        """Whether there is more in the basket than this."""
        return self.quote is not None and len(self.quote.lines) > len(self.lines)

    @property
    def shown(self) -> str:
        """The same for the same words on the page."""
        return f"{self.staff} {self.gross} {self.quote.gross if self.quote else self.refusal}"


def price_of_session(
    basket: Basket, session: TrainingSession, staff: int, now: datetime, *, replaced: int = 0
) -> SessionPrice:
    """The price of a session for so many people, or for one when there is nobody yet, beside the rest of the basket.

    `replaced` is the number of a session that this one is taken instead of.
    """
    others = [line for line in basket_lines(basket) if line.ready and line.number not in (session.pk, replaced)]
    whole = priced(basket.school, [*others, BasketLine(training_session=session, unnamed=staff)], now)
    lines = whole.quote.lines_of(len(others)) if whole.quote else ()
    return SessionPrice(staff, lines, whole.quote, whole.refusal)


def other_dates(session: TrainingSession, *, places: int, now: datetime) -> list[TrainingSession]:
    """Sessions of the same course that are open for booking and have room for so many, the next five."""
    return list(
        TrainingSession.objects.filter(
            course=session.course,
            state=SessionState.PUBLISHED,
            starts_at__gt=now,
            capacity__gte=F("places_sold") + F("places_held") + places,
        ).exclude(pk=session.pk)[:5]
    )
