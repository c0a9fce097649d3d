"""How a line is taxed: the most particular rule in force on the day. Source: domain.md B11 to B13."""

from collections.abc import Iterable
from datetime import date

from traded_assessment.pricing.facts import VatRuleFacts
from traded_assessment.pricing.refusals import NoVatRule
from traded_assessment.states import Product, Tier


def vat_rule_for(rules: Iterable[VatRuleFacts], *, product: Product, tier: Tier, on: date) -> VatRuleFacts:
    """The rule for the product and the tier, else the product's, else the tier's, else the one for anything.

    Raises NoVatRule when none fits: there is no default in code.
    """
    fitting = [
        rule for rule in rules if rule.product in (product, None) and rule.tier in (tier, None) and _in_force(rule, on)
    ]
    if not fitting:
        raise NoVatRule(product, on)
    return max(fitting, key=lambda rule: (rule.product is not None, rule.tier is not None))


def _in_force(rule: VatRuleFacts, on: date) -> bool:
    return rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)
