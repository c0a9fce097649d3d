"""What became of an action, change by change: for its history page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from django.db.models import F
from django.utils.dateformat import format as date_format

from essex_portal.tracker.models import (
    Action,
    ActionUpdate,
    ActionVersion,
    DependencyVersion,
    Evidence,
    MeasureVersion,
    MilestoneVersion,
    PartyVersion,
    RiskVersion,
    Version,
)
from essex_portal.tracker.queries.words import RATINGS, in_words_of

KINDS: tuple[tuple[type[Version], str, str], ...] = (
    (ActionVersion, "of", "Action"),
    (MilestoneVersion, "of__action", "Milestone"),
    (PartyVersion, "of__action", "Party"),
    (MeasureVersion, "of__action", "Measure"),
    (RiskVersion, "of__action", "Risk"),
    (DependencyVersion, "of__action", "Dependency"),
)
LABELS = {
    "title": "title", "detail": "detail", "difference": "intended difference", "coproduction": "co-production",
    "stage": "stage", "quadrant": "where", "aim": "strategic aim", "when_words": "when, in words", "starts_on": "start",
    "baseline_on": "first agreed date", "forecast_on": "expected date", "actual_on": "date done", "role": "role",
    "office": "office", "organisation_words": "organisation", "organisation": "organisation in the portal",
    "user": "person", "handshake": "answer", "answer": "words of the answer", "unit": "unit", "direction": "direction",
    "baseline": "baseline", "target": "target", "target_on": "target date", "frequency": "how often",
    "source": "source", "likelihood": "likelihood", "impact": "impact", "mitigation": "mitigation",
    "owner_office": "owner", "note": "note",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `changes` are empty for what was said, added or ended."""

    at: datetime
    what: str
    by: str
    reason: str = ""
    changes: tuple[Change, ...] = ()
    update: ActionUpdate | None = None


def history_of(action: Action) -> list[Entry]:
    """All of it, the newest first. Eight queries, however long the history."""
    entries = [*_versions(action), *_updates(action), *_evidence(action)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _versions(action: Action) -> Iterator[Entry]:
    for model, path, word in KINDS:
        related = [fact for fact in model.facts if model._meta.get_field(fact).is_relation]
        rows: Any = model.objects.filter(**{path: action}, known__isempty=False)
        ordered = rows.select_related("changed_by", "of", *related).order_by("of", "known")
        for _, versions in groupby(ordered, key=lambda row: row.of_id):
            yield from _of_thing(list(versions), word)


def _of_thing(versions: list[Any], word: str) -> Iterator[Entry]:
    """Its beginning, its changes, and its end where nothing followed."""
    first, last = versions[0], versions[-1]
    yield Entry(first.known.lower, f"{word} added: {first}", _by(first), first.reason)
    for before, after in pairwise(versions):
        changes = tuple(_changes(before, after))
        yield Entry(after.known.lower, f"{word} changed: {after}", _by(after), after.reason, changes)
    if last.known.upper is not None:
        yield Entry(last.known.upper, f"{word} ended: {last}", "")


def _by(version: Any) -> str:
    return str(version.changed_by or "The portal")


def _changes(before: Any, after: Any) -> Iterator[Change]:
    for fact in after.facts:
        if getattr(before, fact) != getattr(after, fact):
            yield Change(LABELS[fact], _words(before, fact), _words(after, fact))


def _words(row: Any, fact: str) -> str:
    value = getattr(row, fact)
    if value is None or value == "":
        return "nothing"
    if hasattr(row, f"get_{fact}_display"):
        return str(getattr(row, f"get_{fact}_display")())
    return date_format(value, "j F Y") if fact.endswith("_on") else str(value)


def _updates(action: Action) -> Iterator[Entry]:
    """In the words of the moment from which each counts."""
    rows = ActionUpdate.objects.filter(action=action, counts_from__isnull=False).select_related(*RATINGS)
    for row in in_words_of(F("counts_from"), rows, *RATINGS):
        if row.counts_from:
            yield Entry(row.counts_from, f"Rated {row.delivery}: {row.sentence}", row.author_words, update=row)


def _evidence(action: Action) -> Iterator[Entry]:
    for row in Evidence.objects.filter(action=action).select_related("added_by", "accepted_by", "withdrawn_by"):
        yield Entry(row.added_at, f"Evidence added: {row}", str(row.added_by or "The portal"))
        if row.accepted_at:
            yield Entry(row.accepted_at, f"Evidence accepted: {row}", str(row.accepted_by))
        if row.withdrawn_at:
            yield Entry(row.withdrawn_at, f"Evidence withdrawn: {row}", str(row.withdrawn_by))
