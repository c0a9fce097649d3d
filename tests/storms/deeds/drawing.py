"""What deeds are drawn with."""

from random import Random
from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def any_of(rows: QuerySet[M], random: Random) -> M | None:
    """One of the rows as they are now, or None; it may change or go before it is used, as on a page."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.model._default_manager.filter(pk=random.choice(keys)).first() if keys else None


def new_key(random: Random) -> str:
    return f"storm-{random.getrandbits(64):x}"
