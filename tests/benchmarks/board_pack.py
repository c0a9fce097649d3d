"""A worker makes the board pack of 200 actions with five years of history: PDF and spreadsheet."""

from datetime import timedelta

from django.utils import timezone

from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.tracker.models import Programme
from essex_portal.tracker.seeding import Size, seed
from essex_portal.tracker.services.board_packs import make_pack
from tests.benchmarks import seeding
from tests.benchmarks.parts import core_seconds, megabytes, running, wait_for_worker
from tests.benchmarks.report import at_most, note, plain

SIZE = Size(actions=200, updates=4_000)
DAYS = 90


def main() -> None:
    seed(SIZE, now=timezone.now(), say=note)
    now = timezone.now()
    with running("worker") as services:
        pack = make_pack(
            title="Partnership Board", programmes=list(Programme.objects.filter(slug__startswith="seeded-")),
            as_at=now, since=now - timedelta(days=DAYS), by=seeding.person(Role.DIRECTOR), now=now,
        )  # fmt: skip
        at_most(10, wait_for_worker(), f"seconds until PDF and spreadsheet of {SIZE.actions} actions are there")
        plain(core_seconds(services["worker"]), "seconds of one core, the worker's start included")
        at_most(200, max(megabytes(services["worker"])), "MB in the largest worker process")
    pack.refresh_from_db()
    for made in (pack.pdf, pack.spreadsheet):
        plain(_seconds(made), f"seconds a worker process had the {made.filename} in hand")


def _seconds(made: Document) -> float:
    return (made.finished_at - made.started_at).total_seconds() if made.finished_at and made.started_at else 0.0
