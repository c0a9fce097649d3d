"""What a person has to say something about."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from essex_portal.tracker.access import own_actions_of
from essex_portal.tracker.models import ActionUpdate, ActionVersion
from essex_portal.tracker.queries.actions import ActionFilter, versions_as_at
from essex_portal.tracker.states import ProgrammeState, Stage, UpdateState

A_DAY = Value(timedelta(days=1))


def my_versions(user: Any, now: datetime, *, due_only: bool) -> QuerySet[ActionVersion]:
    """The open actions of the person's quadrants and those that name the person, the longest unspoken of first.

    `due_only`: those that are overdue, or that nobody has spoken of for the programme's interval, unless an update
    of them waits for approval. One query.
    """
    wanted = ActionFilter(open_only=True, visible=own_actions_of(user))
    versions = versions_as_at(now, wanted).filter(of__programme__state=ProgrammeState.ACTIVE)
    versions = versions.annotate(since=Coalesce(F("spoken_at"), F("of__created_at")))
    ordered = versions.order_by("since", "of__programme__title", "of__workstream__number", "of__number")
    if not due_only:
        return ordered
    waiting = ActionUpdate.objects.filter(action=OuterRef("of"), state=UpdateState.SUBMITTED)
    return ordered.filter(_is_due(now), ~Exists(waiting))


def _is_due(now: datetime) -> Q:
    today = timezone.localdate(now)
    begins = Q(starts_on=None) | Q(starts_on__lte=today) | ~Q(stage=Stage.NOT_STARTED)
    interval = ExpressionWrapper(F("of__programme__update_interval_days") * A_DAY, output_field=DurationField())
    unspoken = Q(since__lt=Value(now) - interval)
    never = Q(spoken_at=None)
    overdue = Q(forecast_on__lt=today) | Q(forecast_on=None, baseline_on__lt=today)
    return overdue | (begins & (unspoken | never))


def unfinished_updates(user: Any) -> QuerySet[ActionUpdate]:
    """The person's drafts and those sent back, with the reason as `why`. Two queries."""
    states = (UpdateState.DRAFT, UpdateState.SENT_BACK)
    rows = ActionUpdate.objects.filter(author=user, state__in=states).order_by("made_at")
    return rows.select_related("action__programme", "delivery").prefetch_related("reviews")


def waiting_updates() -> QuerySet[ActionUpdate]:
    """Submitted updates, the oldest first. Their author may look but not decide. One query."""
    rows = ActionUpdate.objects.filter(state=UpdateState.SUBMITTED).order_by("made_at", "pk")
    return rows.select_related("action__programme", "action__workstream", "delivery", "impact", "author")
