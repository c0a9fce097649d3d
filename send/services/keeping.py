"""Keeping what hangs on the statement, and the strategy: each change leaves its trace."""

from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from essex_portal.audit.changes import write
from essex_portal.audit.services import record
from essex_portal.documents.uploads import store_upload
from essex_portal.tracker.plans import days_meant
from send.models import (
    MonitoringVisit,
    StatementPaper,
    StrategyPart,
    StrategyStage,
    VisitLetter,
    WorkstreamStatement,
)


class SendRefused(Exception):
    """What is asked is not possible; `str()` tells the person why, `field` names the field at fault."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def save_statement(*, statement: WorkstreamStatement, values: dict[str, Any], by: Any) -> WorkstreamStatement:
    """Change what the statement says of a workstream."""
    write(statement, values, noun="workstream_statement", by=by)
    return statement


@transaction.atomic
def save_visit(*, visit: MonitoringVisit | None, values: dict[str, Any], by: Any) -> MonitoringVisit:
    """Plan or write down a visit, or change one. Raises SendRefused when it ends before it begins."""
    if values["until_on"] and values["until_on"] < values["held_on"]:
        raise SendRefused("The last day must be the first day or after it.", field="until_on")
    visit = visit or MonitoringVisit()
    write(visit, values, noun="monitoring_visit", by=by)
    return visit


@transaction.atomic
def add_letter(
    *, visit: MonitoringVisit, title: str, dated_on: date, upload: File, by: Any, now: datetime
) -> VisitLetter:
    """Keep a letter with a visit."""
    file = store_upload(upload, by=by, now=now)
    letter = VisitLetter.objects.create(
        visit=visit, title=title, dated_on=dated_on, file=file, added_at=now, added_by=by
    )
    record(event="visit_letter.added", target=letter, by=by, after={"title": title, "file": file.filename})
    return letter


@transaction.atomic
def add_paper(*, kind: str, title: str, dated_on: date, upload: File, by: Any, now: datetime) -> StatementPaper:
    """Keep a paper of the statement, such as the project plan beside it."""
    file = store_upload(upload, by=by, now=now)
    paper = StatementPaper.objects.create(
        kind=kind, title=title, dated_on=dated_on, file=file, added_at=now, added_by=by
    )
    record(event="statement_paper.added", target=paper, by=by, after={"title": title, "file": file.filename})
    return paper


@transaction.atomic
def withdraw(*, row: VisitLetter | StatementPaper, by: Any, now: datetime) -> None:
    """Take a letter or a paper back. One that is taken back already stays so."""
    if type(row).objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=now):
        noun = "visit_letter" if isinstance(row, VisitLetter) else "statement_paper"
        record(event=f"{noun}.withdrawn", target=row, by=by)


@transaction.atomic
def save_part(*, part: StrategyPart | None, kind: str, values: dict[str, Any], by: Any) -> StrategyPart:
    """Add a chapter, theme or measure to the strategy, or change one. Raises SendRefused for a title that is taken."""
    part = part or StrategyPart(kind=kind)
    if StrategyPart.objects.filter(kind=part.kind, title=values["title"]).exclude(pk=part.pk).exists():
        raise SendRefused("The strategy has this already. Change that one, or give this another title.", field="title")
    write(part, values, noun="strategy_part", by=by)
    return part


@transaction.atomic
def save_stage(*, stage: StrategyStage | None, values: dict[str, Any], by: Any, today: date) -> StrategyStage:
    """Add a stage or change one; its days follow from the words of its timing, which must name some.

    Raises SendRefused when they do not.
    """
    first_on, last_on = days_meant(values["when_words"], today)
    if first_on is None and last_on is None:
        raise SendRefused("Say when in days, months, terms or years, such as “spring term 2022”.", field="when_words")
    stage = stage or StrategyStage()
    write(stage, values | {"first_on": first_on, "last_on": last_on}, noun="strategy_stage", by=by)
    return stage
