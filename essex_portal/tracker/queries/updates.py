"""What was said of actions, and from when on it counted."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from essex_portal.tracker.models import Action, ActionUpdate
from essex_portal.tracker.queries.words import RATINGS, in_words_of

RELATED = ("delivery", "impact", "author", "action__programme")


def updates_as_at(moment: datetime) -> QuerySet[ActionUpdate]:
    """The updates that counted at that moment, the newest first. One query."""
    counting = ActionUpdate.objects.filter(counts_from__lte=moment).order_by("-counts_from", "-pk")
    return counting.select_related(*RELATED)


def latest_update(action: Action) -> ActionUpdate | None:
    """The update that counts now, None before the first. One query."""
    return (
        action.updates.filter(counts_from__isnull=False)
        .select_related(*RELATED)
        .order_by("-counts_from", "-pk")
        .first()
    )


def latest_updates_as_at(action_ids: Iterable[int], moment: datetime) -> dict[int, ActionUpdate]:
    """By action, the update that counted at that moment, in the words of today. One query."""
    return {row.action_id: row for row in _newest(action_ids, moment)}


def latest_updates_in_words_of(moment: datetime, action_ids: Iterable[int]) -> dict[int, ActionUpdate]:
    """The same in the words of that moment. One query."""
    return {row.action_id: row for row in in_words_of(moment, _newest(action_ids, moment), *RATINGS)}


def _newest(action_ids: Iterable[int], moment: datetime) -> QuerySet[ActionUpdate]:
    rows = ActionUpdate.objects.filter(action__in=list(action_ids), counts_from__lte=moment)
    return rows.order_by("action_id", "-counts_from", "-pk").distinct("action_id").select_related(*RELATED)
