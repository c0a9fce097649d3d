"""What a new price list changes, price by price. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from essex_portal.money import Money
from traded_assessment.pricing.facts import EventRow, PackageRow, PriceTable
from traded_assessment.states import Area, Tier

Row = Tier | tuple[Area, bool]
"""Whose price it is: a tier of the package, or an area with or without the subscription at events."""

ROWS: tuple[Row, ...] = (
    Tier.ESSEX_MAINTAINED,
    Tier.ESSEX_ACADEMY,
    Tier.OUTSIDE_ESSEX,
    (Area.ESSEX, True),
    (Area.ESSEX, False),
    (Area.OUTSIDE_ESSEX, True),
    (Area.OUTSIDE_ESSEX, False),
)


@dataclass(frozen=True)
class PriceChange:
    """One price before and after; `before` is None where there was none."""

    row: Row
    what: str
    before: Money | None
    after: Money

    @property
    def customer(self) -> str:
        return row_words(self.row)

    @property
    def difference(self) -> Money:
        return self.after - (self.before or Money(0))

    @property
    def is_change(self) -> bool:
        return self.before != self.after


def row_words(row: Row) -> str:
    """`Essex academy`; `Essex, subscriber`."""
    if isinstance(row, Tier):
        return str(row.label)
    area, subscriber = row
    return f"{area.label}, {'subscriber' if subscriber else 'no subscription'}"


def compare(before: PriceTable | None, after: PriceTable) -> list[PriceChange]:
    """Every price of the new list beside the old one's, unchanged ones too; `before` is None for a first list."""
    return [
        PriceChange(row, what, old, new)
        for row in ROWS
        for (what, new), old in zip(_prices(after, row), _prices_before(before, row), strict=True)
    ]


def _prices(table: PriceTable, row: Row) -> Iterator[tuple[str, Money]]:
    found: PackageRow | EventRow = table.package[row] if isinstance(row, Tier) else table.events[row]
    if isinstance(found, PackageRow):
        yield "Subscription", found.subscription
        yield f"Single session, up to {table.staff_per_block} staff", found.single_session
    else:
        yield "Event, first person", found.first
        yield "Event, each further person", found.further


def _prices_before(table: PriceTable | None, row: Row) -> list[Money | None]:
    return [price for _, price in _prices(table, row)] if table else [None, None]
