"""Who holds which office on a day, and whom a school calls about what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from essex_portal.organisations.models import Organisation
from partnerships.contacts import Freshness, freshness
from partnerships.models import OfficeHolder


@dataclass(frozen=True)
class Contact:
    """A holder of an office, and how old what is known of them is."""

    holder: OfficeHolder
    freshness: Freshness

    @property
    def where(self) -> str:
        return self.holder.place.name if self.holder.place else "Essex"


def holders_on(on: date) -> QuerySet[OfficeHolder]:
    """Who holds an office on that day, in the order of the offices."""
    return OfficeHolder.objects.filter(valid__contains=on, office__in_use=True).select_related("office", "place")


def contact(holder: OfficeHolder, today: date) -> Contact:
    """The holder with the word for how old the details are."""
    age = freshness(confirmed_on=holder.confirmed_on, today=today, in_doubt=bool(holder.put_in_doubt))
    return Contact(holder, age)


def contacts_on(on: date) -> list[Contact]:
    """Every contact of that day, the county's first, then by place. One query."""
    found = holders_on(on).order_by(F("place__name").asc(nulls_first=True), "office__position", "office__name", "pk")
    return [contact(one, on) for one in found]


def contacts_of(partnership: Organisation, quadrant: Organisation, on: date) -> list[Contact]:
    """Whom one reaches about a partnership: its own offices, then its quadrant's, then the county's. One query."""
    found = holders_on(on).filter(Q(place=partnership) | Q(place=quadrant) | Q(place=None))
    nearness = {partnership.pk: 0, quadrant.pk: 1, None: 2}
    return [contact(one, on) for one in sorted(found, key=lambda one: nearness[one.place_id])]


def contacts_in(quadrant: Organisation, on: date) -> list[Contact]:
    """The staff of a quadrant by office. One query."""
    return [contact(one, on) for one in holders_on(on).filter(place=quadrant)]


def contacts_for(places: Sequence[Organisation], on: date) -> list[Contact]:
    """Whom a school of these places (its quadrant, its partnerships) calls, about what. One query."""
    found = holders_on(on).filter(Q(place__in=places) | Q(place=None)).exclude(office__call_about="")
    return [contact(one, on) for one in found]
