"""The invoice run: rehearsed by a worker, looked at by finance, then carried out once.

Each bill is issued in a transaction of its own, so a killed worker leaves whole invoices and the sweeper's next worker
goes on with the rest. Rows are locked in the order of order lines, then the number series.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from time import sleep
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.documents import services as documents
from essex_portal.documents.models import Document
from essex_portal.jobs import services as jobs
from essex_portal.jobs.states import UNFINISHED, JobState
from essex_portal.ui.words import date_words
from traded_assessment.billing import HeldBack, PlannedBill
from traded_assessment.models import InvoiceRun, OrderLine, Rehearsal, RehearsedBill, RehearsedLine
from traded_assessment.queries.unbilled import Unbilled, plan_up_to
from traded_assessment.services.bills import bill_of, lacking_on
from traded_assessment.services.invoicing import issue
from traded_assessment.states import BillState

STEP = 20
"""Bills between two reports of progress."""
WAITS, WAIT_SECONDS = 60, 0.5
CHANGED = "Something of it has changed since the rehearsal. It is in the next one."


class RunRefused(Exception):
    """Nothing was started; `str()` says why, `field` is the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def request_rehearsal(*, period_end: date, by: Any, today: date) -> Rehearsal:
    """Let a worker find what a run up to `period_end`, inclusive, would bill. Raises RunRefused, PermissionDenied."""
    _check_permission(by)
    if period_end > today:
        raise RunRefused(f"Last day must be today, {date_words(today)}, or earlier", field="period_end")
    rehearsal = Rehearsal.objects.create(period_end=period_end, requested_by_id=by.pk)
    record(event="invoice_run.rehearsed", target=rehearsal, by=by, after={"period_end": period_end})
    jobs.enqueue(rehearsal)
    return rehearsal


@transaction.atomic
def start_run(*, rehearsal: Rehearsal, by: Any, today: date) -> InvoiceRun:
    """Let a worker issue what the rehearsal lists, dated today. A second press gets the run of the first.

    Raises RunRefused, PermissionDenied.
    """
    _check_permission(by)
    rehearsal = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    if earlier := InvoiceRun.objects.filter(rehearsal=rehearsal).first():
        return earlier
    if rehearsal.state != JobState.READY:
        raise RunRefused("The rehearsal is not ready yet")
    planned = rehearsal.bills.filter(state=BillState.PLANNED).count()
    if not planned:
        raise RunRefused("There is nothing to issue")
    run = InvoiceRun.objects.create(rehearsal=rehearsal, issued_on=today, started_by=by, requested_by_id=by.pk)
    record(event="invoice_run.started", target=run, by=by, after={"rehearsal": rehearsal.pk, "bills": planned})
    jobs.enqueue(run)
    return run


@transaction.atomic
def retry_run(*, job: Rehearsal | InvoiceRun, by: Any) -> None:
    """Put a failed rehearsal or run back to work; what is issued stays issued. Raises PermissionDenied."""
    _check_permission(by)
    record(event="invoice_run.retried", target=job, by=by, before={"error": job.error})
    jobs.retry(job)


def rehearse(rehearsal_id: int, *, now: datetime) -> None:
    """Carry out a rehearsal; safe to call twice."""
    jobs.run(Rehearsal, rehearsal_id, lambda job, progress: _rehearse(job, progress, now))


def carry_out(run_id: int, *, now: datetime) -> None:
    """Carry out a run, or what a killed worker left of it; safe to call twice."""
    jobs.run(InvoiceRun, run_id, lambda job, progress: _carry_out(job, progress, now))


def _check_permission(by: Any) -> None:
    if not holds(by, Permission.MANAGE_BILLING):
        raise PermissionDenied


def _rehearse(rehearsal: Rehearsal, progress: jobs.Progress, now: datetime) -> None:
    if rehearsal.bills.exists():
        return  # a worker ended between writing all of it and saying so
    unbilled = plan_up_to(rehearsal.period_end, now=now, lacking=lacking_on(timezone.localdate(now)))
    whole: list[PlannedBill | HeldBack] = [*unbilled.plan.bills, *unbilled.plan.held_back]
    progress(0, len(whole))
    with transaction.atomic():
        bills = RehearsedBill.objects.bulk_create(
            _row(rehearsal, position, one) for position, one in enumerate(whole, start=1)
        )
        RehearsedLine.objects.bulk_create(
            RehearsedLine(rehearsal=rehearsal, bill=row, order_line_id=line.id, net=line.net, vat=line.vat)
            for row, one in zip(bills, whole, strict=True)
            for line in _bill(one).lines
        )
    progress(len(whole), len(whole))


def _bill(one: PlannedBill | HeldBack) -> PlannedBill:
    return one.bill if isinstance(one, HeldBack) else one


