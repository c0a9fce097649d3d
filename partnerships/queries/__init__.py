"""Reads of the directory, all as at a day. Callers import from here."""

from partnerships.queries.directory import facts_of, members_on, memberships_of, partnerships_on, quadrant_of

__all__ = ["facts_of", "members_on", "memberships_of", "partnerships_on", "quadrant_of"]
