"""Keeping what workstreams and ratings were called. The only place that writes former words. docs/adr/0026."""

from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from essex_portal.tracker.models import RatingLevel, Workstream


def keep_former_words(before: Workstream | RatingLevel, *, now: datetime, **after: Any) -> None:
    """What `before` was called is known until `now`, exclusive. Nothing is kept when `after` says the same words.

    The caller holds the lock of the workstream or of the rating's programme.
    """
    former: Any = before.former
    words = {name: getattr(before, name) for name in former.model.words}
    if all(words[name] == after[name] for name in words):
        return
    last = former.order_by("-known").first()
    since = last.known.upper if last else None
    former.create(known=DateTimeTZRange(since, max(now, since or now)), **words)
