"""What the database never lets go wrong with funded places, looked for after a restore or a repair by hand."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from essex_portal.money import pounds
from partnerships.models import Offer
from partnerships.queries.offers import with_money
from partnerships.states import HOLDS_PLACES


def broken_partnership_invariants() -> list[str]:
    """A sentence for each thing that is wrong; none when all is well. Two statements."""
    given = Coalesce(Sum("applications__places", filter=Q(applications__state__in=HOLDS_PLACES)), 0)
    offers = Offer.objects.annotate(given=given)
    return [*_over_awarded(offers), *_miscounted(offers)]


def _over_awarded(offers: Any) -> Iterator[str]:
    for offer in offers.filter(places__lt=F("given")):
        yield f"Offer {offer.pk} ({offer}) has {offer.places} places and has given {offer.given}"


def _miscounted(offers: Any) -> Iterator[str]:
    """The count says what is promised in pounds, so a wrong count is wrong money."""
    wrong = {offer.pk: offer for offer in offers.exclude(places_taken=F("given"))}
    priced_offers: Any = with_money(Offer.objects.filter(pk__in=wrong))
    for priced in priced_offers:
        one, each = wrong[priced.pk], priced.each
        counted, given = pounds(each * one.places_taken), pounds(each * one.given)
        yield (
            f"Offer {one.pk} ({one}) counts {one.places_taken} places given, {counted}; "
            f"its applications hold {one.given}, {given}"
        )
