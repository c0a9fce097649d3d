from typing import ClassVar

from django.db import models

from essex_portal.jobs.states import UNFINISHED, JobState


class Job(models.Model):
    """Work that a Celery worker carries out, as a row: what is not finished is never forgotten.

    A subclass names the task that carries it out (`task_name`); `jobs.services.run` moves the state.
    """

    task_name = ""

    state = models.CharField(max_length=10, choices=JobState, default=JobState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, help_text="what went wrong, in words for the person who waits")
    requested_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(auto_now_add=True, help_text="when it was last handed to the broker")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.CheckConstraint, ...]] = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_finished_when_it_has_an_end",
                condition=models.Q(state__in=UNFINISHED, finished_at__isnull=True)
                | models.Q(state__in=(JobState.READY, JobState.FAILED), finished_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["queued_at"],
                name="%(app_label).8s_%(class).12s_open",
                condition=models.Q(state__in=UNFINISHED),
            ),
        )

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def percent(self) -> int:
        return min(100, self.progress_done * 100 // self.progress_total) if self.progress_total else 0
