"""A worker of two processes rehearses and carries out an invoice run: numbers, PDFs, mails, signed manifest."""

import time
from typing import TypeVar

from django.utils import timezone

from essex_portal.accounts.roles import Role
from essex_portal.jobs.models import Job
from tests.benchmarks import seeding
from tests.benchmarks.parts import core_seconds, megabytes, running, unfinished
from tests.benchmarks.report import at_most, exactly, note, plain
from traded_assessment.models import Invoice
from traded_assessment.services.invoice_runs import request_rehearsal, start_run

DOCUMENTS, PROCESSES = 500, 2
J = TypeVar("J", bound=Job)


def main() -> None:
    seeding.unbilled_orders(DOCUMENTS)
    by, today = seeding.person(Role.FINANCE), timezone.localdate()
    with running("worker") as services:
        rehearsal = _finished(request_rehearsal(period_end=today, by=by, today=today))
        used = core_seconds(services["worker"])
        run = _finished(start_run(rehearsal=rehearsal, by=by, today=today))
        used = core_seconds(services["worker"]) - used
        memory = megabytes(services["worker"])
    exactly(
        DOCUMENTS, Invoice.objects.filter(rehearsed_bill__rehearsal=rehearsal).count(), "documents issued, none twice"
    )
    plain(_seconds(rehearsal), f"seconds to rehearse a run of {DOCUMENTS} documents")
    plain(_seconds(run), "seconds to issue, print, queue the mails of, and sign for all of them")
    plain(DOCUMENTS / _seconds(run), f"documents a second, {PROCESSES} worker processes")
    plain(DOCUMENTS / _seconds(run) / PROCESSES, "documents a second a worker process")
    plain(used / DOCUMENTS * 1000, "ms of one core each, with number, row, PDF and file")
    at_most(200, max(memory), "MB in the largest worker process")
    note(f"manifest {run.manifest.sha256[:12] if run.manifest else 'missing'}; {unfinished()} mails still to send")


def _finished(job: J, *, most_seconds: float = 600) -> J:
    began = time.monotonic()
    while not job.is_finished:
        if time.monotonic() - began > most_seconds:
            raise TimeoutError(f"{job} is {job.state} after {most_seconds} seconds: {job.error}")
        time.sleep(0.2)
        job.refresh_from_db()
    return job


def _seconds(job: Job) -> float:
    """How long a worker had it in hand."""
    return (job.finished_at - job.started_at).total_seconds() if job.finished_at and job.started_at else 0.0
