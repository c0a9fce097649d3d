"""What a subscription has given a school so far: each session of the year with the places it pays for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from traded_assessment.models import CoveredPlace, Subscription, TrainingSession
from traded_assessment.states import Product, SessionState


@dataclass(frozen=True)
class PassportRow:
    """One session: places that the subscription paid for there, out of those it could."""

    session: TrainingSession
    covered: int
    allowance: int
    past: bool
    too_early: bool = False

    @property
    def places(self) -> list[str]:
        """A word for each place: used or not when the session is over, booked or left while it is to come.

        None at a session that was over before the school subscribed.
        """
        if self.too_early:
            return []
        taken, free = ("Used", "Not used") if self.past else ("Booked", "Left")
        return [taken] * self.covered + [free] * (self.allowance - self.covered)


@dataclass(frozen=True)
class Passport:
    subscription: Subscription
    rows: Sequence[PassportRow]

    @property
    def counts(self) -> Counter[str]:
        """How many places are Used, Not used, Booked and Left."""
        return Counter(word for row in self.rows for word in row.places)


def passports_of(school_ids: Sequence[int], now: datetime) -> list[Passport]:
    """The subscriptions of these schools (one school and its predecessors) that have not ended. Three queries."""
    subscriptions = Subscription.objects.select_related("package", "order").filter(
        school__in=school_ids, package__last_on__gte=timezone.localdate(now)
    )
    held = list(subscriptions.order_by("package__first_on"))
    if not held:
        return []
    covered = _covered(held)
    sessions = list(
        TrainingSession.objects.select_related("course")
        .filter(course__product=Product.SINGLE_SESSION)
        .exclude(state=SessionState.CANCELLED)
    )
    return [Passport(one, _rows(one, sessions, covered.get(one.pk, {}), now)) for one in held]


def _covered(subscriptions: Sequence[Subscription]) -> dict[int, dict[int, int]]:
    """By subscription and session: how many places are covered there."""
    rows = CoveredPlace.objects.filter(subscription__in=subscriptions).values_list(
        "subscription_id", "training_session_id"
    )
    covered: dict[int, dict[int, int]] = {}
    for subscription_id, session_id, places in rows.annotate(Count("pk")):
        covered.setdefault(subscription_id, {})[session_id] = places
    return covered


def _rows(
    subscription: Subscription, sessions: Sequence[TrainingSession], covered: Mapping[int, int], now: datetime
) -> list[PassportRow]:
    package = subscription.package
    all_taken = len(covered) >= package.sessions_included
    return [
        PassportRow(
            session,
            covered.get(session.pk, 0),
            0 if all_taken and session.pk not in covered else package.staff_per_session,
            session.starts_at <= now,
            session.starts_at <= subscription.order.placed_at,
        )
        for session in sessions
        if package.first_on <= timezone.localdate(session.starts_at) <= package.last_on
    ]
