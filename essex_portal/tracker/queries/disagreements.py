"""Where the declared rating is rosier than the facts."""

from datetime import datetime
from typing import Any

from essex_portal.tracker.queries.actions import ActionFilter, ActionRow, rows_of, versions_as_at
from essex_portal.tracker.states import RatingKind


def disagreements_as_at(moment: datetime, wanted: ActionFilter) -> list[ActionRow]:
    """Of the actions that match, those whose rating the facts contradicted at that moment. Seven queries."""
    versions: Any = versions_as_at(moment, wanted)  # each with its rating of that moment
    rosy = versions.exclude(rating_kind=None).exclude(rating_kind=RatingKind.OFF_TRACK)
    rows = rows_of(rosy, moment, whole=False)
    return [row for row in rows if row.is_contradicted]
