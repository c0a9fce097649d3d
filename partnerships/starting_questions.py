"""The question set and the reminders that the portal begins with. Safe to run again: what is there stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from partnerships.models import (
    Dimension,
    Item,
    QuestionSet,
    QuestionSetVersion,
    RoundReminderStep,
    ScaleStep,
    Statement,
)
from partnerships.states import VersionState


def load_question_set(data: Mapping[str, Any]) -> QuestionSet:
    """The set with its first version, published; `data` is `data/question_set.yaml`."""
    question_set, _ = QuestionSet.objects.get_or_create(name=data["name"], defaults={"purpose": data["purpose"]})
    if question_set.versions.exists():
        return question_set
    now = timezone.now()
    version = QuestionSetVersion.objects.create(
        question_set=question_set, number=1, dont_know=data["dont_know"], made_at=now
    )
    ScaleStep.objects.bulk_create(ScaleStep(version=version, **step) for step in data["steps"])
    for position, row in enumerate(data["dimensions"], start=1):
        _load_dimension(version, position, row)
    version.state, version.published_at = VersionState.PUBLISHED, now
    version.save(update_fields=["state", "published_at"])
    return question_set


def _load_dimension(version: QuestionSetVersion, position: int, row: Mapping[str, Any]) -> None:
    words = {key: row[key] for key in ("key", "name", "introduction")}
    dimension = Dimension.objects.create(version=version, position=position, **words)
    items = Item.objects.bulk_create(Item() for _ in row["statements"])
    Statement.objects.bulk_create(
        Statement(dimension=dimension, item=item, position=number, **statement)
        for number, (item, statement) in enumerate(zip(items, row["statements"], strict=True), start=1)
    )


def load_reminder_steps(rows: Sequence[Mapping[str, Any]]) -> None:
    """The steps, when there are none at all: those that somebody removed stay away."""
    if not RoundReminderStep.objects.exists():
        RoundReminderStep.objects.bulk_create(RoundReminderStep(**row) for row in rows)
