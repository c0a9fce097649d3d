"""The public page: drafted, handed in, approved by another person, frozen. Source: domain.md J8; docs/adr/0024."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from essex_portal.audit.changes import write
from essex_portal.audit.services import record
from send.models import PublicLine, PublicStatement, PublicTable
from send.services.keeping import SendRefused
from send.states import PublicState


@dataclass(frozen=True)
class LineFacts:
    """What was promised on one matter, and how it stands (`standing`: one of `Standing`)."""

    heading: str
    promised: str
    stands: str
    standing: str


@transaction.atomic
def begin_draft(*, lines: Iterable[LineFacts], by: Any, now: datetime) -> PublicStatement:
    """A new version, begun from the introduction of the published one and these lines. Raises SendRefused when one is
    being drafted."""
    versions = PublicStatement.objects.select_for_update()
    if versions.filter(state=PublicState.DRAFT).exists():
        raise SendRefused("A version is being drafted already. Go on with that one.")
    last = versions.first()
    number = (PublicStatement.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    introduction = last.introduction if last else ""
    draft = PublicStatement.objects.create(number=number, introduction=introduction, drafted_by=by, drafted_at=now)
    PublicLine.objects.bulk_create(
        PublicLine(statement=draft, position=position, **vars(facts)) for position, facts in enumerate(lines, start=1)
    )
    _wrote(draft, by)
    record(event="public_statement.begun", target=draft, by=by, after={"number": number})
    return draft


@transaction.atomic
def change_introduction(*, draft: PublicStatement, introduction: str, by: Any) -> None:
    """Raises SendRefused for a version that is handed in or published."""
    row = _being_written(draft)
    if write(row, {"introduction": introduction}, noun="public_statement", by=by):
        _wrote(row, by)


@transaction.atomic
def change_line(*, line: PublicLine, facts: LineFacts, by: Any) -> None:
    """Raises SendRefused for a version that is handed in or published."""
    row = _being_written(line.statement)
    if write(line, vars(facts), noun="public_line", by=by):
        _wrote(row, by)


@transaction.atomic
def save_table(
    *, draft: PublicStatement, table: PublicTable | None, title: str, rows: list[list[Any]], by: Any
) -> PublicTable:
    """Add numbers (pairs of label and count) or change them. Raises SendRefused as `change_line`."""
    row = _being_written(draft)
    table = table or PublicTable(statement=row)
    if write(table, {"title": title, "rows": rows}, noun="public_table", by=by):
        _wrote(row, by)
    return table


@transaction.atomic
def remove_table(*, table: PublicTable, by: Any) -> None:
    """Raises SendRefused as `change_line`."""
    row = _being_written(table.statement)
    record(event="public_table.removed", target=table, by=by, before={"title": table.title, "rows": table.rows})
    table.delete()
    _wrote(row, by)


@transaction.atomic
def hand_in(*, draft: PublicStatement, by: Any, now: datetime) -> None:
    """Ask for approval. Raises SendRefused for one that is handed in already, and without an introduction."""
    row = _being_written(draft)
    if not row.introduction:
        raise SendRefused("Write the introduction first: it is what families read before anything else.")
    row.handed_in_by, row.handed_in_at, row.sent_back_because = by, now, ""
    row.save()
    record(event="public_statement.handed_in", target=row, by=by)


@transaction.atomic
def publish(*, draft: PublicStatement, by: Any, now: datetime) -> None:
    """Approve a version: everybody may read it from now on, and it stays as it is.

    Raises SendRefused for one that is not handed in, and for a person who has written in it or handed it in.
    """
    row = _handed_in(draft, by)
    row.state, row.published_by, row.published_at = PublicState.PUBLISHED, by, now
    row.save()
    record(event="public_statement.published", target=row, by=by, after={"number": row.number})


@transaction.atomic
def send_back(*, draft: PublicStatement, reason: str, by: Any) -> None:
    """Give a version back to those who write it, with the reason. Raises SendRefused as `publish`."""
    row = _handed_in(draft, by)
    row.handed_in_by, row.handed_in_at, row.sent_back_because = None, None, reason
    row.save()
    record(event="public_statement.sent_back", target=row, by=by, reason=reason)


def _locked(statement: PublicStatement) -> PublicStatement:
    return PublicStatement.objects.select_for_update().get(pk=statement.pk)


def _being_written(statement: PublicStatement) -> PublicStatement:
    row = _locked(statement)
    if row.state == PublicState.PUBLISHED:
        raise SendRefused("This version is published and stays as it is. Begin a new one to change what is said.")
    if row.waits:
        raise SendRefused("This version waits for approval. It can be changed once it has been sent back.")
    return row


def _handed_in(statement: PublicStatement, by: Any) -> PublicStatement:
    row = _locked(statement)
    if not row.waits:
        raise SendRefused("This version does not wait for approval any more. Look at how it stands now.")
    if by is not None and (row.handed_in_by_id == by.pk or row.writers.filter(pk=by.pk).exists()):
        raise SendRefused("You have written in this version or handed it in, so somebody else has to decide.")
    return row


def _wrote(statement: PublicStatement, by: Any) -> None:
    if by is not None:
        statement.writers.add(by)
