"""Invoices that a school or finance does not agree with. Source: domain.md B18."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from traded_assessment.models.invoices import Invoice
from traded_assessment.states import DisputeOutcome

CLOSED = Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="") & ~Q(answer="")
OPEN = Q(closed_at__isnull=True, closed_by__isnull=True, outcome="", answer="")


class Dispute(models.Model):
    """While one is open nobody is reminded of the invoice. One at a time; closed with an answer, never deleted."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="disputes")
    reason = models.CharField(max_length=500)
    by_school = models.BooleanField(help_text="the school said so itself; otherwise finance wrote it down")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=DisputeOutcome, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(closed_at__isnull=True), name="one_open_dispute_an_invoice"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_dispute_says_why"),
            models.CheckConstraint(condition=OPEN | CLOSED, name="a_closed_dispute_has_its_answer"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="a_dispute_ends_after_it_began",
            ),
        )

    def __str__(self) -> str:
        return f"Dispute about {self.invoice}"
