"""Actions and what they promise: make, change, drop, reopen."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.tracker.models import Action, ActionVersion, StrategicAim, Workstream
from essex_portal.tracker.services.locking import check_edit, locked_action, open_action
from essex_portal.tracker.services.refusals import (
    AlreadyThere,
    ChangedMeanwhile,
    ClosedProgramme,
    DueBeforeStart,
    ForecastBeforeStart,
    ReasonMissing,
)
from essex_portal.tracker.services.versions import changes_of, write_version
from essex_portal.tracker.states import ProgrammeState, Stage


@transaction.atomic
def create_action(
    *,
    workstream: Workstream,
    title: str,
    by: Any,
    now: datetime,
    number: int | None = None,
    detail: str = "",
    difference: str = "",
    coproduction: str = "",
    stage: str = Stage.NOT_STARTED,
    quadrant: Organisation | None = None,
    aim: StrategicAim | None = None,
    when_words: str = "",
    starts_on: date | None = None,
    due_on: date | None = None,
    source: str = "",
) -> Action:
    """A new action; without `number` the next of its workstream. Quadrant None is the county.

    The words of the timing are kept as they are; `starts_on` and `due_on` (both inclusive, both may be unknown) are
    what they mean: `queries.timing.interval_of` reads them. Raises DueBeforeStart, AlreadyThere, ClosedProgramme.
    """
    _check_new(by, quadrant)
    workstream = Workstream.objects.select_related("programme").select_for_update(of=("self",)).get(pk=workstream.pk)
    if workstream.programme.state == ProgrammeState.CLOSED:
        raise ClosedProgramme(workstream.programme.title)
    _check_dates(starts_on, due_on, due_on)
    action = _numbered(workstream, number, source, by, now)
    version = write_version(
        action, by=by, now=now, title=title, detail=detail, difference=difference, coproduction=coproduction,
        stage=stage, quadrant=quadrant, aim=aim, when_words=when_words, starts_on=starts_on, baseline_on=due_on,
        forecast_on=due_on, actual_on=None,
    )  # fmt: skip
    record(event="action.created", target=action, by=by, after=changes_of(None, version)[1])
    return action


@transaction.atomic
def edit_action(
    *, action: Action, base: ActionVersion, by: Any, now: datetime, reason: str = "", **changes: Any
) -> ActionVersion:
    """Change facts of the action (the names of `ActionVersion.facts`, but stage and actual_on).

    `base` is the version that the person saw: a later one is not overwritten (ChangedMeanwhile). A new baseline needs
    a reason. Raises ClosedAction, DueBeforeStart, ForecastBeforeStart.
    """
    check_edit(by, action)
    row, before = open_action(action)
    if before.pk != base.pk:
        raise ChangedMeanwhile(row.reference)
    if changes.get("quadrant", before.quadrant) != before.quadrant:
        _check_new(by, changes["quadrant"])
    merged = {fact: getattr(before, fact) for fact in ("starts_on", "baseline_on", "forecast_on")} | changes
    _check_dates(merged["starts_on"], merged["baseline_on"], merged["forecast_on"])
    if before.baseline_on and merged["baseline_on"] != before.baseline_on and not reason:
        raise ReasonMissing("the agreed due date moves")
    return _changed(row, before, "action.edited", by, now, reason, **changes)


@transaction.atomic
def drop_action(*, action: Action, reason: str, by: Any, now: datetime) -> ActionVersion:
    """Give the action up: it stays to be seen, with the reason. Raises ReasonMissing, ClosedAction."""
    check_edit(by, action)
    row, before = open_action(action)
    if not reason:
        raise ReasonMissing("it is dropped")
    return _changed(row, before, "action.dropped", by, now, reason, stage=Stage.DROPPED)


@transaction.atomic
def reopen_action(*, action: Action, reason: str, by: Any, now: datetime) -> ActionVersion:
    """Take a complete or dropped action up again. Raises ReasonMissing."""
    check_edit(by, action)
    row, before = locked_action(action)
    if not reason:
        raise ReasonMissing("it is reopened")
    return _changed(row, before, "action.reopened", by, now, reason, stage=Stage.UNDER_WAY, actual_on=None)


def _changed(
    action: Action, before: ActionVersion, event: str, by: Any, now: datetime, reason: str, **changes: Any
) -> ActionVersion:
    after = write_version(action, by=by, now=now, reason=reason, **changes)
    if after.pk != before.pk:
        was, becomes = changes_of(before, after)
        record(event=event, target=action, by=by, before=was, after=becomes, reason=reason)
    return after


def _numbered(workstream: Workstream, number: int | None, source: str, by: Any, now: datetime) -> Action:
    if number is None:
        number = (workstream.actions.aggregate(last=Max("number"))["last"] or 0) + 1
    reference = f"{workstream.prefix}-{number}"
    if workstream.actions.filter(number=number).exists():
        raise AlreadyThere(f"There is an action {reference} already.", "number")
    return Action.objects.create(
        programme=workstream.programme, workstream=workstream, number=number, reference=reference, source=source,
        created_at=now, created_by=by,
    )  # fmt: skip


def _check_new(by: Any, quadrant: Organisation | None) -> None:
    """Officers make actions for their own quadrant; the county's are for those who act for the county."""
    if by is None or holds_for_county(by, Permission.UPDATE_ACTIONS):
        return
    if quadrant is None or not holds(by, Permission.UPDATE_ACTIONS, quadrant):
        raise PermissionDenied("You can make actions for your own quadrant.")


def _check_dates(starts_on: date | None, due_on: date | None, forecast_on: date | None) -> None:
    if starts_on and due_on and due_on < starts_on:
        raise DueBeforeStart
    if starts_on and forecast_on and forecast_on < starts_on:
        raise ForecastBeforeStart(starts_on)
