"""Offers of funded places: who keeps them, what stays once published, what the database never lets in."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from essex_portal.accounts.roles import Role
from partnerships import starting_content
from partnerships.models import Offer
from partnerships.services import awards, offers
from partnerships.services.refusals import OfferRefused
from partnerships.states import OfferState
from tests.factories.accounts import make_account
from tests.factories.offers import (
    AFTERWARDS,
    apply,
    make_district,
    make_offer,
    rank_in_turn,
    states_of,
)
from tests.factories.partnerships import make_quadrant

pytestmark = pytest.mark.django_db


def test_more_places_go_at_once_to_who_waits_and_fewer_than_taken_are_refused(officer):
    offer = make_offer(places=1)
    first, second = apply(offer), apply(offer)
    rank_in_turn(offer, first, second, by=officer)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    words = {name: getattr(offer, name) for name in offers.OfferWords.__annotations__}

    def save(places: int) -> None:
        changed = offers.OfferWords(**words | {"places": places})
        offers.save_offer(offer=offer, words=changed, terms=None, by=officer, today=AFTERWARDS.date())

    save(2)
    assert states_of(first, second) == ["awarded", "awarded"]
    with pytest.raises(OfferRefused, match="2 places are taken already"):
        save(1)


def test_terms_of_a_published_offer_stay(officer):
    offer = make_offer()
    words = offers.OfferWords(**{name: getattr(offer, name) for name in offers.OfferWords.__annotations__})
    terms = offers.OfferTerms(make_quadrant(), (), (), (), None, None, (), ())
    with pytest.raises(OfferRefused, match="stay as they were published"):
        offers.save_offer(offer=offer, words=words, terms=terms, by=officer, today=AFTERWARDS.date())
    assert offer.money_parts.count() == 2


def test_an_officer_keeps_the_offers_of_the_own_quadrant_alone(officer):
    elsewhere = make_offer(quadrant=make_quadrant("West"), state=OfferState.DRAFT)
    of_the_county = make_offer(quadrant=None, state=OfferState.DRAFT)
    for offer in (elsewhere, of_the_county):
        with pytest.raises(PermissionDenied):
            offers.publish_offer(offer=offer, by=officer)
    offers.publish_offer(offer=of_the_county, by=make_account(Role.ADMINISTRATOR))
    assert Offer.objects.get(pk=of_the_county.pk).state == OfferState.PUBLISHED


def test_a_draft_without_dates_is_not_published(officer):
    offer = make_offer(state=OfferState.DRAFT, opens_on=None, closes_on=None)
    with pytest.raises(OfferRefused, match="Enter when the offer opens"):
        offers.publish_offer(offer=offer, by=officer)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"opens_on": None}, "a_published_offer_has_its_dates"),
        ({"closes_on": date(2021, 10, 1)}, "an_offer_closes_after_it_opens"),
        ({"places": 0}, "an_offer_has_places_to_give"),
        ({"most_each": 0}, "a_school_may_ask_for_a_place"),
        ({"youngest": 7, "oldest": 4}, "ages_of_an_offer_run_upwards"),
    ],
)
def test_an_offer_is_whole(change: dict[str, object], constraint: str):
    offer = make_offer()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**change)


def test_the_county_begins_with_the_offers_of_the_briefing_as_drafts():
    for name in starting_content.read("directory")["partnerships"]:
        make_quadrant(name)
    tendring = make_district()
    for _ in range(2):
        starting_content.load()
    assert Offer.objects.count() == 7
    hub = Offer.objects.get(title="Communication Hub Schools")
    assert (hub.places, hub.state, list(hub.districts.all())) == (6, OfferState.DRAFT, [tendring])
    assert [(part.amount, part.purpose) for part in hub.money_parts.all()] == [
        (5000, "set-up and resources"),
        (3000, "a hub lead"),
    ]
    programme = Offer.objects.filter(programme="Research school programme")
    assert {len(offer.sessions) for offer in programme} == {4}
