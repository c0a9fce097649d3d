"""The spreadsheet that officers fill in: the actions that they may update, as they stand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from essex_portal.tracker.models import Action, Programme
from essex_portal.tracker.queries.actions import ActionFilter, ActionRow, rows_of, versions_as_at
from essex_portal.tracker.sheets import FILLED_IN


def sheet_rows(programme: Programme, actions: QuerySet[Action], moment: datetime) -> Iterator[tuple[Any, ...]]:
    """A line for each of the programme's open actions among `actions`, with room for what is to be filled in."""
    wanted = ActionFilter(programme=programme, visible=actions)
    rows = rows_of(versions_as_at(moment, wanted), moment, whole=False)
    return (_line(row) for row in rows if not row.is_closed)


def _line(row: ActionRow) -> tuple[Any, ...]:
    latest = row.latest
    said = (latest.delivery.name, latest.sentence) if latest else ("", "")
    known = (row.action.programme.slug, row.reference, latest.pk if latest else 0, row.version.title)
    return (*known, *said, row.version.due_on, *("" for _ in FILLED_IN))
