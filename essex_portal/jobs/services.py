"""Carrying out jobs so that a killed worker, a lost message or a second delivery leaves one result."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from celery import current_app
from django.apps import apps
from django.db import connection, transaction
from django.db.models import BooleanField, Func
from django.utils import timezone

from essex_portal.jobs.models import Job
from essex_portal.jobs.states import UNFINISHED, JobState

log = logging.getLogger("portal.jobs")

J = TypeVar("J", bound=Job)
Progress = Callable[[int, int], None]
Result = dict[str, Any] | None
"""What the work found out, as fields of the job: written in the same statement that calls it ready."""

MAX_ATTEMPTS = 4
LEFT_BEHIND_AFTER = timedelta(seconds=90)


class JobError(Exception):
    """The work cannot succeed however often it is tried; the text is for the person who waits."""


def enqueue(job: Job) -> None:
    """Hand the job to its task once the transaction has committed."""
    task = current_app.tasks[job.task_name]
    pk = job.pk
    transaction.on_commit(lambda: task.delay(pk))


def run(model: type[J], pk: int, work: Callable[[J, Progress], Result]) -> None:
    """Carry out one job: claim it, call `work(job, progress)`, and write how it ended.

    Does nothing when the job is finished, gone, or in another worker's hands. `work` may raise JobError
    with words for the person; any other error is tried again by the sweeper, MAX_ATTEMPTS times in all.
    """
    with _claimed(model, pk) as job:
        if job is None:
            return
        try:
            result = work(job, _progress_of(job))
        except JobError as error:
            _end(job, JobState.FAILED, str(error))
        except Exception:
            log.exception("job failed", extra={"job": f"{model._meta.label_lower}:{pk}"})
            _give_up_or_wait(job)
        else:
            _end(job, JobState.READY, "", result)


def retry(job: Job) -> None:
    """Put a failed job back at the start, asked for by a person. Does nothing to an unfinished one."""
    changed = (
        type(job)
        ._default_manager.filter(pk=job.pk, state=JobState.FAILED)
        .update(
            state=JobState.PENDING,
            attempts=0,
            error="",
            finished_at=None,
            started_at=None,
            progress_done=0,
            queued_at=timezone.now(),
        )
    )
    if changed:
        enqueue(job)


def sweep(*, now: datetime) -> int:
    """Queue again what was left behind: unfinished, and last queued or moved 90 seconds ago or more.

    Queuing a job that is in fact being worked on is harmless: `run` finds it claimed. Returns how many.
    """
    count = 0
    for model in _job_models():
        stale = model._default_manager.filter(state__in=UNFINISHED, queued_at__lt=now - LEFT_BEHIND_AFTER)
        for job in stale.order_by("queued_at")[:200]:
            if type(job)._default_manager.filter(pk=job.pk, queued_at=job.queued_at).update(queued_at=now):
                enqueue(job)
                count += 1
    return count


def unfinished_jobs() -> int:
    """How many jobs of all kinds wait or are under way."""
    return sum(model._default_manager.filter(state__in=UNFINISHED).count() for model in _job_models())


def _job_models() -> Iterator[type[Job]]:
    return (model for model in apps.get_models() if issubclass(model, Job))


@contextmanager
def _claimed(model: type[J], pk: int) -> Iterator[J | None]:
    """The unfinished job, started and in these hands alone; None when there is nothing to do.

    The database's lock goes when the worker's connection goes, so a killed worker holds nothing.
    """
    keys = (_lock_class(model), pk % 2**31)
    lock = Func(*keys, function="pg_try_advisory_lock", output_field=BooleanField())
    job = model._default_manager.filter(pk=pk, state__in=UNFINISHED).annotate(locked=lock).first()
    if job is None or not job.locked:  # type: ignore[attr-defined]
        yield None
        return
    try:
        yield job if _start(job) else None
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", keys)


def _lock_class(model: type[Job]) -> int:
    return sum(ord(letter) * 31**place for place, letter in enumerate(model._meta.label_lower)) % 2**31


def _start(job: Job) -> bool:
    """False when somebody finished it after it was read and before it was locked."""
    values = {"state": JobState.RUNNING, "attempts": job.attempts + 1, "started_at": timezone.now()}
    for name, value in values.items():
        setattr(job, name, value)
    return bool(type(job)._default_manager.filter(pk=job.pk, state__in=UNFINISHED).update(**values))


def _end(job: Job, state: JobState, error: str, result: Result = None) -> None:
    fields = {"state": state, "error": error, "finished_at": timezone.now(), **(result or {})}
    for name, value in fields.items():
        setattr(job, name, value)
    job.save(update_fields=list(fields))


def _give_up_or_wait(job: Job) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        _end(job, JobState.FAILED, "Something went wrong on our side. Nothing is lost. Try again.")
        return
    job.state = JobState.PENDING
    job.save(update_fields=["state"])


def _progress_of(job: Job) -> Progress:
    def progress(done: int, total: int) -> None:
        values: dict[str, Any] = {"progress_done": done, "progress_total": total, "queued_at": timezone.now()}
        type(job)._default_manager.filter(pk=job.pk).update(**values)

    return progress
