"""Choices of SEND."""

from django.db import models

STATEMENT = "send-statement"
QUADRANTS = "send-quadrants"
"""The addresses of the two programmes in the tracker."""


class VisitKind(models.TextChoices):
    MONITORING = "monitoring", "Monitoring visit"
    REVIEW = "review", "Review of progress"
    INSPECTION = "inspection", "Inspection or revisit"


class PaperKind(models.TextChoices):
    STATEMENT = "statement", "Statement of action"
    PLAN = "plan", "Project plan"
    OTHER = "other", "Other paper"


class PartKind(models.TextChoices):
    """What a part of the SEND strategy is."""

    CONTENT = "content", "Contents"
    THEME = "theme", "Themes"
    MEASURE = "measure", "Success measures"


class PublicState(models.TextChoices):
    """A public page that waits for approval is a draft that was handed in."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class Standing(models.TextChoices):
    """How something stands, in words for families."""

    DONE = "done", "Done"
    ON_TRACK = "on_track", "On track"
    LATE = "late", "Later than promised"
    OFF_TRACK = "off_track", "Not going as promised"
    NOT_YET = "not_yet", "Not due yet"
