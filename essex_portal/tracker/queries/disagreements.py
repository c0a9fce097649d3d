"""Where the declared rating is rosier than the facts."""

from datetime import datetime

from essex_portal.tracker.queries.actions import ActionFilter, ActionRow, rows_of, versions_as_at


def disagreements_as_at(moment: datetime, wanted: ActionFilter) -> list[ActionRow]:
    """Of the actions that match, those whose rating the facts contradicted at that moment. Seven queries."""
    rows = rows_of(versions_as_at(moment, wanted), moment, whole=False)
    return [row for row in rows if row.is_contradicted]
