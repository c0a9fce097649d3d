"""Writing a row and, beside it, what changed on it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from essex_portal.audit.services import record


def write(row: Model, values: Mapping[str, Any], *, noun: str, by: Any, reason: str = "") -> bool:
    """Set the fields of a new or a kept row and record `noun.added` or `noun.changed` with what differs.

    Inside the caller's transaction. A kept row on which nothing differs is left alone, without an event. Returns
    whether something was written. `values` are plain fields and foreign keys.
    """
    added = row.pk is None
    before = {name: getattr(row, name) for name in values}
    changed = [name for name in values if added or before[name] != values[name]]
    if not changed:
        return False
    for name in changed:
        setattr(row, name, values[name])
    row.save()
    record(
        event=f"{noun}.{'added' if added else 'changed'}",
        target=row,
        by=by,
        before={} if added else {name: before[name] for name in changed},
        after={name: values[name] for name in changed},
        reason=reason,
    )
    return True
