"""A worker of two processes makes the PDFs of a thousand invoices."""

import time

from essex_portal.documents.models import Document
from essex_portal.documents.tasks import make
from essex_portal.jobs.states import JobState
from tests.benchmarks import seeding
from tests.benchmarks.parts import core_seconds, megabytes, running
from tests.benchmarks.report import at_least, at_most, note

INVOICES, WARM_UP = 1_000, 100


def main() -> None:
    seeding.invoices(INVOICES)
    for pk in Document.objects.values_list("pk", flat=True):
        make.delay(pk)
    with running("worker") as services:
        _wait_for(WARM_UP)
        before, began, used = _ready(), time.monotonic(), core_seconds(services["worker"])
        _wait_for(INVOICES)
        made, seconds = INVOICES - before, time.monotonic() - began
        used = core_seconds(services["worker"]) - used
        memory = megabytes(services["worker"])
    at_least(60, made / seconds, "invoice PDFs a second with two worker processes")
    at_most(20, used / made * 1000, "ms of one core, each, with its row, its file and the mail that tells of it")
    at_most(200, max(memory), "MB in the largest worker process")
    note(f"{Document.objects.filter(state=JobState.READY).count():,} were made")


def _ready() -> int:
    return Document.objects.filter(state=JobState.READY).count()


def _wait_for(count: int, *, most_seconds: float = 300) -> None:
    began = time.monotonic()
    while _ready() < count:
        if time.monotonic() - began > most_seconds:
            raise TimeoutError(f"{_ready()} of {count} PDFs were made in {most_seconds} seconds.")
        time.sleep(0.1)
