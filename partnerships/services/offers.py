"""Keeping offers of funded places: writing, publishing, ending."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.money import Money, pounds
from essex_portal.organisations.models import District, EstablishmentType, Organisation
from essex_portal.ui.words import counted
from partnerships.models import Offer, OfferMoney
from partnerships.services.awards import fill_free_places, locked_offer
from partnerships.services.refusals import OfferRefused
from partnerships.states import OfferState


@dataclass(frozen=True)
class OfferWords:
    """What may be changed at any time. `closes_on` is the last day for applications; `places` None: no limit."""

    programme: str
    title: str
    audience: str
    gives: str
    sessions: Sequence[str]
    places: int | None
    most_each: int | None
    opens_on: date | None
    closes_on: date | None
    days_to_accept: int


@dataclass(frozen=True)
class OfferTerms:
    """What stays as it was published, so that all schools apply for the same thing. Ages are inclusive."""

    quadrant: Organisation | None
    districts: Collection[District]
    phases: Sequence[str]
    types: Collection[EstablishmentType]
    youngest: int | None
    oldest: int | None
    declarations: Sequence[str]
    money: Sequence[tuple[Money, str]]
    rolling: bool = False


@transaction.atomic
def save_offer(*, offer: Offer | None, words: OfferWords, terms: OfferTerms | None, by: Any, today: date) -> Offer:
    """Write a new offer as a draft, or change one. `terms` None leaves them as they are.

    More places go at once to those who wait. Raises PermissionDenied, or OfferRefused when the terms of a published
    offer would change, fewer places are left than are taken, or the dates run backwards.
    """
    current = locked_offer(offer.pk) if offer else Offer()
    _refuse_saving(current, words, terms)
    if terms:
        _refuse_strangers(by, terms.quadrant)
        _put(current, terms, ("quadrant", "phases", "youngest", "oldest", "declarations", "rolling"))
    _refuse_strangers(by, current.quadrant)
    before = {"places": current.places, "closes_on": current.closes_on} if offer else None
    _put(current, words, OfferWords.__annotations__)
    current.save()
    if terms:
        _keep_terms(current, terms, by)
    after = {"title": current.title, "places": current.places, "closes_on": current.closes_on}
    record(event="offer.changed" if offer else "offer.added", target=current, by=by, before=before, after=after)
    if current.awarded_at:
        fill_free_places(offer=current, today=today)
    return current


@transaction.atomic
def publish_offer(*, offer: Offer, by: Any) -> Offer:
    """Show a draft to schools. Again changes nothing. Raises PermissionDenied, or OfferRefused without its dates."""
    current = locked_offer(offer.pk)
    _refuse_strangers(by, current.quadrant)
    if current.state != OfferState.DRAFT:
        return current
    if current.opens_on is None or current.closes_on is None:
        raise OfferRefused("Enter when the offer opens and closes before you publish it. It is still a draft.")
    current.state = OfferState.PUBLISHED
    current.save(update_fields=["state"])
    record(event="offer.published", target=current, by=by)
    return current


@transaction.atomic
def end_offer(*, offer: Offer, reason: str, by: Any) -> Offer:
    """Take no more applications and pass no more places on; what is awarded and accepted stays.

    Again changes nothing.
    """
    current = locked_offer(offer.pk)
    _refuse_strangers(by, current.quadrant)
    if current.state != OfferState.PUBLISHED:
        return current
    current.state = OfferState.ENDED
    current.save(update_fields=["state"])
    record(event="offer.ended", target=current, by=by, reason=reason.strip())
    return current


def _refuse_saving(offer: Offer, words: OfferWords, terms: OfferTerms | None) -> None:
    if terms and offer.state != OfferState.DRAFT:
        raise OfferRefused("The money and who may apply stay as they were published. Nothing was changed.")
    if words.places is not None and words.places < offer.places_taken:
        taken = counted(offer.places_taken, "place is,places are")
        raise OfferRefused(f"{taken} taken already, so there cannot be fewer.", field="places")
    if words.opens_on and words.closes_on and words.closes_on < words.opens_on:
        raise OfferRefused("The last day for applications must not be before the first.", field="closes_on")
    if offer.state != OfferState.DRAFT and not (words.opens_on and words.closes_on):
        raise OfferRefused("A published offer needs its first and last day for applications.", field="closes_on")


def _refuse_strangers(by: Any, quadrant: Organisation | None) -> None:
    keeps = holds(by, Permission.KEEP_OFFERS, quadrant) if quadrant else holds_for_county(by, Permission.KEEP_OFFERS)
    if not keeps:
        raise PermissionDenied("You keep the offers of your own quadrant.")


def _put(offer: Offer, values: OfferWords | OfferTerms, names: Collection[str]) -> None:
    for name in names:
        setattr(offer, name, getattr(values, name))


def _keep_terms(offer: Offer, terms: OfferTerms, by: Any) -> None:
    offer.districts.set(terms.districts)
    offer.types.set(terms.types)
    offer.money_parts.all().delete()
    OfferMoney.objects.bulk_create(
        OfferMoney(offer=offer, amount=amount, purpose=purpose) for amount, purpose in terms.money
    )
    parts = [f"{pounds(amount)} {purpose}" for amount, purpose in terms.money]
    record(event="offer.terms_set", target=offer, by=by, after={"money": parts})
