"""What hangs on the statement of action beside the tracker: why, what will be different, its papers, visits."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.documents.models import StoredFile
from essex_portal.tracker.models import Workstream
from send.states import PaperKind, VisitKind


class WorkstreamStatement(models.Model):
    """What the statement says of a workstream. Its columns are those of the published one. Source: domain.md J2."""

    workstream = models.OneToOneField(Workstream, on_delete=models.PROTECT, related_name="send_statement")
    weakness = models.TextField(max_length=2000, blank=True, help_text="what the inspection found")
    families = models.TextField(max_length=2000, blank=True, help_text="what will be different for families")
    practitioners = models.TextField(max_length=2000, blank=True)
    system = models.TextField(max_length=2000, blank=True)
    measured = models.TextField(max_length=2000, blank=True, help_text="how it is measured")

    def __str__(self) -> str:
        return str(self.workstream)


class StatementPaper(models.Model):
    """A file of the statement: the statement as it was sent, the project plan beside it. Taken back, it stays here."""

    kind = models.CharField(max_length=10, choices=PaperKind)
    title = models.CharField(max_length=150)
    dated_on = models.DateField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-dated_on", "title", "pk")

    def __str__(self) -> str:
        return self.title


class MonitoringVisit(models.Model):
    """A visit of the department and the health service, or an inspection; planned or held."""

    kind = models.CharField(max_length=12, choices=VisitKind)
    held_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="last day, inclusive")
    visitors = models.CharField(max_length=200, help_text="bodies and offices")
    looked_at = models.TextField(max_length=2000, blank=True)
    outcome = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="a_visit_ends_after_it_begins", condition=Q(until_on=None) | Q(until_on__gte=F("held_on"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.held_on:%-d %B %Y}"


class VisitLetter(models.Model):
    """A letter before or after a visit. Taken back, it stays here."""

    visit = models.ForeignKey(MonitoringVisit, on_delete=models.PROTECT, related_name="letters")
    title = models.CharField(max_length=150)
    dated_on = models.DateField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("dated_on", "pk")

    def __str__(self) -> str:
        return self.title
