"""What workstreams and ratings were called at a moment. docs/adr/0026."""

from collections.abc import Collection, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from essex_portal.tracker.comparing import Renaming, reworded
from essex_portal.tracker.models import FormerRating, FormerWorkstream, Programme, RatingLevel, Workstream
from essex_portal.tracker.models.words import FormerWords

FORMER: dict[type, type[FormerWords]] = {RatingLevel: FormerRating, Workstream: FormerWorkstream}
RATINGS = ("delivery", "impact")
"""Where the ratings of an update are."""
LABELS = {"title": "Name", "leads": "Led by", "name": "Name", "meaning": "Meaning"}


def in_words_of(moment: datetime | F, rows: QuerySet[Any], *paths: str) -> list[Any]:
    """The rows with workstreams or ratings as they were called at that moment, to be read. One query.

    `paths` lead to them, such as `delivery` from an update; without any, the rows are such things themselves. `moment`
    may be a field of the row.
    """
    for path in paths or ("",):
        rows = _with_former(moment, rows, path)
    found = list(rows)
    for row in found:
        for path in paths or ("",):
            _say(row, path)
    return found


def _with_former(moment: datetime | F, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Beside each row the former words known at that moment, if there are any, named after the path."""
    former, was = "__".join(filter(None, (path, "former"))), _was(path)
    condition = Q(**{f"{former}__known__contains": moment})
    rows = rows.annotate(**{was: FilteredRelation(former, condition=condition)})
    words = FORMER[_model_at(rows.model, path)].words
    return rows.annotate(**{f"{was}_{name}": F(f"{was}__{name}") for name in ("pk", *words)})


def _say(row: Any, path: str) -> None:
    was = _was(path)
    if getattr(row, f"{was}_pk"):
        thing = attrgetter(path.replace("__", "."))(row) if path else row
        for name in FORMER[type(thing)].words:
            setattr(thing, name, getattr(row, f"{was}_{name}"))


def _model_at(model: Any, path: str) -> Any:
    for name in filter(None, path.split("__")):
        model = model._meta.get_field(name).related_model
    return model


def _was(path: str) -> str:
    """What the former words are called beside a row; a name with two underscores would be a path itself."""
    return f"was{path.replace('__', '')}"


def renamings_between(programmes: Collection[Programme], before: datetime, after: datetime) -> Iterator[Renaming]:
    """What workstreams and ratings of the programmes were called at `before` and no longer at `after`. Two queries."""
    for former, word in ((FormerWorkstream, "Workstream"), (FormerRating, "Rating")):
        known = Q(known__contains=before) | Q(known__contains=after)
        found: Any = former.objects.filter(known, of__programme__in=programmes).select_related("of__programme")
        rows = list(found.order_by("of", "known"))
        for past in rows:
            if before in past.known and after not in past.known:
                now = next((row for row in rows if row.of_id == past.of_id and after in row.known), past.of)
                yield from _renamings(f"{word} of {past.of.programme}", past, now)


def _renamings(of: str, past: Any, now: Any) -> Iterator[Renaming]:
    for name, what in LABELS.items():
        if name in past.words and getattr(past, name) != getattr(now, name):
            yield Renaming(of, what, reworded(_text(getattr(past, name)), _text(getattr(now, name))))


def _text(words: str | list[str]) -> str:
    return words if isinstance(words, str) else "; ".join(words)
