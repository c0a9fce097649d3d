"""Saying how an action stands, and having it approved where the programme wants that. Updates are append-only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.tracker.judging import Judgement, contradicts
from essex_portal.tracker.models import Action, ActionUpdate, ActionVersion, RatingLevel, UpdateReview
from essex_portal.tracker.queries.updates import latest_update
from essex_portal.tracker.queries.verdicts import judgement_after
from essex_portal.tracker.services.locking import check_update, open_action
from essex_portal.tracker.services.refusals import (
    ContradictsFacts,
    EvidenceMissing,
    ForecastBeforeStart,
    NotWaiting,
    OwnUpdate,
    RatingOfAnotherProgramme,
    ReasonMissing,
    UpdatedMeanwhile,
)
from essex_portal.tracker.services.versions import write_version
from essex_portal.tracker.states import UPDATE_MOVES, RatingKind, Stage, UpdateState

A_SECOND_PRESS = timedelta(minutes=1)


@dataclass(frozen=True)
class UpdateFacts:
    """What somebody says of an action. `stage` None leaves it; a rating that means complete completes it."""

    delivery: RatingLevel
    sentence: str
    impact: RatingLevel | None = None
    percent: int | None = None
    forecast_on: date | None = None
    finished_on: date | None = None
    stage: str | None = None
    contradiction: str = ""


@transaction.atomic
def add_update(
    *,
    action: Action,
    facts: UpdateFacts,
    base: int | None,
    by: Any,
    now: datetime,
    draft: bool = False,
    replaces: ActionUpdate | None = None,
    author_words: str = "",
    source: str = "",
) -> ActionUpdate:
    """Append an update. It counts at once, or waits for approval where the programme wants it.

    `base` is the id of the latest counting update that the author saw (None: there was none). `replaces` is the
    author's own draft or sent-back update. Without an account, `author_words` and `source` say who and how; the caller
    has checked the link. The same said again within a minute is a second press, not a second update.

    Raises ClosedAction, UpdatedMeanwhile, ForecastBeforeStart, EvidenceMissing, ContradictsFacts,
    RatingOfAnotherProgramme, ClosedProgramme.
    """
    check_update(by, action)
    row, version = open_action(action)
    if (said := _said_just_now(row, facts, by, now)) is not None:
        return said
    _check_base(row, base)
    _check_facts(row, version, facts)
    judgement = judgement_after(row, version, stage=_stage(version, facts), forecast_on=facts.forecast_on, moment=now)
    _check_contradiction(facts, judgement)
    if replaces is not None:
        _replace(replaces, by)
    update = ActionUpdate.objects.create(
        action=row, delivery=facts.delivery, impact=facts.impact, sentence=facts.sentence, percent=facts.percent,
        forecast_on=facts.forecast_on, finished_on=_finished_on(facts, now), stage=facts.stage or "",
        facts_say=judgement.kind, facts_sentences=list(judgement.sentences), contradiction=facts.contradiction,
        author=by, author_words=author_words or str(by or "The portal"), source=source, made_at=now,
        replaces=replaces, state=UpdateState.DRAFT,
    )  # fmt: skip
    return update if draft else _hand_in(update, version, by, now)


@transaction.atomic
def submit_update(*, update: ActionUpdate, by: Any, now: datetime) -> ActionUpdate:
    """Hand a draft in: it counts, or waits for approval. Raises NotWaiting, ClosedAction."""
    if by is None or update.author_id != by.pk:
        raise PermissionDenied("Only its author can submit this update.")
    _, version = open_action(update.action)
    locked = _locked(update, UpdateState.DRAFT)
    return _hand_in(locked, version, by, now)


@transaction.atomic
def approve_update(*, update: ActionUpdate, by: Any, now: datetime) -> ActionUpdate:
    """From `now` on it counts. Raises OwnUpdate, NotWaiting, ClosedAction, EvidenceMissing."""
    row, version = open_action(update.action)
    locked = _locked(update, UpdateState.SUBMITTED)
    _check_decider(locked, by)
    _check_evidence(row, locked.delivery)
    _review(locked, UpdateState.APPROVED, "", by, now)
    return _take_effect(locked, version, by, now)


@transaction.atomic
def send_back_update(*, update: ActionUpdate, reason: str, by: Any, now: datetime) -> ActionUpdate:
    """The author writes it anew. Raises ReasonMissing, OwnUpdate, NotWaiting, ClosedProgramme."""
    if not reason:
        raise ReasonMissing("it goes back")
    locked = _locked(update, UpdateState.SUBMITTED)
    _check_decider(locked, by)
    _review(locked, UpdateState.SENT_BACK, reason, by, now)
    record(event="update.sent_back", target=locked.action, by=by, after={"update": locked.pk}, reason=reason)
    return _moved(locked, UpdateState.SENT_BACK)


def _hand_in(update: ActionUpdate, version: ActionVersion, by: Any, now: datetime) -> ActionUpdate:
    if not update.action.programme.needs_approval:
        return _take_effect(update, version, by, now)
    _review(update, UpdateState.SUBMITTED, "", by, now)
    record(event="update.submitted", target=update.action, by=by, after={"update": update.pk})
    return _moved(update, UpdateState.SUBMITTED)


def _take_effect(update: ActionUpdate, version: ActionVersion, by: Any, now: datetime) -> ActionUpdate:
    """It counts: its forecast and stage become what is known of the action."""
    changes: dict[str, Any] = {}
    if update.forecast_on:
        changes["forecast_on"] = update.forecast_on
    if update.stage:
        changes["stage"] = update.stage
    if update.delivery.kind == RatingKind.COMPLETE:
        changes |= {"stage": Stage.COMPLETE, "actual_on": update.finished_on}
    if changes:
        write_version(update.action, by=by, now=now, reason=update.sentence, **changes)
    after = {"rating": update.delivery.code, "sentence": update.sentence, "update": update.pk}
    record(event="action.updated", target=update.action, by=by, after=after)
    return _moved(update, UpdateState.APPROVED, now)


def _moved(update: ActionUpdate, state: str, counts_from: datetime | None = None) -> ActionUpdate:
    update.state, update.counts_from = state, counts_from
    update.save(update_fields=["state", "counts_from"])
    return update


def _review(update: ActionUpdate, decision: str, reason: str, by: Any, now: datetime) -> None:
    UpdateReview.objects.create(update=update, decision=decision, reason=reason, decided_at=now, decided_by=by)


def _locked(update: ActionUpdate, state: str) -> ActionUpdate:
    """The update as it is now, held. Raises NotWaiting when it is in another state."""
    related = ("action__programme", "action__workstream", "delivery", "impact", "author")
    locked = ActionUpdate.objects.select_related(*related).select_for_update(of=("self",)).get(pk=update.pk)
    if locked.state != state:
        raise NotWaiting(locked.get_state_display())
    return locked


def _replace(update: ActionUpdate, by: Any) -> None:
    locked = ActionUpdate.objects.select_for_update().get(pk=update.pk)
    if by is None or locked.author_id != by.pk:
        raise PermissionDenied("Only its author can write this update anew.")
    if UpdateState.REPLACED not in UPDATE_MOVES[locked.state]:
        raise NotWaiting(locked.get_state_display())
    _moved(locked, UpdateState.REPLACED)


def _said_just_now(action: Action, facts: UpdateFacts, by: Any, now: datetime) -> ActionUpdate | None:
    """The update that a second press repeats."""
    if by is None:
        return None
    recent = action.updates.filter(author=by, made_at__gt=now - A_SECOND_PRESS, made_at__lte=now)
    same = recent.filter(delivery=facts.delivery, sentence=facts.sentence, forecast_on=facts.forecast_on)
    return same.filter(percent=facts.percent, state__in=(UpdateState.SUBMITTED, UpdateState.APPROVED)).first()


def _check_base(action: Action, base: int | None) -> None:
    latest = latest_update(action)
    if latest is not None and latest.pk != base:
        raise UpdatedMeanwhile(latest)


def _check_facts(action: Action, version: ActionVersion, facts: UpdateFacts) -> None:
    levels = [level for level in (facts.delivery, facts.impact) if level is not None]
    if any(level.programme_id != action.programme_id for level in levels):
        raise RatingOfAnotherProgramme
    if version.starts_on and facts.forecast_on and facts.forecast_on < version.starts_on:
        raise ForecastBeforeStart(version.starts_on)
    _check_evidence(action, facts.delivery)


def _check_evidence(action: Action, delivery: RatingLevel) -> None:
    if delivery.kind == RatingKind.COMPLETE:
        accepted = action.evidence.filter(accepted_at__isnull=False, withdrawn_at=None)
        if not accepted.exists():
            raise EvidenceMissing(delivery.name)


def _check_contradiction(facts: UpdateFacts, judgement: Judgement) -> None:
    if contradicts(RatingKind(facts.delivery.kind), judgement.kind) and not facts.contradiction:
        raise ContradictsFacts(judgement.sentences)


def _check_decider(update: ActionUpdate, by: Any) -> None:
    if by is not None and not holds(by, Permission.APPROVE_UPDATES):
        raise PermissionDenied("Your role does not include approving updates.")
    if by is not None and update.author_id == by.pk:
        raise OwnUpdate


def _stage(version: ActionVersion, facts: UpdateFacts) -> Stage:
    if facts.delivery.kind == RatingKind.COMPLETE:
        return Stage.COMPLETE
    return Stage(facts.stage or version.stage)


def _finished_on(facts: UpdateFacts, now: datetime) -> date | None:
    if facts.delivery.kind != RatingKind.COMPLETE:
        return None
    return facts.finished_on or _day(now)


def _day(now: datetime) -> date:
    return timezone.localdate(now)
