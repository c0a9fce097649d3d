"""The tracker as it was at any moment: one queryset, filtered by what was known then. docs/adr/0019."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation
from essex_portal.tracker.judging import Judgement, contradicts
from essex_portal.tracker.models import (
    Action,
    ActionUpdate,
    ActionVersion,
    DependencyVersion,
    Evidence,
    MeasureVersion,
    MilestoneVersion,
    PartyVersion,
    Programme,
    Reading,
    RiskVersion,
    Workstream,
)
from essex_portal.tracker.queries.parts import ActionParts, parts_as_at
from essex_portal.tracker.queries.updates import latest_updates_in_words_of
from essex_portal.tracker.queries.verdicts import judgement_of
from essex_portal.tracker.queries.words import in_words_of
from essex_portal.tracker.states import CLOSED, PartyRole, RatingKind

DUE_SOON = timedelta(days=30)
SILENT_DAYS = 30
VERSIONED_PARTS = (MilestoneVersion, PartyVersion, MeasureVersion, RiskVersion, DependencyVersion)


@dataclass(frozen=True)
class ActionFilter:
    """What to look for; what is left out is not asked for. `silent` is for `SILENT_DAYS`, `due_soon` for `DUE_SOON`.

    `visible`: the actions that the person may see (`access.actions_for`); None is all of them.
    """

    programme: Programme | None = None
    workstream: Workstream | None = None
    quadrant: Organisation | None = None
    county: bool = False
    lead: str = ""
    rating: str = ""
    unrated: bool = False
    overdue: bool = False
    due_soon: bool = False
    silent: bool = False
    changed_since: datetime | None = None
    search: str = ""
    stage: str = ""
    open_only: bool = False
    user: User | None = None
    watched_by: User | None = None
    visible: QuerySet[Action] | None = None


@dataclass(frozen=True)
class ActionRow:
    """An action as it was seen at a moment, whole."""

    action: Action
    version: ActionVersion
    latest: ActionUpdate | None
    parts: ActionParts
    judgement: Judgement
    on: date

    @property
    def key(self) -> int:
        return self.action.pk

    @property
    def reference(self) -> str:
        return self.action.reference

    @property
    def level(self) -> int | None:
        """The key of the rating that counted."""
        return self.latest.delivery_id if self.latest else None

    @property
    def declared(self) -> RatingKind | None:
        return RatingKind(self.latest.delivery.kind) if self.latest else None

    @property
    def due_on(self) -> date | None:
        return self.version.due_on

    @property
    def is_nobodys(self) -> bool:
        """It names offices, and no lead has accepted it."""
        return bool(self.parts.parties) and self.parts.is_unowned

    @property
    def is_closed(self) -> bool:
        return self.version.stage in CLOSED

    @property
    def is_overdue(self) -> bool:
        return self.version.is_overdue_on(self.on)

    @property
    def is_due_soon(self) -> bool:
        due = self.version.due_on
        return not self.is_closed and due is not None and self.on <= due <= self.on + DUE_SOON

    @property
    def silent_days(self) -> int:
        """Days since the last update that counts, or since the action was made."""
        spoken = self.latest.counts_from if self.latest else self.action.created_at
        return (self.on - timezone.localdate(spoken)).days

    @property
    def is_silent(self) -> bool:
        return not self.is_closed and self.silent_days > SILENT_DAYS

    @property
    def is_contradicted(self) -> bool:
        """Whether the declared rating is rosier than what the facts say."""
        return self.declared is not None and contradicts(self.declared, self.judgement.kind)


def versions_as_at(moment: datetime, wanted: ActionFilter | None = None) -> QuerySet[ActionVersion]:
    """What was known of actions at that moment, in the programmes' order; a queryset to page and to count.

    Each has `rating_code`, `rating_kind` and `rating_order` of the update that counted then (None without), and
    `spoken_at`. One query.
    """
    said = ActionUpdate.objects.filter(action=OuterRef("of"), counts_from__lte=moment).order_by("-counts_from", "-pk")
    versions = ActionVersion.objects.as_at(moment).annotate(
        rating_code=Subquery(said.values("delivery__code")[:1]),
        rating_kind=Subquery(said.values("delivery__kind")[:1]),
        rating_order=Subquery(said.values("delivery__order")[:1]),
        spoken_at=Subquery(said.values("counts_from")[:1]),
    )
    related = ("of__programme", "of__workstream", "quadrant", "aim")
    order = ("of__programme__title", "of__workstream__number", "of__number")
    conditions = Q(*_conditions(wanted or ActionFilter(), moment))
    return versions.filter(conditions).select_related(*related).order_by(*order)


def rows_of(
    versions: Iterable[ActionVersion],
    moment: datetime,
    *,
    whole: bool = True,
    said: dict[int, ActionUpdate] | None = None,
) -> list[ActionRow]:
    """The versions with everything that belonged to them at that moment. Eight queries, however many versions.

    Not `whole`: six, as `parts_as_at` has it. `said`: the latest updates by action, where they
    are loaded and say the words of the moment. Workstreams are called what they are called in the versions given.
    """
    known = list(versions)
    ids = [version.of_id for version in known]
    parts = parts_as_at(ids, moment, whole=whole)
    latest = latest_updates_in_words_of(moment, ids) if said is None else said
    on = timezone.localdate(moment)
    return [_row(version, parts[version.of_id], latest.get(version.of_id), on) for version in known]


def actions_as_at(moment: datetime, wanted: ActionFilter | None = None) -> list[ActionRow]:
    """All that match, whole, as they were seen at that moment. Nine queries, however many actions."""
    return rows_of(in_words_of(moment, versions_as_at(moment, wanted), "of__workstream"), moment)


def _row(version: ActionVersion, parts: ActionParts, latest: ActionUpdate | None, on: date) -> ActionRow:
    judgement = judgement_of(version.of, version, parts, latest, on)
    return ActionRow(version.of, version, latest, parts, judgement, on)


def _conditions(wanted: ActionFilter, moment: datetime) -> Iterator[Any]:
    yield from _where(wanted)
    yield from _who(wanted, moment)
    yield from _how(wanted, moment)


def _where(wanted: ActionFilter) -> Iterator[Any]:
    if wanted.visible is not None:
        yield Q(of__in=wanted.visible)
    if wanted.programme:
        yield Q(of__programme=wanted.programme)
    if wanted.workstream:
        yield Q(of__workstream=wanted.workstream)
    if wanted.quadrant:
        yield Q(quadrant=wanted.quadrant)
    if wanted.county:
        yield Q(quadrant=None)
    if wanted.stage:
        yield Q(stage=wanted.stage)
    for word in wanted.search.split():
        yield Q(title__icontains=word) | Q(of__reference__istartswith=word) | Q(detail__icontains=word)


def _who(wanted: ActionFilter, moment: datetime) -> Iterator[Any]:
    parties = PartyVersion.objects.as_at(moment).filter(of__action=OuterRef("of"))
    if wanted.lead:
        named = Q(office__icontains=wanted.lead) | Q(organisation_words__icontains=wanted.lead)
        yield Exists(parties.filter(named, role=PartyRole.LEAD))
    if wanted.user:
        yield Exists(parties.filter(user=wanted.user))
    if wanted.watched_by:
        yield Q(of__watches__user=wanted.watched_by)


def _how(wanted: ActionFilter, moment: datetime) -> Iterator[Any]:
    on = timezone.localdate(moment)
    if wanted.rating:
        yield Q(rating_code=wanted.rating) | Q(rating_kind=wanted.rating)
    if wanted.unrated:
        yield Q(rating_code=None)
    if wanted.open_only or wanted.overdue or wanted.due_soon or wanted.silent:
        yield ~Q(stage__in=CLOSED)
    if wanted.overdue:
        yield _due(lt=on)
    if wanted.due_soon:
        yield _due(gte=on) & _due(lte=on + DUE_SOON)
    if wanted.silent:
        before = moment - timedelta(days=SILENT_DAYS)
        yield Q(spoken_at__lt=before) | Q(spoken_at=None, of__created_at__lt=before)
    if wanted.changed_since:
        yield _changed(wanted.changed_since, moment)


def _due(**lookup: date) -> Q:
    """Of the day it is expected: the forecast, or the baseline where there is none."""
    ((name, day),) = lookup.items()
    return Q(**{f"forecast_on__{name}": day}) | Q(**{"forecast_on": None, f"baseline_on__{name}": day})


def _changed(since: datetime, moment: datetime) -> Q:
    """Something of the action was written or ended in the time from `since` (inclusive) to `moment`."""
    written = Q(known__startswith__gte=since) | Q(known__endswith__gte=since, known__endswith__lte=moment)
    changed = Q(known__startswith__gte=since) | Q(spoken_at__gte=since)
    for model in VERSIONED_PARTS:
        rows = model.objects.filter(written, known__startswith__lte=moment, of__action=OuterRef("of"))
        changed |= Q(Exists(rows))
    readings = Reading.objects.filter(measure__action=OuterRef("of"), recorded_at__range=(since, moment))
    added = Q(added_at__range=(since, moment)) | Q(accepted_at__range=(since, moment))
    evidence = Evidence.objects.filter(added, action=OuterRef("of"))
    return changed | Q(Exists(readings)) | Q(Exists(evidence))
