"""Links that show a round's results to somebody without an account."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from partnerships.models.evaluation import Round


class ResultsLink(models.Model):
    """Who it is for, until when it opens, and whether it was withdrawn before. The link is signed, not stored."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="links")
    made_for = models.CharField(max_length=100, help_text="a body or an office, for the list of links")
    last_on = models.DateField(help_text="the last day on which it opens")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="who_withdrew_a_link_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round}, for {self.made_for}"
