"""Which rating actions had month by month, for a pack."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from essex_portal.tracker.models import ActionUpdate, RatingLevel
from essex_portal.tracker.moments import start_of

MONTHS = 6


def month_ends(moment: datetime, months: int = MONTHS) -> list[datetime]:
    """The ends of the months before that moment, the oldest first, and the moment itself."""
    zone = timezone.get_current_timezone()
    ends, first = [], timezone.localdate(moment).replace(day=1)
    for _ in range(months - 1):
        ends.append(start_of(first, zone) - timedelta(microseconds=1))
        first = (first - timedelta(1)).replace(day=1)
    return [*reversed(ends), moment]


def ratings_at(
    keys: Iterable[int], moments: Sequence[datetime], levels: Mapping[int, RatingLevel]
) -> dict[int, list[RatingLevel | None]]:
    """By action, the rating that counted at each of the moments; None before its first. One query.

    `levels`: by key, in the words that are wanted.
    """
    said: dict[int, list[tuple[datetime, RatingLevel]]] = defaultdict(list)
    updates = ActionUpdate.objects.filter(action__in=list(keys), counts_from__lte=max(moments))
    for key, at, level in updates.order_by("counts_from", "pk").values_list("action", "counts_from", "delivery"):
        if at:
            said[key].append((at, levels[level]))
    return {key: [_rating_at(rows, moment) for moment in moments] for key, rows in said.items()}


def _rating_at(said: list[tuple[datetime, RatingLevel]], moment: datetime) -> RatingLevel | None:
    at = bisect_right(said, moment, key=lambda pair: pair[0])
    return said[at - 1][1] if at else None