def _row(rehearsal: Rehearsal, position: int, one: PlannedBill | HeldBack) -> RehearsedBill:
    bill, faults = _bill(one), one.faults if isinstance(one, HeldBack) else ()
    return RehearsedBill(
        rehearsal=rehearsal,
        position=position,
        payer_id=bill.payer_id,
        school_id=bill.school_id,
        kind=bill.kind,
        tier=bill.tier,
        outside_scope=bill.outside_scope,
        purchase_order=bill.purchase_order,
        references=list(bill.orders),
        faults=[{"problem": fault.problem, "words": fault.words} for fault in faults],
        line_count=len(bill.lines),
        net=bill.net,
        vat=bill.vat,
        gross=bill.gross,
        state=BillState.HELD_BACK if faults else BillState.PLANNED,
    )


def _carry_out(run: InvoiceRun, progress: jobs.Progress, now: datetime) -> jobs.Result:
    bills = run.rehearsal.bills.exclude(state=BillState.HELD_BACK)
    total = 2 * bills.count()
    waiting = list(bills.filter(state=BillState.PLANNED).values_list("pk", flat=True))
    for done, pk in enumerate(waiting, start=total // 2 - len(waiting)):
        if done % STEP == 0:
            progress(done, total)
        _issue_one(pk, run, now)
    _make_files(run, progress, total)
    return {"manifest_id": _manifest_of(run).pk}


@transaction.atomic
def _issue_one(bill_id: int, run: InvoiceRun, now: datetime) -> None:
    """Issue one bill, or leave it out when it is not any more what the rehearsal showed."""
    row = RehearsedBill.objects.select_for_update(no_key=True).get(pk=bill_id)
    if row.state != BillState.PLANNED:
        return
    lines = dict(row.lines.order_by("order_line_id").values_list("order_line_id", "pk"))
    list(OrderLine.objects.select_for_update().filter(pk__in=lines).order_by("pk").values_list("pk"))
    unbilled = plan_up_to(run.rehearsal.period_end, now=now, line_ids=lines, lacking=lacking_on(run.issued_on))
    if not _is_still(row, unbilled):
        row.state, row.left_out = BillState.LEFT_OUT, CHANGED
    else:
        bill = bill_of(unbilled.plan.bills[0], unbilled.lines, unbilled.terms)
        row.state, row.invoice = BillState.ISSUED, issue(bill, by=run.started_by, on=run.issued_on)
    row.save(update_fields=["state", "left_out", "invoice"])


def _is_still(row: RehearsedBill, unbilled: Unbilled) -> bool:
    bills = unbilled.plan.bills
    if unbilled.plan.held_back or len(bills) != 1:
        return False
    [now] = bills
    rehearsed = {line.order_line_id: (line.net, line.vat) for line in row.lines.all()}
    return (
        (row.payer_id, row.school_id, row.kind, row.tier, row.purchase_order)
        == (now.payer_id, now.school_id, now.kind, now.tier, now.purchase_order)
    ) and rehearsed == {line.id: (line.net, line.vat) for line in now.lines}


def _make_files(run: InvoiceRun, progress: jobs.Progress, total: int) -> None:
    """Make the PDFs that no other worker has made meanwhile. Raises JobError when one cannot be made."""
    files = Document.objects.filter(pk__in=run.rehearsal.bills.exclude(invoice=None).values("invoice__document"))
    waiting = list(files.exclude(state=JobState.READY).order_by("pk").values_list("pk", flat=True))
    for done, pk in enumerate(waiting, start=total - len(waiting)):
        if done % STEP == 0:
            progress(done, total)
        documents.make(pk)
    _wait_for_other_workers(files, lambda: progress(total, total))
    if failed := list(files.filter(state=JobState.FAILED).order_by("pk").values_list("filename", flat=True)):
        raise jobs.JobError(_not_made(failed))
    if files.filter(state__in=UNFINISHED).exists():
        raise FilesUnderWay("another worker is still making some of the PDFs")


def _wait_for_other_workers(files: QuerySet[Document], still_here: Callable[[], None]) -> None:
    """Half a minute at most, for the last PDFs that other workers had taken up already."""
    for _ in range(WAITS):
        still_here()
        if not files.filter(state__in=UNFINISHED).exists():
            return
        sleep(WAIT_SECONDS)


class FilesUnderWay(Exception):
    """A worker died over a PDF, or is very slow: the sweeper tries both again."""


def _not_made(filenames: Sequence[str]) -> str:
    return (
        f"The invoices are issued, but {', '.join(filenames[:3])} could not be made. "
        "Open the invoice and try its PDF again, then try this again."
    )


def _manifest_of(run: InvoiceRun) -> Document:
    """The signed list of what was issued, made at once; the same however often it is asked for."""
    manifest = documents.request_document(
        kind="invoice_run_manifest",
        key=f"invoice_run:{run.pk}",
        parameters={"run": run.pk},
        filename=f"invoice-run-{run.pk}-manifest.csv",
        by=run.started_by,
    )
    documents.make(manifest.pk)
    return manifest
