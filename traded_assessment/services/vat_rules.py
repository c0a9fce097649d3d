"""VAT rules: dated, with the office that ruled. A rule is never rewritten: it ends, and another begins."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.ui.words import date_words
from traded_assessment.models import SupplierDetails, VatRule
from traded_assessment.states import VatCategory


class VatRuleRefused(Exception):
    """Nothing was changed; `str()` says why, `field` is the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class NewVatRule:
    """A rule to add. Empty product or tier: any. Dates inclusive, `valid_to` None: until further notice."""

    product: str
    tier: str
    valid_from: date
    valid_to: date | None
    category: VatCategory
    rate: Decimal
    reason: str
    provisional: bool
    authority: str


@transaction.atomic
def add_rule(*, rule: NewVatRule, by: Any) -> VatRule:
    """Add a rule; the open-ended rule for the same product and customer that began earlier ends the day before.

    Issued invoices keep what they show. Raises VatRuleRefused, PermissionDenied. Source: domain.md B13.
    """
    _check(by, rule)
    _make_room(rule, by)
    added = VatRule.objects.create(**vars(rule))
    record(event="vat_rule.added", target=added, by=by, after=vars(rule))
    return added


@transaction.atomic
def end_rule(*, rule: VatRule, last_on: date, by: Any, reason: str = "") -> VatRule:
    """Let a rule end with `last_on`, inclusive. Raises VatRuleRefused, PermissionDenied."""
    if not holds(by, Permission.MANAGE_VAT_RULES):
        raise PermissionDenied
    rule = VatRule.objects.select_for_update().get(pk=rule.pk)
    if last_on < rule.valid_from:
        raise VatRuleRefused(f"Last day must be {date_words(rule.valid_from)} or later", field="last_on")
    if rule.valid_to is not None and rule.valid_to <= last_on:
        raise VatRuleRefused(f"The rule ends on {date_words(rule.valid_to)} already", field="last_on")
    before, rule.valid_to = rule.valid_to, last_on
    rule.save(update_fields=["valid_to"])
    record(
        event="vat_rule.ended",
        target=rule,
        by=by,
        before={"valid_to": before},
        after={"valid_to": last_on},
        reason=reason,
    )
    return rule


def _check(by: Any, rule: NewVatRule) -> None:
    if not holds(by, Permission.MANAGE_VAT_RULES):
        raise PermissionDenied
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise VatRuleRefused("Last day must be the first day or later", field="valid_to")
    if rule.category == VatCategory.STANDARD and not rule.rate:
        raise VatRuleRefused("Enter the rate in per cent, like 20", field="rate")
    if rule.category != VatCategory.STANDARD and rule.rate:
        raise VatRuleRefused(f"{rule.category.label} has no rate. Leave it empty.", field="rate")
    if rule.category != VatCategory.STANDARD and not rule.reason:
        raise VatRuleRefused("Enter the reason that the invoice prints", field="reason")
    _check_vat_number(rule)


def _check_vat_number(rule: NewVatRule) -> None:
    """What is within the scope of VAT is invoiced under the council's VAT number. Source: domain.md B6, B22."""
    council = SupplierDetails.objects.filter(valid_from__lte=rule.valid_from).first()
    if rule.category != VatCategory.OUTSIDE_SCOPE and council is not None and not council.vat_number:
        raise VatRuleRefused(
            "Invoices must show the council’s VAT registration number then. Enter it in the council’s details first.",
            field="category",
        )


def _make_room(rule: NewVatRule, by: Any) -> None:
    for other in _overlapping(rule):
        if other.valid_to is not None or other.valid_from >= rule.valid_from:
            raise VatRuleRefused(
                f"A rule for the same product and customer is in force from {date_words(other.valid_from)}"
                f"{f' to {date_words(other.valid_to)}' if other.valid_to else ''}. Choose other days, or end it first.",
                field="valid_from",
            )
        end_rule(rule=other, last_on=rule.valid_from - timedelta(days=1), by=by, reason="A new rule follows")


def _overlapping(rule: NewVatRule) -> QuerySet[VatRule]:
    still_in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=rule.valid_from)
    begun = Q() if rule.valid_to is None else Q(valid_from__lte=rule.valid_to)
    return VatRule.objects.filter(still_in_force, begun, product=rule.product, tier=rule.tier)
