"""When single sessions cost a school more than the subscription would. Pure: no ORM, no clock.

Source: domain.md B1, B3 (it pays from the 6th single session for maintained schools, from the 7th for others).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from essex_portal.money import ZERO, Money, vat_on
from traded_assessment.pricing.facts import PackageTerms, Use


@dataclass(frozen=True)
class PaidSingle:
    """Places of one booking at a session of the package that the school bought by the block.

    `net` and `vat` are what is still charged for them, in pounds: what was credited already is taken off.
    """

    booking_id: int
    session_id: int
    places: int
    staff_per_block: int
    block_price: Money
    net: Money
    vat: Money
    vat_rate: Decimal

    @property
    def blocks(self) -> int:
        return self._blocks_for(self.places)

    def cover(self, places: int) -> "Cover":
        """What goes back when a subscription pays for so many of the places: each block that is then not needed."""
        spared = (self.blocks - self._blocks_for(self.places - places)) * self.block_price
        net = min(self.net, spared)
        vat = self.vat if net == self.net else min(self.vat, vat_on(net, self.vat_rate))
        return Cover(self, places, net, vat)

    def _blocks_for(self, places: int) -> int:
        return -(-places // self.staff_per_block)


@dataclass(frozen=True)
class Cover:
    """Places of a booking that a subscription takes over, and the money that goes back for them."""

    single: PaidSingle
    places: int
    net: Money
    vat: Money

    @property
    def gross(self) -> Money:
        return self.net + self.vat

    @property
    def remains(self) -> Money:
        """What stays charged of the booking, with VAT."""
        return self.single.net + self.single.vat - self.gross


def take_over(singles: Iterable[PaidSingle], terms: PackageTerms) -> tuple[Cover, ...]:
    """What a subscription to the package takes over from these bookings, so that most money goes back.

    At each session no more places than the package gives, at no more sessions than it includes; only where money goes
    back. A block that is opened for one person too many stays paid.
    """
    by_session = groupby(
        sorted(singles, key=lambda one: (one.session_id, one.booking_id)), key=lambda one: one.session_id
    )
    sessions = [_best(list(group), terms.staff_per_session) for _, group in by_session]
    worthwhile = sorted((covers for covers in sessions if _sum(covers)), key=_sum, reverse=True)
    return tuple(cover for covers in worthwhile[: terms.sessions_included] for cover in covers)


def _best(singles: Sequence[PaidSingle], places: int) -> list[Cover]:
    """How the places of one session are shared out among its bookings: most money back, then most places covered."""
    if not singles or not places:
        return []
    first, *others = singles
    ways = (
        [*([first.cover(taken)] if taken else []), *_best(others, places - taken)]
        for taken in range(min(places, first.places), -1, -1)
    )
    return max(ways, key=lambda covers: (_sum(covers), sum(cover.places for cover in covers)))


def _sum(covers: Iterable[Cover]) -> Money:
    return sum((cover.gross for cover in covers), ZERO)


def use_of(covers: Iterable[Cover]) -> Use:
    """Covered places by session, as a quote takes them."""
    used: dict[int, int] = {}
    for cover in covers:
        used[cover.single.session_id] = used.get(cover.single.session_id, 0) + cover.places
    return used


@dataclass(frozen=True)
class Advice:
    """The arithmetic of a subscription against single sessions; every amount in pounds with VAT."""

    package: PackageTerms
    singles_bought: int
    singles_now: int
    charged: Money  # for the single sessions bought before
    now: Money  # for what is wanted now, without the subscription
    subscription: Money
    others: Money  # for what is wanted now beside the subscription, once there is one
    covers: tuple[Cover, ...]

    @property
    def credit(self) -> Money:
        """What goes back of the single sessions bought before."""
        return _sum(self.covers)

    @property
    def invoice(self) -> Money:
        return self.subscription + self.others

    @property
    def without(self) -> Money:
        """All that the school pays if it goes on without the subscription."""
        return self.charged + self.now

    @property
    def with_it(self) -> Money:
        """All that it pays if it subscribes now."""
        return self.charged - self.credit + self.invoice

    @property
    def kept(self) -> Money:
        """What stays charged of the single sessions bought before."""
        return self.charged - self.credit

    @property
    def to_pay(self) -> Money:
        """What is to pay now; below nothing when more goes back."""
        return self.invoice - self.credit

    @property
    def to_get_back(self) -> Money:
        """The same the other way round."""
        return self.credit - self.invoice

    @property
    def saving(self) -> Money:
        return self.without - self.with_it

    @property
    def pays(self) -> bool:
        return self.saving > 0
