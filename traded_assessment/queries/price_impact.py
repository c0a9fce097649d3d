"""Whom a new price list touches: schools by customer row, from the register as it is now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from essex_portal.organisations.models import Organisation
from traded_assessment.models import PriceList, Subscription
from traded_assessment.pricing import PriceTable, tier_of_codes
from traded_assessment.pricing.comparison import PriceChange, Row, compare
from traded_assessment.queries.prices import price_lists_in_force, price_table_of
from traded_assessment.states import Area, Tier

AREA_OF_TIER = {
    Tier.ESSEX_MAINTAINED: Area.ESSEX,
    Tier.ESSEX_ACADEMY: Area.ESSEX,
    Tier.OUTSIDE_ESSEX: Area.OUTSIDE_ESSEX,
}


@dataclass(frozen=True)
class Impact:
    """What a list changes for whom from its first day. `replaced` is None for a first list."""

    replaced: PriceTable | None
    table: PriceTable
    changes: list[PriceChange]
    schools: Mapping[Row, int]
    on_request: int

    @property
    def block_changes(self) -> bool:
        return self.replaced is not None and self.replaced.staff_per_block != self.table.staff_per_block

    @property
    def changed(self) -> list[PriceChange]:
        return [change for change in self.changes if change.is_change]

    @property
    def changes_anything(self) -> bool:
        return self.block_changes or bool(self.changed)

    def rows(self) -> list[tuple[PriceChange, int]]:
        """Each price with how many open schools pay it."""
        return [(change, self.schools[change.row]) for change in self.changes]


def impact_of(price_list: PriceList) -> Impact:
    """Compare a list with the one that is in force on its first day without it. Four queries."""
    others = price_lists_in_force(price_list.valid_from).exclude(pk=price_list.pk)
    replaced = others.first()
    table = price_table_of(price_list)
    before = price_table_of(replaced) if replaced else None
    tiers = _schools_by_tier()
    return Impact(
        replaced=before,
        table=table,
        changes=compare(before, table),
        schools=_schools_by_row(tiers, price_list.valid_from),
        on_request=tiers[Tier.ON_REQUEST],
    )


def _schools_by_tier() -> Counter[Tier]:
    """Open schools of the register in each tier, today."""
    groups = (
        Organisation.objects.open_schools()
        .order_by()
        .values_list("school__local_authority_id", "school__type_id")
        .annotate(Count("pk"))
    )
    tiers: Counter[Tier] = Counter()
    for la_code, type_code, schools in groups:
        tiers[tier_of_codes(la_code, type_code)] += schools
    return tiers


def _schools_by_row(tiers: Counter[Tier], on: date) -> dict[Row, int]:
    subscribers = _subscribers_by_area(on)
    rows: dict[Row, int] = {tier: tiers[tier] for tier in AREA_OF_TIER}
    for area in Area:
        schools = sum(tiers[tier] for tier, its_area in AREA_OF_TIER.items() if its_area == area)
        rows[area, True] = subscribers[area]
        rows[area, False] = max(0, schools - subscribers[area])
    return rows


def _subscribers_by_area(on: date) -> Counter[Area]:
    """Schools with a subscription that runs on the day or later."""
    holders = (
        Subscription.objects.filter(package__last_on__gte=on)
        .order_by()
        .values_list("school__school__local_authority_id", "school__school__type_id")
        .annotate(Count("school", distinct=True))
    )
    areas: Counter[Area] = Counter()
    for la_code, type_code, schools in holders:
        tier = tier_of_codes(la_code, type_code)
        areas[AREA_OF_TIER.get(tier, Area.ESSEX)] += schools
    return areas
