"""What belongs to an action: milestones, parties, measures, risks, dependencies. Each change is a new version."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from essex_portal.audit.services import record
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.models import (
    Action,
    Dependency,
    DependencyVersion,
    Measure,
    MeasureVersion,
    Milestone,
    MilestoneVersion,
    Party,
    PartyVersion,
    Risk,
    RiskVersion,
)
from essex_portal.tracker.services.locking import check_edit, check_update, open_action
from essex_portal.tracker.services.refusals import Circular, ReadingsHaveTheUnit, TargetWorseThanBaseline
from essex_portal.tracker.services.versions import changes_of, close_version, current_version, write_version
from essex_portal.tracker.states import Direction, Handshake

OWN_KINDS = (OrganisationKind.COUNCIL_TEAM, OrganisationKind.QUADRANT)


@transaction.atomic
def save_milestone(
    *, action: Action, by: Any, now: datetime, milestone: Milestone | None = None, reason: str = "", **facts: Any
) -> MilestoneVersion:
    """A new milestone, or `milestone` with the changed facts (`MilestoneVersion.facts`). Without a forecast given,
    a new one is expected when it was first agreed. Raises ClosedAction."""
    check_update(by, action)
    open_action(action)
    if milestone is None:
        last = action.milestones.aggregate(last=Max("number"))["last"] or 0
        milestone = Milestone.objects.create(action=action, number=last + 1)
        facts.setdefault("forecast_on", facts.get("baseline_on"))
    return _saved(action, milestone, "milestone", by, now, reason, facts)


@transaction.atomic
def save_party(
    *, action: Action, by: Any, now: datetime, party: Party | None = None, reason: str = "", **facts: Any
) -> PartyVersion:
    """A new party, or `party` with the changed facts (`PartyVersion.facts`).

    People with an account and the council's own offices need no handshake; any other new party owns nothing until it
    has accepted. Raises ClosedAction.
    """
    check_edit(by, action)
    open_action(action)
    if party is None:
        party = Party.objects.create(action=action)
        own = facts.get("user") or getattr(facts.get("organisation"), "kind", None) in OWN_KINDS
        facts.setdefault("handshake", Handshake.ACCEPTED if own else Handshake.NOT_ASKED)
    return _saved(action, party, "party", by, now, reason, facts)


@transaction.atomic
def answer_handshake(*, party: Party, handshake: str, now: datetime, by: Any = None, answer: str = "") -> PartyVersion:
    """What became of asking a party: asked, accepted, amended (with what it wants changed) or declined.

    The caller has checked who answers: an officer, or a partner by a signed link (`by` None).
    """
    open_action(party.action)
    return _saved(party.action, party, "party", by, now, "", {"handshake": handshake, "answer": answer})


@transaction.atomic
def save_measure(
    *, action: Action, by: Any, now: datetime, measure: Measure | None = None, reason: str = "", **facts: Any
) -> MeasureVersion:
    """A new measure, or `measure` with the changed facts (`MeasureVersion.facts`).

    Raises ReadingsHaveTheUnit when readings exist in another unit, TargetWorseThanBaseline, ClosedAction.
    """
    check_edit(by, action)
    open_action(action)
    before = current_version(measure) if measure else None
    merged = ({fact: getattr(before, fact) for fact in before.facts} if before else {}) | facts
    _check_target(merged)
    if before and merged["unit"] != before.unit and measure is not None and measure.readings.exists():
        raise ReadingsHaveTheUnit(before.unit)
    return _saved(action, measure or Measure.objects.create(action=action), "measure", by, now, reason, facts)


@transaction.atomic
def save_risk(
    *, action: Action, by: Any, now: datetime, risk: Risk | None = None, reason: str = "", **facts: Any
) -> RiskVersion:
    """A new risk, or `risk` with the changed facts (`RiskVersion.facts`). Raises ClosedAction."""
    check_update(by, action)
    open_action(action)
    return _saved(action, risk or Risk.objects.create(action=action), "risk", by, now, reason, facts)


@transaction.atomic
def save_dependency(*, action: Action, needs: Action, by: Any, now: datetime, note: str = "") -> DependencyVersion:
    """`action` waits for `needs`. Raises Circular when `needs` waits for it, directly or through others."""
    check_edit(by, action)
    open_action(action)
    if action.pk == needs.pk or action.pk in _waited_for(needs):
        raise Circular(needs.reference)
    dependency, _ = Dependency.objects.get_or_create(action=action, needs=needs)
    return _saved(action, dependency, "dependency", by, now, "", {"note": note})


@transaction.atomic
def end_part(*, part: Any, by: Any, now: datetime, reason: str = "") -> None:
    """A milestone, party, measure, risk or dependency is no longer part of its action. Its past stays.

    Raises ClosedAction.
    """
    check_edit(by, part.action)
    open_action(part.action)
    version = current_version(part)
    if version is None:
        return
    close_version(version, now)
    name = part._meta.model_name
    record(event=f"{name}.ended", target=part.action, by=by, before={name: str(version)}, reason=reason)


def _saved(action: Action, part: Model, name: str, by: Any, now: datetime, reason: str, facts: dict[str, Any]) -> Any:
    before = current_version(part)
    after = write_version(part, by=by, now=now, reason=reason, **facts)
    if before is None or after.pk != before.pk:
        was, becomes = changes_of(before, after)
        event = f"{name}.{'changed' if before else 'added'}"
        record(event=event, target=action, by=by, before=was, after={name: str(after), **becomes}, reason=reason)
    return after


def _check_target(facts: dict[str, Any]) -> None:
    baseline, target = facts.get("baseline"), facts.get("target")
    if baseline is None or target is None:
        return
    if target < baseline if facts["direction"] == Direction.UP else target > baseline:
        raise TargetWorseThanBaseline


def _waited_for(action: Action) -> set[int]:
    """Ids of everything that the action waits for now, through others too. One query for each step."""
    found: set[int] = set()
    step = {action.pk}
    while step:
        now = DependencyVersion.objects.current().filter(of__action__in=step)
        step = set(now.values_list("of__needs", flat=True)) - found
        found |= step
    return found
