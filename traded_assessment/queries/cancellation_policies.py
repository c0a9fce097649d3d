"""Which cancellation rules hold, as data for `traded_assessment.cancellation`."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache

from django.db.models import QuerySet
from django.utils import timezone

from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.queries import school_calendar
from essex_portal.school_calendar import academic_year_of, is_working_day
from traded_assessment.cancellation import Band, Policy, free_until
from traded_assessment.models import CancellationPolicy, TrainingSession
from traded_assessment.states import DayKind, Product

PRODUCTS = (Product.SINGLE_SESSION, Product.EVENT)


def policy_row_on(product: Product | str, on: date) -> CancellationPolicy | None:
    """The rules for what is ordered on that day; for an order before the first version, that. At most two queries."""
    rows = CancellationPolicy.objects.filter(product=product)
    known = rows.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()
    return known or rows.order_by("valid_from", "-pk").first()


def policy_of(row: CancellationPolicy) -> Policy:
    bands = tuple(Band(band["at_least"], band["charge_percent"], band["may_move"]) for band in row.bands)
    return Policy(DayKind(row.days), bands, row.other_courses)


def counts(days: DayKind) -> Callable[[date], bool]:
    """Whether a day counts. One query for school days; a year that the calendar does not know counts working days."""
    return is_working_day if days == DayKind.WORKING else _school_days()


def last_free_days(sessions: Iterable[TrainingSession], on: date) -> dict[int, date]:
    """By session: until when what is ordered on that day can be cancelled free of charge. At most two queries.

    Sessions without rules, or that always cost something, are left out.
    """
    listed = list(sessions)
    if not listed:
        return {}
    rows = CancellationPolicy.objects.filter(valid_from__lte=on).order_by("valid_from", "pk")
    policies = {row.product: policy_of(row) for row in rows}
    counting = {days: counts(days) for days in {policy.days for policy in policies.values()}}
    found = {
        session.pk: free_until(policy, timezone.localdate(session.starts_at), counting[policy.days])
        for session in listed
        if (policy := policies.get(session.course.product))
    }
    return {pk: day for pk, day in found.items() if day}


def versions() -> Mapping[Product, list[CancellationPolicy]]:
    """Every version by product, the one that comes last first. One query."""
    rows: Iterable[CancellationPolicy] = CancellationPolicy.objects.select_related("published_by")
    found: dict[Product, list[CancellationPolicy]] = {product: [] for product in PRODUCTS}
    for row in rows:
        found[Product(row.product)].append(row)
    return found


def history_of_policies() -> QuerySet[AuditEvent]:
    """The last 50 changes to the rules."""
    return AuditEvent.objects.filter(target_type=CancellationPolicy._meta.label_lower)[:50]


def _school_days() -> Callable[[date], bool]:
    calendar = school_calendar()
    years = {term.academic_year for term in calendar.half_terms}

    @cache
    def is_school_day(day: date) -> bool:
        return calendar.is_school_day(day) if academic_year_of(day) in years else is_working_day(day)

    return is_school_day
