"""Reads of the tracker. What is true now is what is known as at this moment: the same queries answer both."""

from essex_portal.tracker.queries.actions import ActionFilter, ActionRow, actions_as_at, rows_of, versions_as_at
from essex_portal.tracker.queries.parts import ActionParts, EvidenceSeen, MeasureSeen, parts_as_at
from essex_portal.tracker.queries.timing import interval_of
from essex_portal.tracker.queries.updates import latest_update, latest_updates_as_at, updates_as_at
from essex_portal.tracker.queries.verdicts import judgement_of

__all__ = [
    "ActionFilter",
    "ActionParts",
    "ActionRow",
    "EvidenceSeen",
    "MeasureSeen",
    "actions_as_at",
    "interval_of",
    "judgement_of",
    "latest_update",
    "latest_updates_as_at",
    "parts_as_at",
    "rows_of",
    "updates_as_at",
    "versions_as_at",
]
