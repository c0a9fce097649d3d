"""Programmes with what is in them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from essex_portal.tracker.models import Action, Programme, RatingLevel
from essex_portal.tracker.queries.actions import ActionFilter, versions_as_at
from essex_portal.tracker.queries.words import in_words_of
from essex_portal.tracker.states import CLOSED


@dataclass
class ProgrammeSeen:
    """A programme and how its actions stood. `ratings` has a number for each of its levels, in their order."""

    programme: Programme
    ratings: list[tuple[RatingLevel, int]]
    actions: int = 0
    unrated: int = 0
    overdue: int = 0
    codes: dict[str, int] = field(default_factory=dict)


def programmes_as_at(
    moment: datetime, programmes: Iterable[Programme], visible: QuerySet[Action] | None = None
) -> list[ProgrammeSeen]:
    """How the actions of each programme stood at that moment, of those that the person may see. Two queries."""
    seen = {programme.pk: ProgrammeSeen(programme, []) for programme in programmes}
    for row in _counted(moment, visible):
        if one := seen.get(row["of__programme"]):
            one.actions += row["number"]
            one.overdue += row["late"]
            one.codes[row["rating_code"] or ""] = row["number"]
    for level in in_words_of(moment, RatingLevel.objects.filter(programme__in=seen).order_by("order", "pk")):
        seen[level.programme_id].ratings.append((level, seen[level.programme_id].codes.get(level.code, 0)))
    for one in seen.values():
        one.unrated = one.codes.get("", 0)
    return list(seen.values())


def _counted(moment: datetime, visible: QuerySet[Action] | None) -> Any:
    versions = versions_as_at(moment, ActionFilter(visible=visible)).order_by().annotate(due=_due())
    late = Q(due__lt=timezone.localdate(moment)) & ~Q(stage__in=CLOSED)
    grouped = versions.values("of__programme", "rating_code")
    return grouped.annotate(number=Count("pk"), late=Count("pk", filter=late))


def _due() -> Any:
    return Coalesce(F("forecast_on"), F("baseline_on"))
