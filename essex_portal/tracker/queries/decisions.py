"""Questions that wait for a decision, and those that were answered, as at a moment."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from essex_portal.tracker.models import DecisionRequest, Programme


def decisions_as_at(moment: datetime) -> QuerySet[DecisionRequest]:
    """All that had been asked by that moment. Answers are those that are known now. One query."""
    return DecisionRequest.objects.filter(asked_at__lte=moment)


def open_decisions(moment: datetime, programmes: Iterable[Programme]) -> QuerySet[DecisionRequest]:
    """Those that waited at that moment, the most urgent first. One query."""
    waiting = Q(closed_at=None) | Q(closed_at__gt=moment)
    asked = DecisionRequest.objects.filter(waiting, programme__in=list(programmes), asked_at__lte=moment)
    return asked.select_related("programme", "action__programme", "asked_by")


def answered_decisions(since: datetime, until: datetime, programmes: Iterable[Programme]) -> QuerySet[DecisionRequest]:
    """Those answered after `since`, up to `until`, the latest first. One query."""
    closed = DecisionRequest.objects.filter(programme__in=list(programmes), closed_at__gt=since, closed_at__lte=until)
    return closed.select_related("programme", "action__programme", "closed_by").order_by("-closed_at", "-pk")
