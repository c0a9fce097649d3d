"""The VAT rule that counts for a line, and what it adds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.factories.pricing import ESSEX_COMMUNITY, ON, OUTSIDE_SCOPE, TABLE, event
from traded_assessment.pricing import NoVatRule, VatRuleFacts, quote
from traded_assessment.pricing.vat import vat_rule_for
from traded_assessment.states import Product, Tier, VatCategory


def rule(product: Product | None = None, tier: Tier | None = None, **more: object) -> VatRuleFacts:
    return replace(OUTSIDE_SCOPE, product=product, tier=tier, reason=f"{product} {tier}", **more)  # type: ignore[arg-type]


def test_the_most_particular_vat_rule_counts() -> None:
    rules = [
        rule(),
        rule(tier=Tier.ESSEX_ACADEMY),
        rule(product=Product.EVENT),
        rule(product=Product.EVENT, tier=Tier.ESSEX_ACADEMY),
    ]

    def found(product: Product, tier: Tier) -> VatRuleFacts:
        return vat_rule_for(rules, product=product, tier=tier, on=ON)

    assert found(Product.SINGLE_SESSION, Tier.ESSEX_MAINTAINED) == rules[0]
    assert found(Product.SINGLE_SESSION, Tier.ESSEX_ACADEMY) == rules[1]
    assert found(Product.EVENT, Tier.ESSEX_MAINTAINED) == rules[2]
    assert found(Product.EVENT, Tier.ESSEX_ACADEMY) == rules[3]


def test_a_vat_rule_holds_between_its_dates_only() -> None:
    rules = [rule(valid_from=date(2021, 11, 10), valid_to=date(2021, 11, 12))]
    for day in (10, 12):
        assert vat_rule_for(rules, product=Product.EVENT, tier=Tier.ESSEX_ACADEMY, on=date(2021, 11, day))
    for day in (9, 13):
        with pytest.raises(NoVatRule, match="cannot be sold yet"):
            vat_rule_for(rules, product=Product.EVENT, tier=Tier.ESSEX_ACADEMY, on=date(2021, 11, day))


def test_vat_is_added_line_by_line() -> None:
    standard = replace(OUTSIDE_SCOPE, category=VatCategory.STANDARD, rate=Decimal(20), reason="", provisional=False)
    found = quote(ESSEX_COMMUNITY, [event(2)], TABLE, [standard], on=ON, held={})
    assert [line.vat for line in found.lines] == [Decimal("12.00"), Decimal("3.00")]
    assert (found.net, found.vat, found.gross) == (75, 15, 90)
