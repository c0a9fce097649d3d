"""Reads of the directory, all as at a day. Callers import from here."""

from partnerships.queries.directory import (
    DirectoryFilters,
    directory,
    facts_of,
    facts_of_schools,
    history_of_facts,
    kinds,
    last_quadrant_of,
    members_on,
    memberships_of,
    partnerships_on,
    quadrant_of,
    quadrants,
    stated_count,
)

__all__ = [
    "DirectoryFilters",
    "directory",
    "facts_of",
    "facts_of_schools",
    "history_of_facts",
    "kinds",
    "last_quadrant_of",
    "members_on",
    "memberships_of",
    "partnerships_on",
    "quadrant_of",
    "quadrants",
    "stated_count",
]
