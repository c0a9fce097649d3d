"""What a place of a subscription is worth to its school: by the single-session price of the day it subscribed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from essex_portal.money import Money
from traded_assessment.models import PriceList, PriceRequest, Subscription
from traded_assessment.passport import Worth
from traded_assessment.pricing import PriceTable
from traded_assessment.queries.prices import published_table
from traded_assessment.states import PriceRequestState, Tier


def worth_by_subscription(subscriptions: Sequence[Subscription]) -> dict[int, Worth]:
    """By subscription (each comes with its order): what one of its places is worth. Two queries, however many.

    Left out is a subscription whose price of that day is in no list any more.
    """
    tables, agreed = _tables(), _agreed_singles(subscriptions)
    worth: dict[int, Worth] = {}
    for one in subscriptions:
        table = tables.on(one.order.priced_on)
        if table is None:
            continue
        tier = Tier(one.order.tier)
        single = agreed.get(one.pk) if tier == Tier.ON_REQUEST else table.package[tier].single_session
        if single is not None:
            worth[one.pk] = Worth(single, table.staff_per_block)
    return worth


@dataclass(frozen=True)
class _Tables:
    """The published price lists, the latest first."""

    lists: Sequence[tuple[int, date]]

    def on(self, day: date) -> PriceTable | None:
        found = next((pk for pk, valid_from in self.lists if valid_from <= day), None)
        return published_table(found) if found else None


def _tables() -> _Tables:
    published = PriceList.objects.filter(published_at__isnull=False).order_by("-valid_from", "-version")
    return _Tables(list(published.values_list("pk", "valid_from")))


def _agreed_singles(subscriptions: Sequence[Subscription]) -> dict[int, Money]:
    """By subscription of a school in no row: its own single-session price, of which the newest decision counts."""
    on_request = [one for one in subscriptions if one.order.tier == Tier.ON_REQUEST]
    if not on_request:
        return {}
    answers = (
        PriceRequest.objects.filter(state=PriceRequestState.PRICED, school__in={one.school_id for one in on_request})
        .order_by("decided_at")
        .values_list("school_id", "valid_from", "valid_to", "single_session")
    )
    # Any: the columns can be empty, but not in a row that is priced; a constraint holds that.
    found: list[Any] = list(answers)
    return {
        one.pk: price
        for school_id, valid_from, valid_to, price in found
        for one in on_request
        if school_id == one.school_id and valid_from <= one.order.priced_on <= valid_to
    }
