"""The offers that the county begins with. Safe to run again: what is there, or was changed, stays."""

from typing import Any

from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.models import Offer, OfferMoney

OWN = ("places", "most_each", "phases", "youngest", "oldest", "declarations")


def load_offers(programmes: list[dict[str, Any]]) -> None:
    """`programmes` as in `data/offers.yaml`: each with what its offers have in common. Quadrants must be there."""
    for programme in programmes:
        quadrant = Organisation.objects.filter(kind=OrganisationKind.QUADRANT, name=programme.get("quadrant")).first()
        for facts in programme["offers"]:
            _load_offer(programme, facts, quadrant)


def _load_offer(programme: dict[str, Any], facts: dict[str, Any], quadrant: Organisation | None) -> None:
    offer, is_new = Offer.objects.get_or_create(
        programme=programme["programme"],
        title=facts["title"],
        defaults={
            "audience": facts["audience"],
            "gives": facts.get("gives") or programme["gives"],
            "sessions": programme.get("sessions", []),
            "quadrant": quadrant,
            **{name: facts[name] for name in OWN if name in facts},
        },
    )
    if is_new:
        offer.districts.set(District.objects.filter(name__in=programme.get("districts", ())))
        OfferMoney.objects.bulk_create(
            OfferMoney(offer=offer, amount=amount, purpose=purpose)
            for amount, purpose in facts.get("money", {}).items()
        )
