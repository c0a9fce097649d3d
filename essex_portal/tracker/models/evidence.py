"""What shows that something was done. Accepted by somebody other than who brought it. Source: domain.md J7."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.tracker.models.actions import Action
from essex_portal.tracker.states import EvidenceKind

decided_once = pgtrigger.Trigger(
    name="evidence_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE'
            AND (OLD.accepted_at IS NULL
                 OR (OLD.accepted_at, OLD.accepted_by_id) = (NEW.accepted_at, NEW.accepted_by_id))
            AND (OLD.withdrawn_at IS NULL OR OLD.withdrawn_at = NEW.withdrawn_at)
            AND to_jsonb(NEW) - ARRAY['accepted_at', 'accepted_by_id', 'withdrawn_at', 'withdrawn_by_id']
              = to_jsonb(OLD) - ARRAY['accepted_at', 'accepted_by_id', 'withdrawn_at', 'withdrawn_by_id'] THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'evidence stays as it was brought' USING ERRCODE = 'check_violation';
    """,
)


class Evidence(models.Model):
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=EvidenceKind)
    url = models.URLField(max_length=500, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    storage_key = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("added_at", "pk")
        verbose_name_plural = "evidence"
        constraints = (
            models.CheckConstraint(
                condition=(Q(kind=EvidenceKind.LINK, storage_key="") & ~Q(url=""))
                | (Q(kind=EvidenceKind.FILE, url="") & ~Q(storage_key="")),
                name="evidence_is_a_file_or_a_link",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | (
                    Q(accepted_at__isnull=False, accepted_by__isnull=False)
                    & (Q(added_by=None) | ~Q(accepted_by=F("added_by")))
                ),
                name="evidence_is_accepted_by_somebody_else",
            ),
        )
        triggers = (decided_once,)

    def __str__(self) -> str:
        return self.title
