import pgtrigger
from django.db import models


class AuditEvent(models.Model):
    """Who did what to what, when and why. Plain labels and ids: it outlives what it speaks of."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    event = models.CharField(max_length=80, help_text="noun.verb, for example membership.removed")
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=254)
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(max_length=254)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=["target_type", "target_id", "-at"], name="audit_by_target"),
            models.Index(fields=["event", "-at"], name="audit_by_event"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.event} {self.target_label}"
