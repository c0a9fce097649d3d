"""When partnerships met."""

from django.conf import settings
from django.db import models

from essex_portal.organisations.models import Organisation


class PartnershipMeeting(models.Model):
    """A meeting that was held. What was agreed in it belongs to evaluation."""

    partnership = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnership_meetings")
    held_on = models.DateField()
    about = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "held_on", "about"], name="one_meeting_a_day_and_subject"),
        )

    def __str__(self) -> str:
        return f"{self.partnership}, {self.held_on:%-d %B %Y}"
