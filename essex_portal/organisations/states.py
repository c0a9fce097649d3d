from django.db import models


class OrganisationKind(models.TextChoices):
    SCHOOL = "school", "School"
    TRUST = "trust", "Trust"
    PARTNERSHIP = "partnership", "Partnership"
    QUADRANT = "quadrant", "Quadrant"
    COUNCIL_TEAM = "council_team", "Council team"
    OTHER = "other", "Other body"


class EstablishmentStatus(models.IntegerChoices):
    """The register's own codes. Source: domain.md A8."""

    OPEN = 1, "Open"
    CLOSED = 2, "Closed"
    OPEN_PROPOSED_TO_CLOSE = 3, "Open, but proposed to close"
    PROPOSED_TO_OPEN = 4, "Proposed to open"


OPEN_STATUSES = (EstablishmentStatus.OPEN, EstablishmentStatus.OPEN_PROPOSED_TO_CLOSE)
