"""Background work in one list: what an administrator sees when something is stuck.

Register imports have a page of their own, where a refused file belongs.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.http import Http404

from essex_portal.documents.models import Document
from essex_portal.jobs.models import Job
from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from essex_portal.tracker.models import ImportConfirmation, UpdateSheet
from traded_assessment.models import InvoiceRun, Rehearsal, SessionCallOff

KINDS: dict[str, tuple[str, type[Job]]] = {
    "document": ("Document", Document),
    "message": ("E-mail", Message),
    "update_sheet": ("Spreadsheet", UpdateSheet),
    "programme_import": ("Programme", ImportConfirmation),
    "rehearsal": ("Invoicing", Rehearsal),
    "invoice_run": ("Invoicing", InvoiceRun),
    "call_off": ("Session", SessionCallOff),
}
AT_MOST = 100
NAMED_BY = {SessionCallOff: ("training_session__course",), ImportConfirmation: ("action_import",)}
"""What the words of a kind need besides its own row, fetched with it."""


@dataclass(frozen=True)
class Row:
    kind: str
    kind_words: str
    pk: int
    what: str
    state: str
    state_words: str
    attempts: int
    error: str
    asked_at: datetime

    @property
    def failed(self) -> bool:
        return self.state == JobState.FAILED


def unfinished_or_failed() -> list[Row]:
    """The newest hundred of each kind that did not succeed (yet), failed ones first. One query a kind."""
    rows = chain.from_iterable(_rows(kind, words, model) for kind, (words, model) in KINDS.items())
    return sorted(rows, key=lambda row: (not row.failed, -row.asked_at.timestamp()))


def number_failed() -> int:
    """How many jobs of all kinds failed. One query."""
    first, *others = (
        model._default_manager.filter(state=JobState.FAILED).order_by().values("pk") for _, model in KINDS.values()
    )
    return first.union(*others, all=True).count()


def job_or_404(kind: str, pk: int) -> Job:
    """The job of a kind. Raises Http404 for a kind or row that is not there."""
    if kind not in KINDS:
        raise Http404
    job = KINDS[kind][1]._default_manager.filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def _rows(kind: str, words: str, model: type[Job]) -> list[Row]:
    open_jobs = model._default_manager.exclude(state=JobState.READY).order_by("-created_at")
    if needed := NAMED_BY.get(model):
        open_jobs = open_jobs.select_related(*needed)
    return [
        Row(
            kind=kind,
            kind_words=words,
            pk=job.pk,
            what=str(job),
            state=job.state,
            state_words=job.get_state_display(),
            attempts=job.attempts,
            error=job.error,
            asked_at=job.created_at,
        )
        for job in open_jobs[:AT_MOST]
    ]
