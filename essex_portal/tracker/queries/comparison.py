"""The tracker at two moments, as promises for the pure `comparing`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from django.db.models import QuerySet

from essex_portal.tracker.comparing import Comparison, Part, Promise, compare
from essex_portal.tracker.models import (
    Action,
    ActionVersion,
    DecisionRequest,
    MeasureVersion,
    MilestoneVersion,
    Programme,
)
from essex_portal.tracker.states import DecisionOutcome, Stage

WORDING = {
    "title": "What will be done",
    "detail": "In detail",
    "difference": "What will be different",
    "when_words": "When",
}


def comparison_of(
    programmes: Collection[Programme], before: datetime, after: datetime, visible: QuerySet[Action] | None = None
) -> Comparison:
    """What became of the programmes' promises from `before` to `after`. Nine queries, however many."""
    earlier, later = (promises_as_at(programmes, moment, visible) for moment in (before, after))
    keys = {promise.key for promise in (*earlier, *later)}
    return compare(earlier, later, due_days_of(keys, before, after))


def promises_as_at(
    programmes: Collection[Programme], moment: datetime, visible: QuerySet[Action] | None = None
) -> list[Promise]:
    """What the programmes had promised at that moment, in their order. Four queries."""
    found = ActionVersion.objects.as_at(moment).filter(of__programme__in=programmes)
    if visible is not None:
        found = found.filter(of__in=visible)
    order = ("of__programme__title", "of__workstream__number", "of__number")
    versions = list(found.select_related("of").order_by(*order))
    keys = [version.of_id for version in versions]
    parts, decided = _parts_as_at(keys, moment), decided_by(keys, moment)
    return [_promise(version, parts[version.of_id], version.of_id in decided) for version in versions]


def decided_by(keys: Iterable[int], moment: datetime) -> set[int]:
    """Those of the actions about which something was decided by that moment. One query."""
    decided = DecisionRequest.objects.filter(
        action__in=list(keys), closed_at__lte=moment, outcome=DecisionOutcome.DECIDED
    )
    return {key for key in decided.values_list("action_id", flat=True) if key is not None}


def due_days_of(keys: Iterable[int], before: datetime, after: datetime) -> dict[int, list[date | None]]:
    """By action, the day it was due in each version known in between, the oldest first. One query."""
    versions = ActionVersion.objects.filter(of__in=list(keys), known__overlap=(before, after)).order_by("known")
    days: dict[int, list[date | None]] = defaultdict(list)
    for version in versions.only("of_id", "forecast_on", "baseline_on"):
        days[version.of_id].append(version.due_on)
    return days


def _promise(version: ActionVersion, parts: Iterable[Part], decided: bool) -> Promise:
    return Promise(
        key=version.of_id,
        reference=version.of.reference,
        stage=Stage(version.stage),
        due_on=version.due_on,
        wording={name: getattr(version, field) for field, name in WORDING.items() if getattr(version, field)},
        parts=tuple(parts),
        reason=version.reason,
        decided=decided,
    )


def _parts_as_at(keys: Collection[int], moment: datetime) -> dict[int, list[Part]]:
    """Milestones, then measures. Two queries."""
    parts: dict[int, list[Part]] = defaultdict(list)
    for key, part in (*_milestones(keys, moment), *_measures(keys, moment)):
        parts[key].append(part)
    return parts


def _milestones(keys: Collection[int], moment: datetime) -> Iterator[tuple[int, Part]]:
    known = MilestoneVersion.objects.as_at(moment).filter(of__action__in=keys)
    for action, milestone, title in known.order_by("of__number").values_list("of__action", "of", "title"):
        yield action, Part(f"milestone {milestone}", title)


def _measures(keys: Collection[int], moment: datetime) -> Iterator[tuple[int, Part]]:
    known = MeasureVersion.objects.as_at(moment).filter(of__action__in=keys)
    rows = known.order_by("of").values_list("of__action", "of", "title", "target", "unit")
    for action, measure, title, target, unit in rows:
        goal = "" if target is None else f", target {target.normalize():f} {unit}"
        yield action, Part(f"measure {measure}", f"{title}{goal}")
