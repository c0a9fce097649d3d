"""Whether a school would pay less with the subscription, and what changing to it means line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from essex_portal.money import ZERO
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids, schools_on
from traded_assessment.models import Package
from traded_assessment.pricing import Quote, QuoteRefused
from traded_assessment.pricing.break_even import Advice, Cover, use_of
from traded_assessment.pricing.facts import Part
from traded_assessment.queries.entitlements import terms_of
from traded_assessment.queries.singles import BoughtSingle, covered_by, singles_of
from traded_assessment.services.quotes import Buyer, WantedLine, buyer_on, facts_of
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


def best_conversion(school: Organisation, lines: Sequence[WantedLine], now: datetime) -> Conversion | None:
    """The subscription that would save the school most, with these lines wanted now; its advice says whether it pays.

    None when the school neither bought nor wants single sessions of a year for which it has no subscription.
    At most 7 queries; 3 when there is nothing to convert.
    """
    on = timezone.localdate(now)
    school_ids = lineage_ids(school)
    buyer = buyer_on(schools_on(on).get(pk=school.pk), on, school_ids)
    packages = [one for one in buyer.packages.rows if one.last_on >= on and one.pk not in buyer.packages.held]
    singles = singles_of(school_ids, packages)
    found = [conversion for one in packages if (conversion := _tried(buyer, one, lines, singles))]
    return max(found, key=lambda conversion: conversion.advice.saving, default=None)


def _tried(
    buyer: Buyer, package: Package, lines: Sequence[WantedLine], singles: Sequence[BoughtSingle]
) -> Conversion | None:
    of_year = [one for one in singles if buyer.packages.of_session(one.session) == package]
    if not of_year and not any(_is_single_of(line, package, buyer) for line in lines):
        return None
    try:
        return _conversion(buyer, package, lines, of_year)
    except QuoteRefused:
        return None


def _conversion(
    buyer: Buyer, package: Package, lines: Sequence[WantedLine], singles: Sequence[BoughtSingle]
) -> Conversion:
    subscription = WantedLine(Product.SUBSCRIPTION, package=package)
    others = [line for line in lines if (line.product, line.package) != (Product.SUBSCRIPTION, package)]
    facts = facts_of(buyer, [subscription, *others])
    covered = covered_by(package, singles)
    covers = tuple(cover for _, cover in covered)
    quote = facts.quote(taken_over={package.pk: use_of(covers)})
    now = facts.quote(facts.wanted if len(others) < len(lines) else facts.wanted[1:])
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


def _is_single_of(line: WantedLine, package: Package, buyer: Buyer) -> bool:
    session = line.training_session
    return session is not None and buyer.packages.of_session(session) == package
