"""Whether a school would pay less with the subscription, and what changing to it means line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from essex_portal.money import ZERO
from essex_portal.organisations.models import Organisation
from traded_assessment.models import Package
from traded_assessment.pricing import Quote, QuoteRefused, Wanted
from traded_assessment.pricing.break_even import Advice, Cover, use_of
from traded_assessment.pricing.facts import Part
from traded_assessment.queries.entitlements import Packages, SchoolIds, packages_for, terms_of
from traded_assessment.queries.singles import BoughtSingle, covered_by, singles_of
from traded_assessment.services.quotes import Buyer, QuoteFacts, customer_on, facts_of, subscription_to
from traded_assessment.states import Product


@dataclass(frozen=True)
class Conversion:
    """A subscription instead of single sessions: the order that would be placed, and what goes back of earlier ones."""

    package: Package
    advice: Advice
    covered: Sequence[tuple[BoughtSingle, Cover]]
    quote: Quote  # of the subscription, then of what is wanted beside it

    @property
    def credited(self) -> list[tuple[BoughtSingle, Cover]]:
        """Each booking of which money goes back, by date."""
        return [(one, cover) for one, cover in self.covered if cover.gross]


def best_conversion(facts: QuoteFacts) -> Conversion | None:
    """The subscription that would save the buyer most beside the lines of `facts`; its advice says whether it pays.

    None when the school neither bought nor wants single sessions of a year for which it has no subscription, or has no
    price. One query.
    """
    return _best(facts, singles_of(facts.buyer.school_ids, _on_sale(facts.buyer.packages, facts.buyer.on)))


def conversion_of_bookings(school: Organisation, school_ids: SchoolIds, now: datetime) -> Conversion | None:
    """The same for what the school bought so far, with nothing wanted beside it.

    `school_ids` are its own and its predecessors'. Four queries, one or two when there is nothing to convert.
    """
    on = timezone.localdate(now)
    packages = packages_for(school_ids, on)
    singles = singles_of(school_ids, _on_sale(packages, on))
    if not singles:
        return None
    return _best(facts_of(Buyer(school, on, on, customer_on(school, on), school_ids, packages), []), singles)


def _on_sale(packages: Packages, on: date) -> list[Package]:
    """The packages that the school can still subscribe to."""
    return [one for one in packages.rows if one.last_on >= on and one.pk not in packages.held]


def _best(facts: QuoteFacts, singles: Sequence[BoughtSingle]) -> Conversion | None:
    tried = (_tried(facts, one, singles) for one in _on_sale(facts.buyer.packages, facts.buyer.on))
    found = [conversion for conversion in tried if conversion]
    return max(found, key=lambda conversion: conversion.advice.saving, default=None)


def _tried(facts: QuoteFacts, package: Package, singles: Sequence[BoughtSingle]) -> Conversion | None:
    of_year = [one for one in singles if facts.buyer.packages.of_session(one.session) == package]
    if not of_year and not any(_is_single_of(wanted, package) for wanted in facts.wanted):
        return None
    try:
        return _conversion(facts, package, of_year)
    except QuoteRefused:
        return None


def _conversion(facts: QuoteFacts, package: Package, singles: Sequence[BoughtSingle]) -> Conversion:
    subscription = subscription_to(package)
    others = [wanted for wanted in facts.wanted if wanted != subscription]
    covered = covered_by(package, singles)
    covers = tuple(cover for _, cover in covered)
    quote = facts.quote([subscription, *others], taken_over={package.pk: use_of(covers)})
    now = facts.quote()
    price = sum((line.net + line.vat for line in quote.lines_of(0)), ZERO)
    advice = Advice(
        package=terms_of(package),
        singles_bought=sum(one.paid.blocks for one in singles),
        singles_now=sum(line.quantity for line in now.lines if line.part == Part.BLOCKS),
        charged=sum((one.paid.net + one.paid.vat for one in singles), ZERO),
        now=now.gross,
        subscription=price,
        others=quote.gross - price,
        covers=covers,
    )
    return Conversion(package, advice, covered, quote)


def _is_single_of(wanted: Wanted, package: Package) -> bool:
    return wanted.product == Product.SINGLE_SESSION and wanted.package == terms_of(package)
