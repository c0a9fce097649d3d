"""What a decision is made from, and what it says. Amounts are pounds before VAT."""

from collections.abc import Sequence
from dataclasses import dataclass

from essex_portal.money import ZERO, Money
from traded_assessment.pricing.facts import Part
from traded_assessment.states import DayKind

FREE, FULL = 0, 100


@dataclass(frozen=True)
class Band:
    """What holds from `at_least` days before the session on: per cent kept, and whether the booking may move."""

    at_least: int
    charge_percent: int
    may_move: bool

    @property
    def is_free(self) -> bool:
        return self.charge_percent == FREE


@dataclass(frozen=True)
class Policy:
    """The bands of one product, the earliest days first. Raises ValueError for bands that leave a day out."""

    days: DayKind
    bands: tuple[Band, ...]
    other_courses: bool = False
    """Whether a booking may move to another course of the product."""

    def __post_init__(self) -> None:
        starts = [band.at_least for band in self.bands]
        charges = [band.charge_percent for band in self.bands]
        if not starts or starts[-1] != 0 or starts != sorted(set(starts), reverse=True):
            raise ValueError("The bands go from the most days to 0, each once")
        if charges != sorted(charges) or charges[0] < FREE or charges[-1] > FULL:
            raise ValueError("The charge is from 0 to 100 per cent and never falls as the session comes near")


@dataclass(frozen=True)
class ChargedLine:
    """A line of an order that pays for seats: how many of its units are still charged, and what they cost together.

    `own`: it belongs to the booking that is given up, not to another of the school at the same event.
    """

    id: int
    part: Part
    units: int
    left: Money
    staff_per_unit: int = 1
    own: bool = True


@dataclass(frozen=True)
class Seats:
    """A booking as it is: its places, and how many of them a subscription covers."""

    places: int
    covered: int
    lines: tuple[ChargedLine, ...]

    @property
    def paying(self) -> int:
        return self.places - self.covered


@dataclass(frozen=True)
class GivenUp:
    """Units of a line that are not charged for seats any more: what they cost, and what of it comes back."""

    line: int
    units: int
    cost: Money
    net: Money


@dataclass(frozen=True)
class Decision:
    """What giving up so many places does. Covered places come back in a free band only; else they are lost."""

    band: Band
    places: int
    given_up: tuple[GivenUp, ...]
    covered_released: int
    covered_lost: int

    @property
    def net(self) -> Money:
        """What comes back, in pounds before VAT."""
        return total(self.given_up)


def total(lines: Sequence[GivenUp]) -> Money:
    return sum((line.net for line in lines), ZERO)
