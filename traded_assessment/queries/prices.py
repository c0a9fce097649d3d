"""Prices and VAT rules in force on a day, as the facts that `pricing` takes."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from essex_portal.organisations.models import Organisation
from traded_assessment.models import PackagePrice, PriceList, PriceRequest, VatRule
from traded_assessment.pricing import AgreedPrices, EventRow, PackageRow, PriceTable, VatRuleFacts
from traded_assessment.states import Area, PriceRequestState, Product, Tier, VatCategory


def price_lists_in_force(on: date) -> QuerySet[PriceList]:
    """The published lists that have begun by the day, the one that applies first."""
    return PriceList.objects.filter(published_at__isnull=False, valid_from__lte=on).order_by("-valid_from", "-version")


def price_table_on(on: date) -> PriceTable | None:
    """The price list in force on the day; None when there is none. One query, two the first time in a process."""
    found = price_lists_in_force(on).values_list("pk", flat=True)[:1]
    return next((published_table(pk) for pk in found), None)


def price_table_of(price_list: PriceList) -> PriceTable:
    """The prices of one list, published or not. One query."""
    return _table(price_list.pk)


@lru_cache(maxsize=32)
def published_table(price_list_id: int) -> PriceTable:
    """Kept in memory: the database refuses every change to a published list."""
    return _table(price_list_id)


def _table(price_list_id: int) -> PriceTable:
    """Each package row paired with each event row: twelve pairs tell the list and its seven rows in one query."""
    pairs = PackagePrice.objects.filter(price_list=price_list_id).order_by("pk", "price_list__event_prices__pk")
    rows = list(
        pairs.values_list(
            "price_list__name", "price_list__version", "price_list__valid_from", "price_list__staff_per_block",
            "tier", "subscription", "single_session",
            "price_list__event_prices__area", "price_list__event_prices__subscriber",
            "price_list__event_prices__first", "price_list__event_prices__further",
        )
    )  # fmt: skip
    name, version, valid_from, staff_per_block = rows[0][:4]
    return PriceTable(
        id=price_list_id,
        title=f"{name}, version {version}",
        valid_from=valid_from,
        staff_per_block=staff_per_block,
        package={Tier(tier): PackageRow(*prices) for tier, *prices in (row[4:7] for row in rows)},
        events={(Area(area), subscriber): EventRow(*prices) for area, subscriber, *prices in (row[7:] for row in rows)},
    )


def vat_rules_in_force(on: date) -> QuerySet[VatRule]:
    """The rows of the rules in force on the day."""
    return VatRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def vat_rules_on(on: date) -> list[VatRuleFacts]:
    """The VAT rules in force on the day, for `pricing`. One query."""
    return [_facts_of(rule) for rule in vat_rules_in_force(on)]


def prices_and_vat_rules_on(on: date) -> tuple[PriceTable | None, list[VatRuleFacts]]:
    """The price list and the VAT rules in force on the day, for `pricing`. One query, as each quote needs both."""
    in_force = Subquery(price_lists_in_force(on).values("pk")[:1])
    rules = list(vat_rules_in_force(on).annotate(price_list=in_force))
    if not rules:
        return price_table_on(on), []
    price_list_id = rules[0].price_list
    return published_table(price_list_id) if price_list_id else None, [_facts_of(rule) for rule in rules]


def _facts_of(rule: VatRule) -> VatRuleFacts:
    return VatRuleFacts(
        product=Product(rule.product) if rule.product else None,
        tier=Tier(rule.tier) if rule.tier else None,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        category=VatCategory(rule.category),
        rate=rule.rate,
        reason=rule.reason,
        provisional=rule.provisional,
    )


def agreed_prices_on(school: Organisation, on: date) -> AgreedPrices | None:
    """What the training office set for this school alone, the newest decision first; None when nothing. One query."""
    fields = ("valid_from", "valid_to", "subscription", "single_session", "event_first", "event_further")
    priced = PriceRequest.objects.filter(
        school=school, state=PriceRequestState.PRICED, valid_from__lte=on, valid_to__gte=on
    )
    # Any: the columns can be empty, but not in a row that is priced; a constraint holds that.
    found: Any = priced.order_by("-decided_at").values_list(*fields, named=True).first()
    if found is None:
        return None
    return AgreedPrices(
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        package=PackageRow(found.subscription, found.single_session),
        event=EventRow(found.event_first, found.event_further),
    )
