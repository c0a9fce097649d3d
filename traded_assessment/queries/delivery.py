"""What the training office has set for the time around a session."""

from traded_assessment.models import DeliverySettings


def delivery_settings() -> DeliverySettings:
    """The row as it is now; before the office has saved one, what the portal begins with. One query."""
    return DeliverySettings.objects.first() or DeliverySettings()
