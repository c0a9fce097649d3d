"""Choices of the directory. Keys are stored."""

from django.db import models


class MemberSource(models.TextChoices):
    """Who said that a school belongs to a partnership."""

    OFFICER = "officer", "Kept by an officer"
    UPLOAD = "upload", "Uploaded list"
    SCHOOL = "school", "Proposed by the school"
    REGISTER = "register", "School register"


class OfficeScope(models.TextChoices):
    """What an office is held for."""

    COUNTY = "county", "The county"
    QUADRANT = "quadrant", "A quadrant"
    PARTNERSHIP = "partnership", "A partnership"


class SeatKind(models.TextChoices):
    """What kind of body has a seat on a board."""

    ORGANISATION = "organisation", "Organisation"
    PARTNERSHIP = "partnership", "Partnership or trust"
    SCHOOL = "school", "School"


class ProposedChange(models.TextChoices):
    JOIN = "join", "Join"
    LEAVE = "leave", "Leave"


class ProposalState(models.TextChoices):
    ASKED = "asked", "Waits for an answer"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class UploadState(models.TextChoices):
    OPEN = "open", "To be confirmed"
    CONFIRMED = "confirmed", "Confirmed"
    DISCARDED = "discarded", "Thrown away"
