"""Writing the audit trail."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from essex_portal.audit.models import AuditEvent
from essex_portal.logging import request_id

BATCH = 500


def record(
    *,
    event: str,
    target: Model,
    by: Any,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Append one audit event, inside the caller's transaction.

    `event` is `noun.verb`; `by` is the person, or None when the portal acted by itself; `before` and
    `after` hold only what changed, as plain JSON values.
    """
    made = event_of(event=event, target=target, by=by, before=before, after=after, reason=reason)
    made.save()
    return made


def record_all(events: Iterable[AuditEvent]) -> None:
    """Append many events that `event_of` made, inside the caller's transaction: a statement for every 500."""
    AuditEvent.objects.bulk_create(events, batch_size=BATCH)


def event_of(
    *,
    event: str,
    target: Model,
    by: Any,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """The event that `record` appends, not yet written. `target` has its number already."""
    return AuditEvent(
        event=event,
        actor_id=getattr(by, "pk", None),
        actor_label=str(by)[:254] if by is not None else "the portal",
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:254],
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        request_id=request_id.get(),
    )


def _plain(values: dict[str, Any] | None) -> dict[str, Any]:
    return {
        key: value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)
        for key, value in (values or {}).items()
    }
