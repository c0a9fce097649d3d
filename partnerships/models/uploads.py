"""A list of members that somebody sent: kept as it was read, looked at, then confirmed or thrown away."""

from django.conf import settings
from django.db import models

from essex_portal.organisations.models import Organisation
from partnerships.states import UploadState


class MembershipUpload(models.Model):
    """One file. `rows` are its lines as read; `choices` what the officer said that an unknown name means."""

    filename = models.CharField(max_length=200)
    rows = models.JSONField(help_text="line, partnership, school, urn, from_on, until, reason of each row")
    choices = models.JSONField(default=dict, help_text="unknown name → number of the organisation, 0: leave it out")
    from_on = models.DateField(help_text="first day of a row that names none")
    complete = models.BooleanField(default=False, help_text="schools that the list lacks leave its partnerships")
    quadrant = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.OPEN)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict, help_text="how many were added and ended")

    class Meta:
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"Members in {self.filename}"
