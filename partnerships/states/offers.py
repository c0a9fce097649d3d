"""Choices of funded places, and which state of an application may follow which."""

from django.db import models


class OfferState(models.TextChoices):
    """Of an offer of funded places. Whether it takes applications follows from its dates too."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    ENDED = "ended", "Ended"


class ApplicationState(models.TextChoices):
    """Of a school's application for funded places."""

    DRAFT = "draft", "Not handed in yet"
    HANDED_IN = "handed_in", "Handed in"
    TURNED_DOWN = "turned_down", "Turned down"
    WAITING = "waiting", "On the waiting list"
    AWARDED = "awarded", "Awarded, to be accepted"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined by the school"
    LAPSED = "lapsed", "Not accepted in time"
    WITHDRAWN = "withdrawn", "Withdrawn"


HOLDS_PLACES = (ApplicationState.AWARDED, ApplicationState.ACCEPTED)
"""The states in which an application takes places of its offer; the trigger of `FundedApplication` names them too."""

APPLICATION_MOVES: dict[str, frozenset[str]] = {
    ApplicationState.DRAFT: frozenset({ApplicationState.HANDED_IN, ApplicationState.WITHDRAWN}),
    ApplicationState.HANDED_IN: frozenset(
        {
            ApplicationState.TURNED_DOWN,
            ApplicationState.WAITING,
            ApplicationState.AWARDED,
            ApplicationState.WITHDRAWN,
        }
    ),
    ApplicationState.WAITING: frozenset(
        {ApplicationState.AWARDED, ApplicationState.TURNED_DOWN, ApplicationState.WITHDRAWN}
    ),
    ApplicationState.AWARDED: frozenset(
        {ApplicationState.ACCEPTED, ApplicationState.DECLINED, ApplicationState.LAPSED}
    ),
    ApplicationState.ACCEPTED: frozenset({ApplicationState.DECLINED}),
    ApplicationState.WITHDRAWN: frozenset({ApplicationState.DRAFT}),
}
"""What may follow; a state that is missing is the end."""
