from django.db import models


class InvitationState(models.TextChoices):
    """What has become of an invitation. Open and expired ones can be renewed and withdrawn."""

    OPEN = "open", "Waiting for an answer"
    EXPIRED = "expired", "Expired"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


PENDING = frozenset({InvitationState.OPEN, InvitationState.EXPIRED})


class Scope(models.TextChoices):
    """What an API token is good for. Public facts need none."""

    BOOKINGS = "bookings", "See and make training bookings"
    INVOICES = "invoices", "Read invoices"
    TRACKER = "tracker", "Read programmes and actions"
