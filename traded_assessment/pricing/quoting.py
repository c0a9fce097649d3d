"""The price of an order, line by line. Source: facts `prices`, `worked_examples` and `unclear`; domain.md B1 to B4."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from essex_portal.money import ZERO, Money, pounds, vat_on
from essex_portal.ui.words import counted
from traded_assessment.pricing.facts import (
    AgreedPrices,
    Customer,
    EventRow,
    PackageRow,
    Part,
    PriceTable,
    Quote,
    QuoteLine,
    Use,
    VatRuleFacts,
    Wanted,
)
from traded_assessment.pricing.refusals import AlreadySubscribed, NoPriceList, PriceNotSet
from traded_assessment.pricing.tiers import TierDecision, tier_of
from traded_assessment.pricing.vat import vat_rule_for
from traded_assessment.states import Product, Tier


def quote(
    customer: Customer,
    wanted: Sequence[Wanted],
    table: PriceTable | None,
    vat_rules: Iterable[VatRuleFacts],
    *,
    on: date,
    held: Mapping[int, Use],
    agreed: AgreedPrices | None = None,
    taken_over: Mapping[int, Use] | None = None,
) -> Quote:
    """Price everything wanted in one order placed on `on`.

    `held` says which subscriptions the school has: package id to the covered places used so far. One that is
    bought in the same order counts at once; `taken_over` says which of its places pay for earlier bookings then.
    `agreed` is asked only of a school that is in no row of the table.
    Raises a QuoteRefused: NoPriceList, PriceNotSet, NoVatRule or AlreadySubscribed.
    """
    decision = tier_of(customer)
    rates = _rates(customer, decision, table, agreed, on)
    held = dict(held) | _bought(wanted, held, taken_over or {})
    order = _Order(rates, held)
    rules = list(vat_rules)
    lines = tuple(
        _taxed(index, one, part, rules, decision.tier, on)
        for index, one in enumerate(wanted)
        for part in order.price(one)
    )
    subscriber = any(one.package is not None and one.package.id in held for one in wanted)
    return Quote(decision.tier, decision.reason, decision.area, subscriber, lines)


@dataclass(frozen=True)
class _Rates:
    """The rows that apply to this customer, and what to call them."""

    source: str
    package: PackageRow
    events: Mapping[bool, EventRow]
    staff_per_block: int
    package_customer: str
    event_customer: str


@dataclass(frozen=True)
class _Priced:
    """A part of a price before tax."""

    part: Part
    description: str
    quantity: int
    unit_price: Money
    rule: str
    staff_per_unit: int = 1


def _rates(
    customer: Customer, decision: TierDecision, table: PriceTable | None, agreed: AgreedPrices | None, on: date
) -> _Rates:
    if table is None:
        raise NoPriceList(on)
    if decision.tier != Tier.ON_REQUEST:
        events = {subscriber: table.events[decision.area, subscriber] for subscriber in (True, False)}
        row = table.package[decision.tier]
        return _Rates(
            table.title, row, events, table.staff_per_block, decision.tier.label, f"{decision.area.label} events"
        )
    if agreed is None or not agreed.valid_from <= on <= agreed.valid_to:
        raise PriceNotSet(customer.name, decision.reason)
    source = f"Price set for {customer.name}"
    events = dict.fromkeys((True, False), agreed.event)
    return _Rates(source, agreed.package, events, table.staff_per_block, "sessions", "events")


def _bought(wanted: Sequence[Wanted], held: Mapping[int, Use], taken_over: Mapping[int, Use]) -> dict[int, Use]:
    """The subscriptions in this order, used only for what they take over. Raises AlreadySubscribed."""
    bought: dict[int, Use] = {}
    for index, one in enumerate(wanted):
        if one.product == Product.SUBSCRIPTION and one.package is not None:
            if one.package.id in held or one.package.id in bought:
                raise AlreadySubscribed(one.package.title, wanted=index)
            bought[one.package.id] = taken_over.get(one.package.id, {})
    return bought


class _Order:
    """Prices the lines one after another and remembers what the earlier ones have taken.

    Two lines for one session share its covered places and its blocks; two for one event share its first.
    """

    def __init__(self, rates: _Rates, held: Mapping[int, Use]) -> None:
        self.rates = rates
        self.used = {package: Counter(use) for package, use in held.items()}
        self.room: Counter[int] = Counter()  # seats left in a block that an earlier line opened, by session
        self.firsts: set[int] = set()
        self.unnamed = 0

    def price(self, one: Wanted) -> Iterator[_Priced]:
        if one.product == Product.SUBSCRIPTION:
            return self._subscription(one)
        return self._session(one) if one.product == Product.SINGLE_SESSION else self._event(one)

    def _subscription(self, one: Wanted) -> Iterator[_Priced]:
        price = self.rates.package.subscription
        rule = f"{self.rates.source}: {self.rates.package_customer}, subscription {pounds(price)}"
        yield _Priced(Part.SUBSCRIPTION, one.title, 1, price, rule)

    def _session(self, one: Wanted) -> Iterator[_Priced]:
        session = self._id_of(one)
        covered, left = self._cover(one, session)
        if covered and one.package:
            allowance = one.package.staff_per_session
            yield _Priced(
                Part.COVERED,
                f"{one.title}: covered by your subscription, {left} of {counted(allowance, 'place,places')} left",
                covered,
                ZERO,
                f"Subscription to the {one.package.title}: {covered} of {counted(one.staff, 'member,members')} of "
                "staff covered",
            )
        if one.staff > covered:
            yield self._blocks(one, session, covered)

    def _cover(self, one: Wanted, session: int) -> tuple[int, int]:
        """Take what the subscription gives at this session: places covered now, and places left there after."""
        used = self.used.get(one.package.id) if one.package else None
        if used is None or one.package is None:
            return 0, 0
        if session not in used and len(used) >= one.package.sessions_included:
            return 0, 0
        covered = max(0, min(one.staff, one.package.staff_per_session - used[session]))
        if covered:
            used[session] += covered
        return covered, max(0, one.package.staff_per_session - used[session])

    def _blocks(self, one: Wanted, session: int, covered: int) -> _Priced:
        size, price = self.rates.staff_per_block, self.rates.package.single_session
        paying = one.staff - covered
        blocks = max(0, -(-(paying - self.room[session]) // size))
        self.room[session] += blocks * size - paying
        staff = counted(paying, "further member,further members" if covered else "member,members") + " of staff"
        arithmetic = f"{blocks} × {pounds(price)}" if blocks else "a place left in a block of this order"
        return _Priced(
            Part.BLOCKS,
            f"{one.title}: {staff}",
            blocks,
            price,
            f"{self.rates.source}: {self.rates.package_customer}, single session for up to {size} staff "
            f"{pounds(price)}; {staff}: {arithmetic}",
            size,
        )

    def _event(self, one: Wanted) -> Iterator[_Priced]:
        session = self._id_of(one)
        subscriber = one.package is not None and one.package.id in self.used
        row = self.rates.events[subscriber]
        who = f"{self.rates.event_customer}, {'subscriber' if subscriber else 'no subscription'}"
        further = one.staff
        if not one.first_already_paid and session not in self.firsts:
            self.firsts.add(session)
            further -= 1
            yield _Priced(
                Part.FIRST,
                f"{one.title}: first member of staff",
                1,
                row.first,
                f"{self.rates.source}: {who}, first member of staff {pounds(row.first)}",
            )
        if further:
            yield _Priced(
                Part.FURTHER,
                f"{one.title}: {counted(further, 'further member of staff,further members of staff')}",
                further,
                row.further,
                f"{self.rates.source}: {who}, each further member of staff {pounds(row.further)}; "
                f"{further} × {pounds(row.further)}",
            )

    def _id_of(self, one: Wanted) -> int:
        """The session's id; a number of its own for one that is only asked about."""
        if one.session_id is not None:
            return one.session_id
        self.unnamed -= 1
        return self.unnamed


def _taxed(index: int, one: Wanted, priced: _Priced, rules: Sequence[VatRuleFacts], tier: Tier, on: date) -> QuoteLine:
    rule = vat_rule_for(rules, product=one.product, tier=tier, on=on)
    net = priced.quantity * priced.unit_price
    return QuoteLine(
        wanted=index,
        part=priced.part,
        product=one.product,
        description=priced.description,
        quantity=priced.quantity,
        unit_price=priced.unit_price,
        net=net,
        vat_category=rule.category,
        vat_rate=rule.rate,
        vat_reason=rule.reason,
        vat_provisional=rule.provisional,
        vat=vat_on(net, rule.rate),
        rule=priced.rule,
        staff_per_unit=priced.staff_per_unit,
    )
