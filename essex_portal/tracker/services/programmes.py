"""Programmes, workstreams and ratings. For those who keep programmes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.tracker.models import ActionUpdate, Programme, RatingLevel, Workstream
from essex_portal.tracker.services.refusals import AlreadyThere, TrackerRefused
from essex_portal.tracker.services.words import keep_former_words
from essex_portal.tracker.states import ProgrammeState, RatingKind, Tone


@dataclass(frozen=True)
class LevelFacts:
    """One rating of a programme; `code` says which one of them it is, also after renaming."""

    code: str
    name: str
    meaning: str
    kind: str
    tone: str


DEFAULT_LEVELS = (
    LevelFacts("blue", "Blue", "Complete, and the evidence is accepted", RatingKind.COMPLETE, Tone.INFO),
    LevelFacts("green", "Green", "On track to the due date", RatingKind.ON_TRACK, Tone.GOOD),
    LevelFacts(
        "amber", "Amber", "Slipping, with a recovery plan that keeps the outcome", RatingKind.SLIPPING, Tone.WARN
    ),
    LevelFacts(
        "red", "Red", "Not started when due, or a milestone missed without an agreed recovery",
        RatingKind.OFF_TRACK, Tone.BAD,
    ),
    LevelFacts("grey", "Grey", "Not due yet", RatingKind.NOT_DUE, Tone.NEUTRAL),
)  # fmt: skip
"""What a new programme rates with, until somebody edits it. Source: domain.md J6."""


@transaction.atomic
def create_programme(
    *,
    slug: str,
    title: str,
    owner_office: str,
    by: Any,
    now: datetime,
    purpose: str = "",
    owner: Organisation | None = None,
    needs_approval: bool = False,
    update_interval_days: int = 30,
    state: str = ProgrammeState.ACTIVE,
    levels: Iterable[LevelFacts] = DEFAULT_LEVELS,
) -> Programme:
    """A programme with its ratings. Raises AlreadyThere when the address is taken."""
    _check(by)
    if Programme.objects.filter(slug=slug).exists():
        raise AlreadyThere(f"There is a programme at “{slug}” already. Choose another address.", "slug")
    programme = Programme.objects.create(
        slug=slug, title=title, purpose=purpose, owner_office=owner_office, owner=owner, needs_approval=needs_approval,
        update_interval_days=update_interval_days, state=state, created_at=now, created_by=by,
    )  # fmt: skip
    RatingLevel.objects.bulk_create(
        RatingLevel(programme=programme, order=order, **vars(level)) for order, level in enumerate(levels, start=1)
    )
    record(event="programme.created", target=programme, by=by, after={"title": title, "slug": slug})
    return programme


@transaction.atomic
def edit_programme(*, programme: Programme, by: Any, **changes: Any) -> Programme:
    """Change title, purpose, owner, state, approval or interval."""
    _check(by)
    before = {name: getattr(programme, name) for name in changes}
    for name, value in changes.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(changes))
    record(event="programme.edited", target=programme, by=by, before=before, after=changes)
    return programme


@transaction.atomic
def save_levels(*, programme: Programme, levels: Iterable[LevelFacts], by: Any, now: datetime) -> None:
    """Make the programme's ratings these, in this order. Those in use keep their kind and cannot go.

    What they were called stays known of the time until `now`. Raises TrackerRefused.
    """
    _check(by)
    wanted = list(levels)
    Programme.objects.select_for_update().get(pk=programme.pk)
    _refuse_levels(programme, wanted)
    before = list(programme.rating_levels.all())
    programme.rating_levels.exclude(code__in=[level.code for level in wanted]).delete()
    _give_way(programme)
    for order, level in enumerate(wanted, start=1):
        programme.rating_levels.update_or_create(code=level.code, defaults={**vars(level), "order": order})
    _keep_former_ratings(before, wanted, now)
    was, is_now = ([(level.code, level.name) for level in each] for each in (before, wanted))
    record(event="programme.ratings_edited", target=programme, by=by, before={"was": was}, after={"is": is_now})


def _give_way(programme: Programme) -> None:
    """Names step aside first, so that two ratings can exchange theirs."""
    for level in programme.rating_levels.all():
        programme.rating_levels.filter(pk=level.pk).update(name=f"~{level.pk}")


def _keep_former_ratings(before: list[RatingLevel], wanted: list[LevelFacts], now: datetime) -> None:
    kept = {level.code: level for level in wanted}
    for was in before:
        if was.code in kept:
            keep_former_words(was, now=now, **vars(kept[was.code]))


def _refuse_levels(programme: Programme, wanted: list[LevelFacts]) -> None:
    names = [level.name.casefold() for level in wanted]
    if len(set(names)) != len(names):
        raise TrackerRefused("Two ratings have the same name. Give each its own.", field="name")
    missing = {RatingKind.COMPLETE, RatingKind.ON_TRACK, RatingKind.OFF_TRACK} - {level.kind for level in wanted}
    if missing:
        words = ", ".join(sorted(RatingKind(kind).label for kind in missing))
        raise TrackerRefused(f"Each programme needs a rating that means: {words}.", field="kind")
    kinds = {level.code: level.kind for level in wanted}
    updates = ActionUpdate.objects.filter(action__programme=programme)
    is_used = Q(pk__in=updates.values("delivery")) | Q(pk__in=updates.exclude(impact=None).values("impact"))
    for level in programme.rating_levels.filter(is_used):
        if kinds.get(level.code) != level.kind:
            raise TrackerRefused(f"“{level}” is used by updates, so it stays and keeps what it means.", field="kind")


@transaction.atomic
def add_workstream(
    *, programme: Programme, number: int, title: str, prefix: str, by: Any, leads: Iterable[str] = ()
) -> Workstream:
    """A part of the programme; `leads` are offices. Raises AlreadyThere for a number or prefix that is taken."""
    _check(by)
    prefix = prefix.strip().upper()
    if programme.workstreams.filter(number=number).exists():
        raise AlreadyThere(f"There is a workstream {number} already.", "number")
    if programme.workstreams.filter(prefix=prefix).exists():
        raise AlreadyThere(f"Another workstream’s references begin with {prefix}.", "prefix")
    workstream = programme.workstreams.create(number=number, title=title, prefix=prefix, leads=list(leads))
    record(event="workstream.added", target=workstream, by=by, after={"title": title, "prefix": prefix})
    return workstream


@transaction.atomic
def edit_workstream(*, workstream: Workstream, title: str, leads: Iterable[str], by: Any, now: datetime) -> Workstream:
    """Change title and leading offices; the references of its actions stay, and the words until `now` stay known."""
    _check(by)
    row = Workstream.objects.select_for_update().get(pk=workstream.pk)
    before, after = {"title": row.title, "leads": row.leads}, {"title": title, "leads": list(leads)}
    keep_former_words(row, now=now, **after)
    row.title, row.leads = title, after["leads"]
    row.save(update_fields=["title", "leads"])
    record(event="workstream.edited", target=row, by=by, before=before, after=after)
    return row


def _check(by: Any) -> None:
    if by is not None and not holds(by, Permission.KEEP_PROGRAMMES):
        raise PermissionDenied("Your role does not include keeping programmes.")
