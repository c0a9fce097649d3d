"""Links by which a partner without an account answers for its part in an action."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.tracker.models.parties import Party


class PartyLink(models.Model):
    """One mail to one partner. A new link for the party ends the one before."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="links")
    to = models.EmailField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["party"], condition=Q(withdrawn_at__isnull=True), name="one_link_of_a_party_at_a_time"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="a_party_link_lasts_a_while"),
        )

    def __str__(self) -> str:
        return f"Link for {self.party}"
