"""How actions stood at a moment, without their words: for pages that weigh every action and show a few of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from essex_portal.tracker.judging import ActionFacts, Judgement, MeasureFacts, MilestoneFacts, contradicts, judge
from essex_portal.tracker.models import (
    ActionUpdate,
    ActionVersion,
    Evidence,
    MeasureVersion,
    MilestoneVersion,
    PartyVersion,
    Reading,
)
from essex_portal.tracker.states import CLOSED, Direction, Handshake, PartyRole, RatingKind, Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """What is counted and weighed of an action. `level` is the key of the rating that counted, None without one."""

    key: int
    workstream: int
    stage: Stage
    due_on: date | None
    level: int | None
    declared: RatingKind | None
    judgement: Judgement
    is_nobodys: bool
    on: date

    @property
    def is_closed(self) -> bool:
        return self.stage in CLOSED

    @property
    def is_overdue(self) -> bool:
        return not self.is_closed and self.due_on is not None and self.due_on < self.on

    @property
    def is_contradicted(self) -> bool:
        """As of an ActionRow."""
        return self.declared is not None and contradicts(self.declared, self.judgement.kind)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A row of the first query, in its order."""

    key: int
    workstream: int
    interval_days: int
    made_at: datetime
    stage: str
    starts_on: date | None
    baseline_on: date | None
    forecast_on: date | None
    level: int | None
    declared: str | None
    spoken_at: datetime | None
    has_evidence: bool
    has_parties: bool
    is_owned: bool


FIELDS = ("of", "of__workstream", "of__programme__update_interval_days", "of__created_at",
          "stage", "starts_on", "baseline_on", "forecast_on")  # fmt: skip


def standings_of(versions: QuerySet[ActionVersion], moment: datetime) -> list[Standing]:
    """How the actions of these versions stood at that moment, in the queryset's order. Three queries.

    They say the same as `rows_of`, from rows that stay out of models: only milestones that are late weigh, and of a
    measure its latest reading.
    """
    on = timezone.localdate(moment)
    loaded = [_Loaded(*row) for row in versions.values_list(*FIELDS, *_asked_of(moment).values())]
    open_keys = [row.key for row in loaded if row.stage not in CLOSED]
    milestones, measures = _late_milestones(open_keys, moment, on), _measures(open_keys, moment)
    return [_standing(row, milestones[row.key], measures[row.key], on) for row in loaded]


def _standing(
    row: _Loaded, milestones: Iterable[MilestoneFacts], measures: Iterable[MeasureFacts], on: date
) -> Standing:
    facts = ActionFacts(
        stage=Stage(row.stage),
        silent_since=timezone.localdate(row.spoken_at or row.made_at),
        interval_days=row.interval_days,
        starts_on=row.starts_on,
        baseline_on=row.baseline_on,
        forecast_on=row.forecast_on,
        has_accepted_evidence=row.has_evidence,
        milestones=tuple(milestones),
        measures=tuple(measures),
    )
    return Standing(
        key=row.key,
        workstream=row.workstream,
        stage=facts.stage,
        due_on=row.forecast_on or row.baseline_on,
        level=row.level,
        declared=RatingKind(row.declared) if row.declared else None,
        judgement=judge(facts, on),
        is_nobodys=row.has_parties and not row.is_owned,
        on=on,
    )


def _asked_of(moment: datetime) -> dict[str, Any]:
    """What is asked of other tables beside each version, in the order of `_Loaded`."""
    said = ActionUpdate.objects.filter(action=OuterRef("of"), counts_from__lte=moment).order_by("-counts_from", "-pk")
    evidence = Evidence.objects.filter(action=OuterRef("of"), added_at__lte=moment, accepted_at__lte=moment)
    parties = PartyVersion.objects.as_at(moment).filter(of__action=OuterRef("of"))
    return {
        "level": Subquery(said.values("delivery")[:1]),
        "declared": Subquery(said.values("delivery__kind")[:1]),
        "spoken_at": Subquery(said.values("counts_from")[:1]),
        "has_evidence": Exists(evidence.exclude(withdrawn_at__lte=moment)),
        "has_parties": Exists(parties),
        "is_owned": Exists(parties.filter(role=PartyRole.LEAD, handshake=Handshake.ACCEPTED)),
    }


def _late_milestones(keys: Collection[int], moment: datetime, on: date) -> dict[int, list[MilestoneFacts]]:
    """By action, those not reached whose first agreed or expected day is over; the others weigh nothing. One query."""
    late = Q(actual_on=None) & (Q(baseline_on__lt=on) | Q(forecast_on__lt=on))
    known = MilestoneVersion.objects.as_at(moment).filter(late, of__action__in=keys).order_by("of__number")
    found: dict[int, list[MilestoneFacts]] = defaultdict(list)
    for action, title, baseline_on, forecast_on in known.values_list(
        "of__action", "title", "baseline_on", "forecast_on"
    ):
        found[action].append(MilestoneFacts(title, baseline_on, forecast_on))
    return found


def _measures(keys: Collection[int], moment: datetime) -> dict[int, list[MeasureFacts]]:
    """By action, its measures with their latest reading. One query."""
    readings = Reading.objects.filter(measure=OuterRef("of"), recorded_at__lte=moment)
    latest = readings.order_by("-read_on", "-recorded_at", "-pk").values("value")[:1]
    known = MeasureVersion.objects.as_at(moment).filter(of__action__in=keys).order_by("of")
    fields = ("of__action", "title", "unit", "direction", "baseline", "target", "target_on")
    found: dict[int, list[MeasureFacts]] = defaultdict(list)
    for action, title, unit, direction, *figures in known.values_list(*fields, Subquery(latest)):
        found[action].append(_measure(title, unit, direction, *figures))
    return found


def _measure(
    title: str,
    unit: str,
    direction: str,
    baseline: Decimal | None,
    target: Decimal | None,
    target_on: date | None,
    value: Decimal | None,
) -> MeasureFacts:
    return MeasureFacts(title, unit, direction == Direction.UP, baseline, target, target_on, value)
