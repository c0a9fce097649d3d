"""The link by which people put themselves down for places that were booked without names."""

from django.conf import settings
from django.db import models

from traded_assessment.models.attendees import new_link_key
from traded_assessment.models.orders import Booking


class NamingLink(models.Model):
    """The link of one booking. A new key ends the link that was handed out before."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, primary_key=True, related_name="naming_link")
    key = models.CharField(max_length=12, default=new_link_key, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Link to name people for {self.booking}"
