"""What subscriptions have given so far: each session of the year with the places that they pay for."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from essex_portal.money import ZERO, Money
from traded_assessment.models import CoveredPlace, Package, Subscription, TrainingSession
from traded_assessment.passport import Allowance, Grid, SessionUse, Stamps, Worth, stamped
from traded_assessment.queries.place_worth import worth_by_subscription
from traded_assessment.states import PlaceState, Product, SessionState

Uses = Mapping[int, tuple[int, int]]
"""By session: covered places booked, and covered places of bookings that were cancelled too late."""


@dataclass(frozen=True)
class PassportRow:
    session: TrainingSession
    stamps: Stamps

    @property
    def has_open(self) -> bool:
        return PlaceState.OPEN in self.stamps


@dataclass(frozen=True)
class Passport:
    """One subscription, place by place. `worth` is None where the price of that day is not known any more."""

    subscription: Subscription
    sessions: Sequence[TrainingSession]
    grid: Grid
    worth: Worth | None

    @property
    def rows(self) -> list[PassportRow]:
        return [PassportRow(session, self.grid.rows[session.pk]) for session in self.sessions]

    @property
    def counts(self) -> Counter[PlaceState]:
        return self.grid.counts

    @property
    def taken(self) -> int:
        return self.counts[PlaceState.USED] + self.counts[PlaceState.BOOKED]

    @property
    def open(self) -> int:
        return self.counts[PlaceState.OPEN]

    @property
    def lost(self) -> int:
        return self.counts[PlaceState.LOST]

    @property
    def columns(self) -> range:
        """The numbers of the places at a session."""
        return range(1, 1 + max((len(stamps) for stamps in self.grid.rows.values()), default=0))

    @cached_property
    def next_open(self) -> TrainingSession | None:
        """The first session at which a place is still open."""
        return next((row.session for row in self.rows if row.has_open), None)

    @cached_property
    def last_open(self) -> TrainingSession | None:
        """The last session at which a place is still open."""
        return next((row.session for row in reversed(self.rows) if row.has_open), None)

    def worth_of(self, places: int) -> Money:
        return self.worth.of(places) if self.worth else ZERO

    @property
    def worth_taken(self) -> Money:
        return self.worth_of(self.taken)

    @property
    def worth_open(self) -> Money:
        return self.worth_of(self.open)

    @property
    def worth_lost(self) -> Money:
        return self.worth_of(self.lost)


def passports_of(school_ids: Collection[int], now: datetime, *, ended: bool = False) -> list[Passport]:
    """The subscriptions of these schools (one school and its predecessors) that have not ended, or those that have.

    Five queries at most, however many subscriptions; one when there are none.
    """
    today = timezone.localdate(now)
    when = Q(package__last_on__lt=today) if ended else Q(package__last_on__gte=today)
    return passports(Subscription.objects.filter(when, school__in=school_ids).order_by("package__first_on"), now)


def passports(subscriptions: QuerySet[Subscription], now: datetime) -> list[Passport]:
    """The passport of each of the subscriptions."""
    held = list(subscriptions.select_related("package", "order"))
    if not held:
        return []
    uses, worth = _uses(held), worth_by_subscription(held)
    sessions = _sessions(held)
    years = {package: _Year.of(package, sessions) for package in {one.package for one in held}}
    return [
        Passport(one, year.sessions, year.grid(one, uses.get(one.pk, {}), now), worth.get(one.pk))
        for one in held
        for year in [years[one.package]]
    ]


@dataclass(frozen=True)
class _Year:
    """The sessions of one package, and each as it is while nobody uses it: a county has hundreds of subscriptions."""

    sessions: Sequence[TrainingSession]
    unused: Sequence[SessionUse]

    @classmethod
    def of(cls, package: Package, sessions: Iterable[TrainingSession]) -> "_Year":
        year = [one for one in sessions if package.first_on <= timezone.localdate(one.starts_at) <= package.last_on]
        return cls(year, [SessionUse(one.pk, one.starts_at) for one in year])

    def grid(self, subscription: Subscription, uses: Uses, now: datetime) -> Grid:
        package = subscription.package
        allowance = Allowance(package.sessions_included, package.staff_per_session, subscription.order.placed_at)
        year = [
            SessionUse(one.session_id, one.starts_at, *uses[one.session_id]) if one.session_id in uses else one
            for one in self.unused
        ]
        return stamped(year, allowance, now)


def _sessions(held: Sequence[Subscription]) -> list[TrainingSession]:
    """The sessions of those years, by date; those called off give nothing."""
    first_on = min(one.package.first_on for one in held)
    last_on = max(one.package.last_on for one in held)
    return list(
        TrainingSession.objects.select_related("course")
        .filter(course__product=Product.SINGLE_SESSION, starts_at__date__range=(first_on, last_on))
        .exclude(state=SessionState.CANCELLED)
    )


def _uses(held: Sequence[Subscription]) -> dict[int, dict[int, tuple[int, int]]]:
    """By subscription: how its covered places are used."""
    rows = CoveredPlace.objects.filter(subscription__in=held).values_list("subscription_id", "training_session_id")
    counted = rows.annotate(booked=Count("pk", filter=Q(lost=False)), taken=Count("pk"))
    uses: dict[int, dict[int, tuple[int, int]]] = {}
    for subscription_id, session_id, booked, taken in counted:
        uses.setdefault(subscription_id, {})[session_id] = (booked, taken - booked)
    return uses
