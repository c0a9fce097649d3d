"""What the training office has before it."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Q, QuerySet
from django.utils import timezone

from essex_portal.audit.models import AuditEvent
from essex_portal.school_calendar import academic_year_dates, academic_year_of
from traded_assessment.models import Course, Package, PriceList, PriceRequest, TrainingSession
from traded_assessment.states import OPEN_WAITING, PriceRequestState, SessionState


@dataclass(frozen=True)
class Figures:
    """Numbers of the sessions still to come."""

    sessions: int
    places_sold: int
    places_left: int
    schools_waiting: int
    open_requests: int


def sessions_ahead(now: datetime) -> QuerySet[TrainingSession]:
    """Sessions that have not begun, the next one first."""
    return _listed().filter(starts_at__gt=now).order_by("starts_at", "pk")


def years_with_sessions() -> list[str]:
    """Academic years, the latest first. One query."""
    months = TrainingSession.objects.datetimes("starts_at", "month")
    return sorted({academic_year_of(month.date()) for month in months}, reverse=True)


def sessions_of_year(academic_year: str) -> QuerySet[TrainingSession]:
    """All sessions of `2021/22`, the latest first."""
    first_on, last_on = academic_year_dates(academic_year)
    first, last = (
        timezone.make_aware(datetime.combine(day, at)) for day, at in ((first_on, time.min), (last_on, time.max))
    )
    return _listed().filter(starts_at__range=(first, last)).order_by("-starts_at")


def _listed() -> QuerySet[TrainingSession]:
    """Sessions with their course and, as `schools_waiting`, how many schools wait for places or have an offer."""
    waiting = Count("waiting_entries", filter=Q(waiting_entries__state__in=OPEN_WAITING))
    return TrainingSession.objects.select_related("course").annotate(schools_waiting=waiting)


def figures(sessions: list[Any]) -> Figures:
    """What sessions of `sessions_ahead` add up to; cancelled ones sell nothing more. One query: price requests."""
    on = [session for session in sessions if session.state != SessionState.CANCELLED]
    return Figures(
        sessions=len(on),
        places_sold=sum(session.places_sold for session in on),
        places_left=sum(session.places_left for session in on if session.state == SessionState.PUBLISHED),
        schools_waiting=sum(session.schools_waiting for session in on),
        open_requests=PriceRequest.objects.filter(state=PriceRequestState.ASKED).count(),
    )


def courses() -> QuerySet[Course]:
    """Every course with its number of sessions and the last one's date."""
    return Course.objects.annotate(session_count=Count("sessions"), last_at=Max("sessions__starts_at"))


def packages() -> QuerySet[Package]:
    """Every year's package, the latest first, with its number of subscriptions."""
    return Package.objects.annotate(subscription_count=Count("subscriptions")).order_by("-first_on")


def price_lists() -> QuerySet[PriceList]:
    """Every version with who published it: drafts first, then by first day and version, the latest first."""
    is_draft = ExpressionWrapper(Q(published_at__isnull=True), output_field=BooleanField())
    rows = PriceList.objects.select_related("published_by").alias(is_draft=is_draft)
    return rows.order_by("-is_draft", "-valid_from", "-version")


def history_of_price_list(price_list: PriceList) -> QuerySet[AuditEvent]:
    """What was done with one price list, the latest first."""
    return AuditEvent.objects.filter(target_type=PriceList._meta.label_lower, target_id=str(price_list.pk))


def price_requests() -> QuerySet[PriceRequest]:
    """Every request with its school and people: those still open first, the oldest of them at the top."""
    related = ("school__school__type", "asked_by", "decided_by")
    return PriceRequest.objects.select_related(*related).order_by(F("decided_at").desc(nulls_first=True), "asked_at")
