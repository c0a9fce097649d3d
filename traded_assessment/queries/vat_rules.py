"""Reads about VAT rules, for finance's page."""

from datetime import date

from django.db.models import QuerySet

from essex_portal.audit.models import AuditEvent
from traded_assessment.models import VatRule


def rules_by_state(today: date) -> list[tuple[str, list[VatRule]]]:
    """The rules in force, then those to come, then those that ended, each under its heading."""
    rules = list(VatRule.objects.order_by("product", "tier", "valid_from"))
    ended = [rule for rule in rules if rule.valid_to is not None and rule.valid_to < today]
    coming = [rule for rule in rules if rule.valid_from > today]
    in_force = [rule for rule in rules if rule not in ended and rule not in coming]
    return [("In force", in_force), ("To come", coming), ("Ended", ended)]


def history_of_rules() -> QuerySet[AuditEvent]:
    """The last 50 changes to VAT rules and to the council's details."""
    kinds = (VatRule._meta.label_lower, "traded_assessment.supplierdetails")
    return AuditEvent.objects.filter(target_type__in=kinds)[:50]
