"""Choices of forums and drop-ins."""

from django.db import models


class ForumKind(models.TextChoices):
    FORUM = "forum", "Forum"
    DROP_IN = "drop_in", "Drop-in"


class Rhythm(models.TextChoices):
    """How the dates come about. By rule they lie on school days alone."""

    WEEKLY = "weekly", "Every week in term time"
    MONTHLY = "monthly", "Once a month in term time"
    BY_HAND = "by_hand", "On dates that the office sets"


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"


class WeekOfMonth(models.IntegerChoices):
    FIRST = 1, "First"
    SECOND = 2, "Second"
    THIRD = 3, "Third"
    FOURTH = 4, "Fourth"
    LAST = -1, "Last"


class ListState(models.TextChoices):
    """Where a school stands on a forum's distribution list."""

    ASKED = "asked", "Has asked to join"
    MEMBER = "member", "On the list"
    REFUSED = "refused", "Not added"
    LEFT = "left", "Left the list"
    REMOVED = "removed", "Taken off the list"


ON_THE_LIST = (ListState.ASKED, ListState.MEMBER)
"""A school stands on a list once at a time."""
