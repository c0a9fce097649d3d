"""Question sets and rounds. Keys are stored. Source: domain.md P9."""

from django.db import models


class VersionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class Link(models.TextChoices):
    """How a statement relates to the one it follows: whether answers to both may stand in one line of a chart."""

    SAME = "same", "Same: the meaning has not changed"
    SIMILAR = "similar", "Similar: compare with care"
    NEW = "new", "New: not to be compared"


class RoundState(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    PUBLISHED = "published", "Published"
    REOPENED = "reopened", "Reopened"


ROUND_MOVES: dict[RoundState, frozenset[RoundState]] = {
    RoundState.DRAFT: frozenset({RoundState.OPEN}),
    RoundState.OPEN: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset({RoundState.PUBLISHED, RoundState.REOPENED}),
    RoundState.PUBLISHED: frozenset(),  # a late answer would be the difference of two results: ADR 0022
    RoundState.REOPENED: frozenset({RoundState.CLOSED}),
}

ANSWERABLE = (RoundState.OPEN, RoundState.REOPENED)
"""Schools may answer and hand in."""
