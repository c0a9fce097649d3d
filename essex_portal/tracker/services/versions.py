"""Closing what was known and writing what is known now. The only place that writes versions. docs/adr/0019."""

from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model

from essex_portal.tracker.models import Version


def current_version(thing: Model) -> Any:
    """What is known now of an action or one of its parts; None once it has ended."""
    return thing.versions.current().first()  # type: ignore[attr-defined]


def write_version(thing: Model, *, by: Any, now: datetime, reason: str = "", **changes: Any) -> Any:
    """The version that is known from `now` on: the one before with `changes`, or the first. Unchanged stays as it is.

    The caller holds the lock of the action.
    """
    model = thing.versions.model  # type: ignore[attr-defined]
    before = current_version(thing)
    if before is not None:
        changes = {fact: getattr(before, fact) for fact in model.facts} | changes
        if all(getattr(before, fact) == changes[fact] for fact in model.facts):
            return before
        now = close_version(before, now)
    known = DateTimeTZRange(now, None)
    return model.objects.create(of=thing, known=known, changed_by=by, reason=reason, **changes)


def close_version(version: Version, now: datetime) -> datetime:
    """Known until `now`, exclusive. Returns the moment used: a clock that lags never ends it before it began."""
    begun = version.known.lower
    until = max(now, begun)
    type(version).objects.filter(pk=version.pk).update(known=DateTimeTZRange(begun, until))
    return until


def changes_of(before: Version | None, after: Version) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs between two versions, as plain values for the audit trail."""
    changed = [fact for fact in after.facts if before is None or getattr(before, fact) != getattr(after, fact)]
    old = {fact: _plain(getattr(before, fact)) for fact in changed} if before else {}
    return old, {fact: _plain(getattr(after, fact)) for fact in changed}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)
