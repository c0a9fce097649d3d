"""Why an order was priced as it was, as it was written down then, and what the register says of the school since.

Nothing is worked out again: tier, reason and day are the order's own, rule and arithmetic its lines'.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from essex_portal.organisations.models import SchoolDetails, SchoolLink
from essex_portal.organisations.states import OPEN_STATUSES
from essex_portal.ui.words import date_words
from traded_assessment.models import Order
from traded_assessment.pricing import tier_of_codes
from traded_assessment.states import Tier


@dataclass(frozen=True)
class PriceReason:
    """Of orders that were priced alike: their references, why, and how the school would be priced since then."""

    references: Sequence[str]
    words: str
    later: str = ""


@dataclass(frozen=True)
class Now:
    """A school as the register describes it now, and since when if that is known."""

    details: SchoolDetails
    since: date | None

    @property
    def tier(self) -> Tier:
        return tier_of_codes(self.details.local_authority_id, self.details.type_id)


def orders_of_lines(order_line_ids: Collection[int]) -> list[Order]:
    """The orders that the lines belong to, with what the register says of their schools now. One query."""
    related = ("school__school__type", "school__school__local_authority")
    return list(Order.objects.filter(lines__in=order_line_ids).select_related(*related).distinct().order_by("pk"))


def priced_as(orders: Iterable[Order]) -> list[PriceReason]:
    """Why the orders were priced as they were, those alike together. No query, and the same for ever."""
    return [PriceReason(_references(group), _words(group[0])) for group in _alike(orders)]


def price_reasons(orders: Collection[Order], today: date) -> list[PriceReason]:
    """The same, with what has become of the school's tier by today. One query, one more a conversion in a row."""
    now = _schools_now({order.school_id: order.school.school for order in orders}, today)
    return [
        PriceReason(_references(group), _words(group[0]), _later(group[0], now.get(group[0].school_id)))
        for group in _alike(orders)
    ]


def reasons_of_lines(order_line_ids: Collection[int], today: date) -> list[PriceReason]:
    """The same of the orders that these lines belong to. Two queries, as above."""
    return price_reasons(orders_of_lines(order_line_ids), today)


def _alike(orders: Iterable[Order]) -> list[list[Order]]:
    def key(order: Order) -> tuple[int, date, str, str]:
        return order.school_id, order.priced_on, order.tier, order.tier_reason

    return [list(group) for _, group in groupby(sorted(orders, key=key), key)]


def _references(group: Sequence[Order]) -> list[str]:
    return [order.reference for order in group]


def _words(order: Order) -> str:
    return (
        f"Priced as “{order.get_tier_display()}” on {date_words(order.priced_on)}, because "
        f"{order.tier_reason.rstrip('.')}."
    )


def _later(order: Order, now: Now | None) -> str:
    """Empty while the school is still in the tier that it was priced by."""
    if now is None or now.tier == order.tier:
        return ""
    school, kind = now.details.organisation.name, now.details.type.name
    since = f"Since {date_words(now.since)} the school register says" if now.since else "The school register now says"
    return (
        f"{since} “{kind}” ({school}, {now.details.local_authority.name}), so later orders are priced as "
        f"“{now.tier.label}”. This price stays as it was."
    )


def _schools_now(schools: Mapping[int, SchoolDetails], today: date) -> dict[int, Now]:
    """By the id of a school: itself as it is now, or the open school that took over from it."""
    now = {school_id: Now(details, details.facts_since) for school_id, details in schools.items()}
    asked = {one.details.pk: [school_id] for school_id, one in now.items()}
    seen: set[int] = set()  # a circle of links in the register ends by itself
    while asked:
        seen |= asked.keys()
        following: dict[int, list[int]] = {}
        for link in _links(asked, today):
            if link.later_id not in seen:
                following.setdefault(link.later_id, []).extend(asked[link.earlier_id])
                since = link.established_on or link.later.organisation.opened_on
                now |= {school_id: Now(link.later, since) for school_id in asked[link.earlier_id]}
        asked = following
    return now


def _links(earlier_ids: Iterable[int], today: date) -> list[SchoolLink]:
    """What took over from these schools and is open, as far as it has begun by today."""
    related = ("later__organisation", "later__type", "later__local_authority")
    links = SchoolLink.objects.filter(earlier__in=list(earlier_ids), later__status__in=OPEN_STATUSES)
    begun = links.exclude(established_on__gt=today)
    return list(begun.select_related(*related).order_by("established_on", "pk"))
