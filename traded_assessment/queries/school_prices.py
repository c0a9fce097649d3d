"""What one school would pay, for pages that only show it."""

from dataclasses import dataclass
from datetime import date

from essex_portal.organisations.models import Organisation
from traded_assessment.models import Package, TrainingSession
from traded_assessment.pricing import AlreadySubscribed, Quote, QuoteRefused
from traded_assessment.services.quotes import WantedLine, quote_for
from traded_assessment.states import Product

SHOWN_STAFF = 2
"""Shows a single session's block, and an event's first and further price."""


@dataclass(frozen=True)
class OwnPrice:
    """The school's price, or in words why it has none."""

    quote: Quote | None = None
    refusal: QuoteRefused | None = None

    @property
    def is_subscriber(self) -> bool:
        """For the page of a subscription: the school has it already."""
        return isinstance(self.refusal, AlreadySubscribed)


def price_of_session_for(school: Organisation, session: TrainingSession, *, on: date) -> OwnPrice:
    """What two people of the school would pay at the session if they booked on that day."""
    return _price(school, WantedLine(Product(session.course.product), session, SHOWN_STAFF), on)


def price_of_subscription_for(school: Organisation, package: Package, *, on: date) -> OwnPrice:
    """What the school would pay for that year's subscription on that day."""
    return _price(school, WantedLine(Product.SUBSCRIPTION, package=package), on)


def _price(school: Organisation, line: WantedLine, on: date) -> OwnPrice:
    try:
        return OwnPrice(quote=quote_for(school=school, lines=[line], on=on))
    except QuoteRefused as refusal:
        return OwnPrice(refusal=refusal)
