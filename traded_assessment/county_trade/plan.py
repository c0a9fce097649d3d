"""What each school of the county orders over a year. Pure: the same seed is the same plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from traded_assessment.states import Product

OFFICES = (
    "Year 2 teacher",
    "Year 6 teacher",
    "Assessment lead",
    "Deputy headteacher",
    "Year 1 teacher",
    "Year 4 teacher",
)
SUBSCRIBERS = 0.5
COVERED_ORDERS = 2


@dataclass(frozen=True)
class Offered:
    """A session or event that can be booked."""

    session_id: int
    product: Product
    starts_at: datetime


@dataclass(frozen=True)
class PlannedLine:
    offered: Offered
    people: tuple[str, ...]


@dataclass(frozen=True)
class PlannedOrder:
    """An order of one school, by its position among the schools."""

    school: int
    number: int
    at: datetime
    subscribes: bool
    lines: tuple[PlannedLine, ...]


@dataclass(frozen=True)
class Size:
    """How much trade: `invoices` is the number of orders with something to pay."""

    schools: int
    bookings: int
    invoices: int

    def __post_init__(self) -> None:
        if not self.schools <= self.invoices <= self.bookings:
            raise ValueError("Each school needs an invoice, and each invoice a booking")


def planned_orders(size: Size, offered: Sequence[Offered], begins: datetime, seed: int) -> list[PlannedOrder]:
    """All orders of the year in the order in which they are placed, none before `begins`."""
    orders = [
        order
        for school in range(size.schools)
        for order in _orders_of(
            school,
            _share(size.bookings, size.schools, school),
            _share(size.invoices, size.schools, school),
            offered,
            begins,
            Random(f"{seed}-{school}"),  # noqa: S311 (nothing secret)
        )
    ]
    return sorted(orders, key=lambda order: (order.at, order.school, order.number))


def _share(total: int, among: int, one: int) -> int:
    return total // among + (one < total % among)


def _orders_of(
    school: int, bookings: int, invoices: int, offered: Sequence[Offered], begins: datetime, random: Random
) -> Iterator[PlannedOrder]:
    subscribes = random.random() < SUBSCRIBERS
    groups = _groups(bookings, invoices, offered, random, subscribes=subscribes)
    subscribed = begins
    for number, (is_first, group) in enumerate(groups):
        lines = tuple(PlannedLine(one, _people(one, random)) for one in group)
        earliest = min(one.starts_at for one in group)
        at = earliest.replace(hour=random.randint(8, 16), minute=random.randint(0, 59))
        days = timedelta(days=random.randint(3, 45))
        # What is covered comes after the subscription; its sessions are all after the first order's.
        placed = max(subscribed if group[0].product == Product.SINGLE_SESSION else begins, at - days)
        subscribed = placed if is_first else subscribed
        yield PlannedOrder(school, number, placed, is_first, lines)


def _groups(
    bookings: int, invoices: int, offered: Sequence[Offered], random: Random, *, subscribes: bool
) -> list[tuple[bool, list[Offered]]]:
    """What is ordered together, with whether the subscription is in it. Each group but covered ones has an invoice."""
    sessions = [one for one in offered if one.product == Product.SINGLE_SESSION]
    events = [one for one in offered if one.product == Product.EVENT]
    if not subscribes:
        chosen = sorted(random.sample(list(offered), bookings), key=lambda one: one.starts_at)
        return [(False, group) for group in _split(chosen, invoices)]
    taken = random.sample(events, min(invoices - 1, len(events)))
    covered = sorted(random.sample(sessions, bookings - len(taken)), key=lambda one: one.starts_at)
    first, *later = _split(covered, min(1 + COVERED_ORDERS, len(covered)))
    return [(True, first), *((False, group) for group in later), *((False, [event]) for event in taken)]


def _split(chosen: Sequence[Offered], parts: int) -> list[list[Offered]]:
    return [list(chosen[_cut(chosen, part, parts) : _cut(chosen, part + 1, parts)]) for part in range(parts)]


def _cut(chosen: Sequence[Offered], part: int, parts: int) -> int:
    return part * len(chosen) // parts


def _people(one: Offered, random: Random) -> tuple[str, ...]:
    most = 3 if one.product == Product.EVENT else 2
    return tuple(random.sample(OFFICES, random.randint(1, most)))
