"""What a person keeps for themselves. No audit events: nobody else sees or loses anything by it."""

from datetime import datetime
from typing import Any

from essex_portal.tracker.models import Action, DigestOff, SavedFilter, Watch


def watch(*, action: Action, by: Any, now: datetime) -> Watch:
    """Hear of each change of the action in the digest. Safe to repeat."""
    return Watch.objects.get_or_create(user=by, action=action, defaults={"since": now})[0]


def unwatch(*, action: Action, by: Any) -> None:
    """Hear of it no more. Safe to repeat."""
    Watch.objects.filter(user=by, action=action).delete()


def save_filter(*, name: str, query: str, by: Any) -> SavedFilter:
    """Keep the filters of an address under a name; the same name again replaces them."""
    return SavedFilter.objects.update_or_create(user=by, name=name.strip(), defaults={"query": query})[0]


def remove_filter(*, pk: int, by: Any) -> None:
    SavedFilter.objects.filter(pk=pk, user=by).delete()


def switch_digest(*, on: bool, by: Any, now: datetime) -> None:
    """Have the morning's summary, or have it no more. Safe to repeat."""
    if on:
        DigestOff.objects.filter(user=by).delete()
    else:
        DigestOff.objects.get_or_create(user=by, defaults={"since": now})
