"""What the facts said of actions: rows into the pure `judging`."""

from datetime import date, datetime

from django.utils import timezone

from essex_portal.tracker.judging import ActionFacts, Judgement, MeasureFacts, MilestoneFacts, judge
from essex_portal.tracker.models import Action, ActionUpdate, ActionVersion
from essex_portal.tracker.queries.parts import ActionParts, MeasureSeen, parts_as_at
from essex_portal.tracker.states import Direction, Stage


def judgement_of(
    action: Action, version: ActionVersion, parts: ActionParts, latest: ActionUpdate | None, on: date
) -> Judgement:
    """What the facts say at the end of `on`, of rows that are loaded already. No query."""
    spoken = latest.counts_from if latest else action.created_at
    return judge(_facts(action, version, parts, timezone.localdate(spoken)), on)


def judgement_after(
    action: Action, version: ActionVersion, *, stage: Stage, forecast_on: date | None, moment: datetime
) -> Judgement:
    """What the facts say once somebody has said at `moment` that the action is at `stage`, expected by `forecast_on`.

    Five queries.
    """
    on = timezone.localdate(moment)
    parts = parts_as_at([action.pk], moment, whole=False)[action.pk]
    return judge(_facts(action, version, parts, on, stage, forecast_on), on)


def _facts(
    action: Action,
    version: ActionVersion,
    parts: ActionParts,
    silent_since: date,
    stage: Stage | None = None,
    forecast_on: date | None = None,
) -> ActionFacts:
    return ActionFacts(
        stage=stage or Stage(version.stage),
        silent_since=silent_since,
        interval_days=action.programme.update_interval_days,
        starts_on=version.starts_on,
        baseline_on=version.baseline_on,
        forecast_on=forecast_on or version.forecast_on,
        has_accepted_evidence=parts.has_accepted_evidence,
        milestones=tuple(
            MilestoneFacts(row.title, row.baseline_on, row.forecast_on, row.actual_on) for row in parts.milestones
        ),
        measures=tuple(_measure(measure) for measure in parts.measures),
    )


def _measure(measure: MeasureSeen) -> MeasureFacts:
    version, latest = measure.version, measure.latest
    return MeasureFacts(
        title=version.title,
        unit=version.unit,
        higher_is_better=version.direction == Direction.UP,
        baseline=version.baseline,
        target=version.target,
        target_on=version.target_on,
        value=latest.value if latest else None,
        read_on=latest.read_on if latest else None,
    )
