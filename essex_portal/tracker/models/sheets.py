"""A filled-in spreadsheet of updates: kept as it was read, checked by a worker, confirmed, carried out by a worker."""

from django.conf import settings
from django.db import models

from essex_portal.jobs.models import Job
from essex_portal.tracker.models.programmes import Programme
from essex_portal.tracker.states import SheetStep


class UpdateSheet(Job):
    """`rows` are the filled-in lines as read; `outcomes` what became, or would become, of each of them."""

    task_name = "tracker.carry_out_sheet"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="update_sheets")
    filename = models.CharField(max_length=200)
    rows = models.JSONField()
    step = models.CharField(max_length=10, choices=SheetStep, default=SheetStep.CHECK)
    outcomes = models.JSONField(default=list, help_text="line, reference, state, words and latest update of each row")
    bases = models.JSONField(default=dict, help_text="line → the other update that the author saw and overrules")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Job.Meta):
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"Updates in {self.filename}"
