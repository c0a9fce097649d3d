"""What a person keeps for themselves: watched actions and saved filters."""

from django.conf import settings
from django.db import models

from essex_portal.tracker.models.actions import Action


class Watch(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="watches")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "watches"
        constraints = (models.UniqueConstraint(fields=["user", "action"], name="watched_once"),)

    def __str__(self) -> str:
        return f"{self.user} watches {self.action}"


class SavedFilter(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tracker_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, help_text="what stands behind the question mark of the tracker's address")

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["user", "name"], name="one_saved_filter_a_name"),)

    def __str__(self) -> str:
        return self.name


class DigestOff(models.Model):
    """Somebody wants no morning summary. As long as the row is there, none is sent."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_off")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "digests off"

    def __str__(self) -> str:
        return f"{self.user} wants no summary"
