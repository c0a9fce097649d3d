"""What belonged to actions at a moment: the same for one action's page and for a pack of two hundred."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from essex_portal.tracker.models import (
    DependencyVersion,
    Evidence,
    MeasureVersion,
    MilestoneVersion,
    PartyVersion,
    Reading,
    RiskVersion,
)
from essex_portal.tracker.states import PartyRole

UNREAD = ("known", "reason")
"""What lists and judgements never read of a version: a range is slow to make out of text."""


@dataclass(frozen=True)
class MeasureSeen:
    """A measure with the readings recorded by then, one a day, the oldest first."""

    version: MeasureVersion
    readings: tuple[Reading, ...] = ()

    @property
    def latest(self) -> Reading | None:
        return self.readings[-1] if self.readings else None


@dataclass(frozen=True)
class EvidenceSeen:
    """A piece of evidence, and whether it had been accepted by then. Withdrawn ones are not seen."""

    evidence: Evidence
    is_accepted: bool


@dataclass
class ActionParts:
    milestones: list[MilestoneVersion] = field(default_factory=list)
    parties: list[PartyVersion] = field(default_factory=list)
    measures: list[MeasureSeen] = field(default_factory=list)
    risks: list[RiskVersion] = field(default_factory=list)
    dependencies: list[DependencyVersion] = field(default_factory=list)
    evidence: list[EvidenceSeen] = field(default_factory=list)

    @property
    def leads(self) -> list[PartyVersion]:
        return [party for party in self.parties if party.role == PartyRole.LEAD]

    @property
    def partners(self) -> list[PartyVersion]:
        return [party for party in self.parties if party.role == PartyRole.PARTNER]

    @property
    def is_unowned(self) -> bool:
        """No lead has accepted it."""
        return not any(party.owns for party in self.leads)

    @property
    def has_accepted_evidence(self) -> bool:
        return any(row.is_accepted for row in self.evidence)


def parts_as_at(action_ids: Collection[int], moment: datetime, *, whole: bool = True) -> dict[int, ActionParts]:
    """What each of the actions had at that moment. Seven queries, however many actions.

    Not `whole`: what lists show and judgements ask, so without risks and dependencies, and with the latest reading of
    each measure alone. Five queries.
    """
    parts: dict[int, ActionParts] = defaultdict(ActionParts)
    unread = () if whole else UNREAD
    for version in _known(MilestoneVersion, action_ids, moment).defer(*unread).order_by("of__number"):
        parts[version.action_key].milestones.append(version)
    _add_parties(parts, action_ids, moment, unread)
    _add_measures(parts, action_ids, moment, latest_only=not whole)
    _add_evidence(parts, action_ids, moment, whole=whole)
    if whole:
        _add_worries(parts, action_ids, moment)
    return parts


def parties_as_at(action_ids: Collection[int], moment: datetime) -> dict[int, ActionParts]:
    """The parties alone. One query."""
    parts: dict[int, ActionParts] = defaultdict(ActionParts)
    _add_parties(parts, action_ids, moment, UNREAD)
    return parts


def _add_parties(
    parts: dict[int, ActionParts], action_ids: Collection[int], moment: datetime, unread: tuple[str, ...]
) -> None:
    for version in _known(PartyVersion, action_ids, moment).defer(*unread).order_by("role", "of"):
        parts[version.action_key].parties.append(version)


def _known(model: Any, action_ids: Collection[int], moment: datetime) -> Any:
    """Each with the id of its action as `action_key`: rows by the thousand need no other row made for them."""
    return model.objects.as_at(moment).filter(of__action__in=action_ids).annotate(action_key=F("of__action"))


def _add_worries(parts: dict[int, ActionParts], action_ids: Collection[int], moment: datetime) -> None:
    for version in _known(RiskVersion, action_ids, moment).order_by("of"):
        parts[version.action_key].risks.append(version)
    needs = _known(DependencyVersion, action_ids, moment).select_related("of__needs__programme")
    for version in needs.order_by("of__needs__reference"):
        parts[version.action_key].dependencies.append(version)


def _add_measures(
    parts: dict[int, ActionParts], action_ids: Collection[int], moment: datetime, *, latest_only: bool
) -> None:
    readings: dict[int, list[Reading]] = defaultdict(list)
    recorded = Reading.objects.filter(measure__action__in=action_ids, recorded_at__lte=moment)
    by_day = recorded.order_by("measure_id", "read_on", "-recorded_at", "-pk").distinct("measure_id", "read_on")
    latest = recorded.order_by("measure_id", "-read_on", "-recorded_at", "-pk").distinct("measure_id")
    for reading in latest if latest_only else by_day:
        readings[reading.measure_id].append(reading)
    for version in _known(MeasureVersion, action_ids, moment).defer(*(UNREAD if latest_only else ())).order_by("of"):
        seen = MeasureSeen(version, tuple(readings[version.of_id]))
        parts[version.action_key].measures.append(seen)


def _add_evidence(parts: dict[int, ActionParts], action_ids: Collection[int], moment: datetime, *, whole: bool) -> None:
    """Whole: with who brought and who accepted it."""
    there = Evidence.objects.filter(action__in=action_ids, added_at__lte=moment).exclude(Q(withdrawn_at__lte=moment))
    for row in there.select_related("added_by", "accepted_by") if whole else there:
        accepted = row.accepted_at is not None and row.accepted_at <= moment
        parts[row.action_id].evidence.append(EvidenceSeen(row, accepted))
