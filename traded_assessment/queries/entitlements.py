"""What a school has bought before and what that gives it now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from traded_assessment.models import Booking, CoveredPlace, Package, Subscription, TrainingSession
from traded_assessment.pricing import PackageTerms, Use
from traded_assessment.states import BookingState

SchoolIds = Collection[int] | RawSQL
"""Ids, or the query of them (`organisations.queries.lineage_of`), which saves asking for them first."""


@dataclass(frozen=True)
class Packages:
    """Every year's package, and which of them a school holds: package id to subscription id."""

    rows: Sequence[Package]
    held: dict[int, int]

    def containing(self, day: date) -> Package | None:
        """The package whose year the day lies in."""
        return next((package for package in self.rows if package.first_on <= day <= package.last_on), None)

    def on_sale(self, day: date) -> Package | None:
        """The package of the day, else the next to come, else the latest; None when there is none at all."""
        ahead = (package for package in self.rows if package.first_on > day)
        return self.containing(day) or next(ahead, None) or (self.rows[-1] if self.rows else None)

    def of_session(self, session: TrainingSession) -> Package | None:
        """The package that covers a session: the one of its date in Essex."""
        return self.containing(timezone.localdate(session.starts_at))


def terms_of(package: Package) -> PackageTerms:
    return PackageTerms(package.pk, str(package), package.staff_per_session, package.sessions_included)


def packages_for(school_ids: SchoolIds, on: date) -> Packages:
    """All packages, with the subscriptions that any of the schools had bought by the day. One query."""
    bought = Subscription.objects.filter(
        package=OuterRef("pk"), school__in=school_ids, order__placed_on__lte=on
    ).order_by("pk")
    rows = list(Package.objects.annotate(subscription_id=Subquery(bought.values("pk")[:1])).order_by("first_on"))
    return Packages(rows, {row.pk: row.subscription_id for row in rows if row.subscription_id})


def covered_places_used(subscription_ids: Collection[int], on: date) -> dict[int, Use]:
    """By subscription: how many covered places it had used at each session by the day. One query, or none."""
    if not subscription_ids:
        return {}
    rows = (
        CoveredPlace.objects.filter(subscription__in=subscription_ids, booking__order__placed_on__lte=on)
        .values_list("subscription_id", "training_session_id")
        .annotate(Count("pk"))
    )
    used: dict[int, dict[int, int]] = {}
    for subscription_id, session_id, places in rows:
        used.setdefault(subscription_id, {})[session_id] = places
    return {subscription_id: used.get(subscription_id, {}) for subscription_id in subscription_ids}


def events_with_first_paid(school_ids: SchoolIds, session_ids: Collection[int], on: date) -> set[int]:
    """Those of the events at which one of the schools paid the first member's price already. One query, or none."""
    if not session_ids:
        return set()
    return set(
        Booking.objects.filter(
            school__in=school_ids,
            training_session__in=session_ids,
            paid_first=True,
            state=BookingState.BOOKED,
            order__placed_on__lte=on,
        ).values_list("training_session_id", flat=True)
    )
