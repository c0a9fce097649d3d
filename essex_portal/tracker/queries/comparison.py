"""The tracker at two moments, as promises for the pure `comparing`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from essex_portal.tracker.comparing import Comparison, Part, Promise, compare
from essex_portal.tracker.models import (
    Action,
    ActionVersion,
    DecisionRequest,
    MeasureVersion,
    MilestoneVersion,
    Programme,
)
from essex_portal.tracker.queries.words import renamings_between
from essex_portal.tracker.states import DecisionOutcome, Stage

WORDING = {
    "title": "What will be done",
    "detail": "In detail",
    "difference": "What will be different",
    "when_words": "When",
}
READ = ("of", "of__reference", "of__programme__slug", "stage", "forecast_on", "baseline_on", "reason", *WORDING)


def comparison_of(
    programmes: Collection[Programme], before: datetime, after: datetime, visible: QuerySet[Action] | None = None
) -> Comparison:
    """What became of the programmes' promises from `before` to `after`. Twelve queries, however many.

    An action of which nothing was written or ended in between is what it was, so it is read once and without its parts.
    """
    moved = moved_between(programmes, before, after)
    later = promises_as_at(programmes, after, visible, moved)
    earlier = promises_as_at(programmes, before, visible, moved, only=moved)
    earlier += [promise for promise in later if promise.key not in moved]
    due_days = due_days_of(moved, before, after)
    return compare(earlier, later, due_days, renamings_between(programmes, before, after))


def moved_between(programmes: Collection[Programme], before: datetime, after: datetime) -> set[int]:
    """The actions of which a version was written or ended after `before`, up to `after`. One query."""
    written = Q(known__startswith__gt=before, known__startswith__lte=after)
    ended = Q(known__endswith__gt=before, known__endswith__lte=after)
    actions = ActionVersion.objects.filter(written | ended, of__programme__in=programmes).values_list("of")
    parts = [
        model.objects.filter(written | ended, of__action__programme__in=programmes).values_list("of__action")
        for model in (MilestoneVersion, MeasureVersion)
    ]
    return {key for (key,) in actions.union(*parts)}


def promises_as_at(
    programmes: Collection[Programme],
    moment: datetime,
    visible: QuerySet[Action] | None,
    moved: Collection[int],
    *,
    only: Collection[int] | None = None,
) -> list[Promise]:
    """What the programmes had promised at that moment, in their order, of the actions in `only`. Four queries.

    Those that `moved` have their parts and whether something was decided about them.
    """
    found = ActionVersion.objects.as_at(moment).filter(of__programme__in=programmes)
    if visible is not None:
        found = found.filter(of__in=visible)
    if only is not None:
        found = found.filter(of__in=only)
    ordered = found.order_by("of__programme__title", "of__workstream__number", "of__number")
    parts, decided = _parts_as_at(moved, moment), decided_by(moved, moment)
    return [_promise(row, parts, decided) for row in ordered.values(*READ)]


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


def _promise(row: dict[str, Any], parts: Mapping[int, Iterable[Part]], decided: Collection[int]) -> Promise:
    return Promise(
        key=row["of"],
        reference=row["of__reference"],
        stage=Stage(row["stage"]),
        due_on=row["forecast_on"] or row["baseline_on"],
        wording={name: row[field] for field, name in WORDING.items() if row[field]},
        parts=tuple(parts.get(row["of"], ())),
        reason=row["reason"],
        decided=row["of"] in decided,
        programme=row["of__programme__slug"],
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
