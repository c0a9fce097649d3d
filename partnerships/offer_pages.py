"""What pages say of an offer: its facts as rows, and where a school stands with each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from essex_portal.money import pounds
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import counted, date_words
from partnerships.funded_places import may_apply
from partnerships.models import FundedApplication, Offer
from partnerships.queries.offers import Areas, applications_of, areas, published_offers, reasons_for, terms_of
from partnerships.states import ApplicationState

TONES = {
    ApplicationState.DRAFT: "warn",
    ApplicationState.HANDED_IN: "info",
    ApplicationState.WAITING: "info",
    ApplicationState.AWARDED: "warn",
    ApplicationState.ACCEPTED: "good",
}


@dataclass(frozen=True)
class Card:
    """An offer in the list. `eligible` is None where nobody acts for a school."""

    offer: Offer
    each: str
    places: str
    eligible: bool | None
    application: FundedApplication | None
    tone: str


@dataclass(frozen=True)
class Group:
    title: str
    cards: list[Card]


def cards_for(school: Organisation | None, today: date) -> list[Group]:
    """Open offers by the day on which they close, then those to come, then those that are closed."""
    own = {row.offer_id: row for row in applications_of(school)} if school else {}
    around = areas()
    cards = [_card(offer, school, own.get(offer.pk), around) for offer in published_offers()]
    open_now = [card for card in cards if card.offer.is_open_on(today)]
    to_come = [card for card in cards if card not in open_now and _opens_on(card) > today]
    others = [card for card in cards if card not in open_now and card not in to_come]
    groups = (Group("Open now", open_now), Group("To come", to_come), Group("Closed", others))
    return [group for group in groups if group.cards]


def _opens_on(card: Card) -> date:
    return card.offer.opens_on or date.max


def _card(offer: Any, school: Organisation | None, own: FundedApplication | None, around: Areas) -> Card:
    return Card(
        offer=offer,
        each=pounds(offer.each) if offer.each else "",
        places=counted(offer.places, "place,places") if offer.places else "No limit of places",
        eligible=may_apply(reasons_for(offer, school, around)) if school else None,
        application=own,
        tone=TONES.get(ApplicationState(own.state), "neutral") if own else "",
    )


def facts_of_offer(offer: Any) -> list[dict[str, Any]]:
    """Rows of a summary list; what the offer does not have is left out."""
    terms = terms_of(offer)
    rows = (
        ("For", offer.audience),
        ("What you get", offer.gives),
        ("Sessions", "\n".join(offer.sessions)),
        ("Money for each place", money_words(offer)),
        ("Places", _places(offer)),
        ("Where", f"Schools in {terms.area}"),
        ("Phases", " or ".join(terms.phases)),
        ("Types of school", " or ".join(terms.types)),
        ("You declare", "\n".join(offer.declarations)),
        ("Applications", _dates(offer)),
        ("Awarded", "As applications come in, while there are places" if offer.rolling else ""),
    )
    return [{"key": key, "value": value} for key, value in rows if value]


def money_words(offer: Any) -> str:
    """Each part on a line, and the sum where there are several."""
    lines = [f"{pounds(part.amount)} for {part.purpose}" for part in offer.money_parts.all()]
    return "\n".join([*lines, f"{pounds(offer.each)} in all"] if len(lines) > 1 else lines)


def tones_of(rows: Iterable[FundedApplication]) -> dict[int, str]:
    """The tone of each application's state, by id."""
    return {row.pk: TONES.get(ApplicationState(row.state), "neutral") for row in rows}


def _places(offer: Offer) -> str:
    words = counted(offer.places, "place,places") if offer.places else "No limit"
    return f"{words}, at most {offer.most_each} for a school" if offer.most_each else words


def _dates(offer: Offer) -> str:
    if offer.opens_on is None or offer.closes_on is None:
        return "Dates are not set yet"
    return f"From {date_words(offer.opens_on)} to the end of {date_words(offer.closes_on)}"
