"""What the prices are worked out from, and what comes out. Amounts are pounds before VAT unless they say so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from essex_portal.money import Money
from traded_assessment.states import Area, Product, Tier, VatCategory


@dataclass(frozen=True)
class Customer:
    """A school as the register describes it on the day of the order."""

    urn: int
    name: str
    la_code: int
    la_name: str
    type_code: int
    type_name: str


@dataclass(frozen=True)
class PackageRow:
    subscription: Money
    single_session: Money


@dataclass(frozen=True)
class EventRow:
    first: Money
    further: Money


@dataclass(frozen=True)
class PriceTable:
    """A published price list: a package row a tier, an event row for each area, subscriber or not."""

    id: int
    title: str
    valid_from: date
    staff_per_block: int
    package: Mapping[Tier, PackageRow]
    events: Mapping[tuple[Area, bool], EventRow]

    @property
    def lowest_single_session(self) -> Money:
        return min(row.single_session for row in self.package.values())

    @property
    def lowest_first(self) -> Money:
        """The lowest price of the first person at an event."""
        return min(row.first for row in self.events.values())


@dataclass(frozen=True)
class AgreedPrices:
    """The prices that the training office set for one school that is in no row; both dates inclusive."""

    valid_from: date
    valid_to: date
    package: PackageRow
    event: EventRow


@dataclass(frozen=True)
class PackageTerms:
    """What a subscription of one year includes: places at each session, at so many different sessions."""

    id: int
    title: str
    staff_per_session: int
    sessions_included: int


@dataclass(frozen=True)
class VatRuleFacts:
    """A VAT rule; None as product or tier fits any. Dates inclusive. Source: domain.md B13."""

    product: Product | None
    tier: Tier | None
    valid_from: date
    valid_to: date | None
    category: VatCategory
    rate: Decimal
    reason: str
    provisional: bool


@dataclass(frozen=True)
class Wanted:
    """One thing that a school wants to buy.

    `package` is the year that a subscription is bought for, or the one that the session's date falls into
    (None: no package that year). `session_id` is None when the price of any such session is asked.
    """

    product: Product
    title: str
    staff: int = 1
    session_id: int | None = None
    package: PackageTerms | None = None
    first_already_paid: bool = False

    def __post_init__(self) -> None:
        if self.staff < 1:
            raise ValueError("Somebody has to come: staff must be 1 or more")
        if self.product == Product.SUBSCRIPTION and self.package is None:
            raise ValueError("A subscription is bought for a package")


Use = Mapping[int, int]
"""Covered places that a subscription has used already: session id to number of places."""


class Part(StrEnum):
    """Which part of a price a line is."""

    SUBSCRIPTION = "subscription"
    COVERED = "covered"  # places that the subscription pays for; quantity counts them
    BLOCKS = "blocks"
    FIRST = "first"
    FURTHER = "further"


@dataclass(frozen=True)
class QuoteLine:
    """A priced line that explains itself. `wanted` is the index of what it answers.

    `staff_per_unit`: how many staff one of the quantity covers, which is more than one for blocks.
    """

    wanted: int
    part: Part
    product: Product
    description: str
    quantity: int
    unit_price: Money
    net: Money
    vat_category: VatCategory
    vat_rate: Decimal
    vat_reason: str
    vat_provisional: bool
    vat: Money
    rule: str
    staff_per_unit: int = 1


@dataclass(frozen=True)
class Quote:
    """What an order costs, line by line, and which customer tier decided it."""

    tier: Tier
    tier_reason: str
    area: Area
    subscriber: bool
    lines: tuple[QuoteLine, ...]
    net: Money = field(init=False)
    vat: Money = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "net", sum((line.net for line in self.lines), Money(0)))
        object.__setattr__(self, "vat", sum((line.vat for line in self.lines), Money(0)))

    @property
    def gross(self) -> Money:
        return self.net + self.vat

    def lines_of(self, wanted: int) -> tuple[QuoteLine, ...]:
        """The lines that answer the wanted thing at this index."""
        return tuple(line for line in self.lines if line.wanted == wanted)

    def covered_places(self, wanted: int) -> int:
        """How many of the places wanted there a subscription pays for."""
        return sum(line.quantity for line in self.lines_of(wanted) if line.part == Part.COVERED)

    def pays_first(self, wanted: int) -> bool:
        """Whether the school pays the first member's price of this event here."""
        return any(line.part == Part.FIRST for line in self.lines_of(wanted))
