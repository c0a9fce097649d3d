"""Quotes for real schools: facts, prices, subscriptions and earlier bookings put together for `pricing`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import facts_on, lineage_of, schools_on
from essex_portal.ui.words import date_words
from traded_assessment.models import Package, TrainingSession
from traded_assessment.pricing import (
    AgreedPrices,
    Customer,
    NotForSale,
    PriceTable,
    Quote,
    Use,
    VatRuleFacts,
    Wanted,
    quote,
    tier_of,
)
from traded_assessment.queries.entitlements import (
    Packages,
    SchoolIds,
    covered_places_used,
    events_with_first_paid,
    packages_for,
    terms_of,
)
from traded_assessment.queries.prices import agreed_prices_on, prices_and_vat_rules_on
from traded_assessment.states import Product, Tier


@dataclass(frozen=True)
class WantedLine:
    """One thing to be priced. A session or event without `training_session` asks the price of any such.

    `training_session` comes with its course; `package` says which year's subscription, else the current one.
    """

    product: Product
    training_session: TrainingSession | None = None
    staff: int = 1
    package: Package | None = None


def quote_for(*, school: Organisation, lines: Sequence[WantedLine], on: date, subscriber: bool | None = None) -> Quote:
    """What the school would pay for these lines if it ordered them on that day. Changes nothing.

    Type and authority are the register's of that day, prices and VAT rules those in force then; subscriptions
    and bookings count that were made by then, by the school or a school that it took over from. `subscriber`
    True or False asks as if it had, or had not, the subscription. At most 5 queries, 6 for a school whose price
    is on request, however many lines. Raises a `pricing.QuoteRefused` with words for the person.
    """
    return facts_for(school=school, lines=lines, on=on, subscriber=subscriber).quote()


def facts_for(
    *, school: Organisation, lines: Sequence[WantedLine], on: date, subscriber: bool | None = None
) -> "QuoteFacts":
    """What `quote_for` works out its answer from; it takes all the queries."""
    buyer = buyer_on(schools_on(on).get(pk=school.pk), on, lineage_of(school))
    return facts_of(buyer, lines, subscriber=subscriber)


@dataclass(frozen=True)
class Buyer:
    """A school on a day: what the register says it is, and what it and its predecessors had bought by then.

    `bought_by` is a later day for a booking that moves: old prices, with all that has been bought since.
    """

    school: Organisation
    on: date
    bought_by: date
    customer: Customer
    school_ids: SchoolIds
    packages: Packages


def buyer_on(school: Organisation, on: date, school_ids: SchoolIds, *, bought_by: date | None = None) -> Buyer:
    """A school of `schools_on(on)`; `school_ids` are its own and its predecessors'. One query.

    Without `school_ids` it is a school that has bought nothing yet, for people who may not know what it has.
    """
    by = bought_by or on
    return Buyer(school, on, by, _customer(school, on), school_ids, packages_for(school_ids, by))


@dataclass(frozen=True)
class QuoteFacts:
    """All that the price of some lines depends on: `wanted` says the lines, one for one."""

    buyer: Buyer
    wanted: Sequence[Wanted]
    held: Mapping[int, Use]
    table: PriceTable | None
    vat_rules: Sequence[VatRuleFacts]
    agreed: AgreedPrices | None

    def quote(self, wanted: Sequence[Wanted] | None = None, *, taken_over: Mapping[int, Use] | None = None) -> Quote:
        """The price of all the lines, or of those in `wanted`; see `pricing.quote`. No query."""
        return quote(
            self.buyer.customer,
            self.wanted if wanted is None else wanted,
            self.table,
            self.vat_rules,
            on=self.buyer.on,
            held=self.held,
            agreed=self.agreed,
            taken_over=taken_over,
        )


def quote_to(
    buyer: Buyer,
    lines: Sequence[WantedLine],
    *,
    subscriber: bool | None = None,
    taken_over: Mapping[int, Use] | None = None,
) -> Quote:
    """As `quote_for`, for a buyer whose facts have been read already. At most 3 queries, 4 on request.

    `taken_over` as in `pricing.quote`.
    """
    return facts_of(buyer, lines, subscriber=subscriber).quote(taken_over=taken_over)


def facts_of(buyer: Buyer, lines: Sequence[WantedLine], *, subscriber: bool | None = None) -> QuoteFacts:
    """What a quote of these lines is worked out from. At most 3 queries, 4 on request. Raises NotForSale."""
    wanted = _wanted(lines, buyer.packages, buyer.school_ids, buyer.bought_by)
    on_request = tier_of(buyer.customer).tier == Tier.ON_REQUEST
    table, vat_rules = prices_and_vat_rules_on(buyer.on)
    return QuoteFacts(
        buyer,
        wanted,
        _held(buyer.packages, subscriber, buyer.bought_by, wanted),
        table,
        vat_rules,
        agreed_prices_on(buyer.school, buyer.on) if on_request else None,
    )


def customer_on(school: Organisation, on: date) -> Customer:
    """The school as prices see it, from the register's facts on the day. One query."""
    return _customer(schools_on(on).get(pk=school.pk), on)


def _customer(school: Organisation, on: date) -> Customer:
    facts = facts_on(school, on)
    return Customer(facts.urn, facts.name, facts.la_code, facts.la_name, facts.type_code, facts.type_name)


def _held(packages: Packages, subscriber: bool | None, on: date, wanted: Sequence[Wanted]) -> Mapping[int, Use]:
    """The subscriptions, with what was used of those whose sessions are wanted."""
    if subscriber is False:
        return {}
    asked = {one.package.id for one in wanted if one.package and one.product == Product.SINGLE_SESSION}
    used = covered_places_used([pk for package_id, pk in packages.held.items() if package_id in asked], on)
    held = {package_id: used.get(subscription_id, {}) for package_id, subscription_id in packages.held.items()}
    return {package.pk: {} for package in packages.rows} | held if subscriber else held


def _wanted(lines: Sequence[WantedLine], packages: Packages, school_ids: SchoolIds, on: date) -> list[Wanted]:
    events = [
        line.training_session.pk
        for line in lines
        if line.training_session is not None and line.product == Product.EVENT
    ]
    first_paid = events_with_first_paid(school_ids, events, on)
    return [_one_wanted(index, line, packages, first_paid, on) for index, line in enumerate(lines)]


def _one_wanted(index: int, line: WantedLine, packages: Packages, first_paid: set[int], on: date) -> Wanted:
    session = line.training_session
    if line.product == Product.SUBSCRIPTION:
        return _subscription(index, line.package or packages.on_sale(on))
    if session is None:
        package = packages.on_sale(on)
        return Wanted(line.product, line.product.label, line.staff, package=terms_of(package) if package else None)
    if session.course.product != line.product:
        raise NotForSale(f"“{session.course.title}” is not {_a(line.product)}.", wanted=index)
    package = packages.of_session(session)
    return Wanted(
        line.product,
        f"{session.course.title}, {date_words(session.starts_at)}",
        line.staff,
        session.pk,
        terms_of(package) if package else None,
        first_already_paid=session.pk in first_paid,
    )


def _subscription(index: int, package: Package | None) -> Wanted:
    if package is None:
        raise NotForSale("There is no package to subscribe to at the moment.", wanted=index)
    return subscription_to(package)


def subscription_to(package: Package) -> Wanted:
    """The subscription to that package, as it is wanted."""
    return Wanted(Product.SUBSCRIPTION, f"Subscription to the {package}", package=terms_of(package))


def _a(product: Product) -> str:
    return "an event" if product == Product.EVENT else "a session of the package"
