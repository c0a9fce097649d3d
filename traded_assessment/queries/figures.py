"""The training office's figures. Each is a sum over rows: the same filter gives the figure and the rows behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from essex_portal.organisations.queries import school_calendar
from essex_portal.school_calendar import academic_year_of
from traded_assessment.models import (
    Attendee,
    Booking,
    Cancellation,
    LineCredit,
    Order,
    OrderLine,
    TrainingSession,
    WaitingEntry,
)
from traded_assessment.periods import Period, periods_of
from traded_assessment.states import OPEN_WAITING, Attendance, BookingState, CreditKind, SessionState, Tier

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Metric:
    """`rows` at a moment, each with its `figure`; `at` is the day that puts a row into a period, `tier` its tier."""

    key: str
    title: str
    says: str
    rows: Callable[[datetime], Rows]
    at: str
    tier: str = ""
    related: tuple[str, ...] = ()
    is_money: bool = False


@dataclass(frozen=True)
class Asked:
    """Which part of a year, and which tier; an empty tier is every one."""

    period: Period
    tier: str = ""


@dataclass(frozen=True)
class YearFigures:
    """Sums by metric, period and tier; what has no tier is under the empty one."""

    periods: Sequence[Period]
    sums: Mapping[tuple[str, str, str], Any]

    def of(self, metric: str, period: str | None = None, tier: str | None = None) -> Any:
        """The sum of a metric: of one period or of the year, of one tier or of all."""
        found = [
            value
            for (one, when, who), value in self.sums.items()
            if one == metric and period in (None, when) and tier in (None, who)
        ]
        return sum(found, Decimal(0) if METRICS[metric].is_money else 0)


def _sold(now: datetime) -> Rows:
    return Booking.objects.filter(state=BookingState.BOOKED).annotate(figure=F("places"))


def _open(now: datetime) -> Rows:
    left = F("capacity") - F("places_sold") - F("places_held")
    return TrainingSession.objects.filter(state=SessionState.PUBLISHED, starts_at__gt=now).annotate(figure=left)


def _waiting(now: datetime) -> Rows:
    return WaitingEntry.objects.filter(state__in=OPEN_WAITING).annotate(figure=F("places"))


def _cancelled(now: datetime) -> Rows:
    """Also those of sessions that the council called off; who moved to another date is still booked."""
    return Cancellation.objects.exclude(kind=CreditKind.MOVED).annotate(figure=F("places"))


def _absent(now: datetime) -> Rows:
    rows = Attendee.objects.filter(attendance=Attendance.ABSENT, booking__state=BookingState.BOOKED)
    return rows.annotate(figure=Value(1))


def _income(now: datetime) -> Rows:
    taken_off = LineCredit.objects.filter(order_line=OuterRef("pk")).order_by().values("order_line")
    credited = Coalesce(Subquery(taken_off.annotate(total=Sum("net")).values("total")), Decimal(0))
    return OrderLine.objects.exclude(net=0).annotate(figure=F("net") - credited)


METRICS = {
    metric.key: metric
    for metric in (
        Metric(
            "sold", "Places sold", "Places at the sessions of the period", _sold, "training_session__starts_at",
            "order__tier", ("school", "order", "training_session__course"),
        ),
        Metric("open", "Places open", "Places that can still be booked", _open, "starts_at", related=("course",)),
        Metric(
            "waiting", "Places waited for", "Places that schools on waiting lists want", _waiting,
            "training_session__starts_at", related=("school", "training_session__course"),
        ),
        Metric(
            "cancelled", "Places cancelled", "Places given up, by schools or because a session was called off",
            _cancelled, "booking__training_session__starts_at", "booking__order__tier",
            ("booking__school", "booking__order", "booking__training_session__course"),
        ),
        Metric(
            "absent", "No-shows", "People with a place who did not attend", _absent,
            "booking__training_session__starts_at", "booking__order__tier",
            ("booking__school", "booking__order", "booking__training_session__course"),
        ),
        Metric(
            "income", "Income", "What was ordered in the period less what was credited, before VAT", _income,
            "order__placed_on", "order__tier", ("order__school",), is_money=True,
        ),
    )
}  # fmt: skip


def figures_of(academic_year: str, now: datetime) -> YearFigures:
    """Every figure of a year by period and tier. One query a metric and one for the term dates."""
    periods = periods_of(academic_year, school_calendar().half_terms)
    sums: dict[tuple[str, str, str], Any] = {}
    for metric in METRICS.values():
        tier = F(metric.tier) if metric.tier else Value("")
        rows = metric.rows(now).order_by().annotate(period_key=_period_of(metric, periods), tier_key=tier)
        grouped = rows.exclude(period_key=OUTSIDE).values_list("period_key", "tier_key").annotate(Sum("figure"))
        sums |= {(metric.key, period, tier): total for period, tier, total in grouped}
    return YearFigures(periods, sums)


def rows_of(metric: Metric, asked: Asked, now: datetime) -> Rows:
    """The rows behind one figure, by day."""
    found = metric.rows(now).filter(_within(metric, asked.period))
    if asked.tier and metric.tier:
        found = found.filter(**{metric.tier: asked.tier})
    return found.select_related(*metric.related).order_by(metric.at, "pk")


def total_of(rows: Rows, metric: Metric) -> Any:
    """What the rows add up to."""
    nothing = Decimal(0) if metric.is_money else 0
    return rows.aggregate(total=Sum("figure"))["total"] or nothing


def years_with_figures(now: datetime) -> list[str]:
    """Academic years with sessions or orders, and this one; the latest first. Two queries."""
    months = [moment.date() for moment in TrainingSession.objects.datetimes("starts_at", "month")]
    months += list(Order.objects.dates("placed_on", "month"))
    return sorted({academic_year_of(timezone.localdate(now)), *map(academic_year_of, months)}, reverse=True)


TIERS = [(tier.value, tier.label) for tier in Tier]
OUTSIDE = "-"


def _period_of(metric: Metric, periods: Sequence[Period]) -> Case:
    whens = [When(_within(metric, period), then=Value(period.key)) for period in periods]
    return Case(*whens, default=Value(OUTSIDE), output_field=CharField())


def _within(metric: Metric, period: Period) -> Q:
    """The rows of the days of a period: of dates by date, of moments by the local day."""
    if metric.at.endswith("_on"):
        return Q(**{f"{metric.at}__range": (period.first_on, period.last_on)})
    first, after = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (period.first_on, period.last_on + timedelta(1))
    )
    return Q(**{f"{metric.at}__gte": first, f"{metric.at}__lt": after})
