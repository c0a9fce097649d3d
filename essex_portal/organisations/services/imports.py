"""Taking in a register file: at once for a command, or as a background job for an administrator."""

import datetime as dt
from collections.abc import Callable
from typing import Any, BinaryIO

from django.db import connection, transaction
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.jobs.states import JobState
from essex_portal.organisations.importing import applying, staging
from essex_portal.organisations.importing.links import write_links
from essex_portal.organisations.importing.outcome import ImportOutcome
from essex_portal.organisations.importing.trusts import memberships_on, write_trusts
from essex_portal.organisations.models import RegisterImport
from essex_portal.organisations.register.checking import CheckedFile, check_register, date_in_name
from essex_portal.organisations.register.links import LinkRow, read_links
from essex_portal.organisations.register.refusals import RegisterRefusedError
from essex_portal.organisations.register.rows import read_schools
from essex_portal.organisations.register.trusts import TrustLinkRow, read_trust_links

Progress = Callable[[int, int], None]

LOCK = 881_882_883
BUSY = "Another register import is running. Wait until it has finished, then try again. Nothing was changed."


def import_register(
    *,
    file: BinaryIO,
    filename: str,
    by: Any,
    links: BinaryIO | None = None,
    trusts: BinaryIO | None = None,
    as_of: dt.date | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    job: RegisterImport | None = None,
) -> ImportOutcome:
    """Bring the schools into line with a register file; all of it, or nothing.

    `as_of` is the day that the file speaks of; left out, it is the date in `filename`, else the newest change
    in the file. What was true before stays, with its dates. A school that the file lacks stays as it is and is
    reported. `job` is the waiting import whose row takes the outcome; without it a finished row is made.
    A dry run reports the same and changes nothing. Raises RegisterRefusedError with line and reason.
    """
    checked = check_register(file, progress=progress)
    link_rows = list(read_links(links)) if links else []
    trust_rows = list(read_trust_links(trusts)) if trusts else []
    with transaction.atomic():
        _exclude_others()
        outcome = _apply(checked, link_rows, trust_rows, as_of=as_of, filename=filename)
        if dry_run:
            transaction.set_rollback(True)
        else:
            _record(outcome, job or _finished_import(filename, by), by)
    if dry_run and job:
        _write(outcome, job)
    return outcome


def _exclude_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise RegisterRefusedError(BUSY)


def _apply(
    checked: CheckedFile,
    links: list[LinkRow],
    trusts: list[TrustLinkRow],
    *,
    as_of: dt.date | None,
    filename: str,
) -> ImportOutcome:
    staging.stage(read_schools(checked.table))
    day, day_from = _day_of(checked, as_of, filename)
    memberships, memberships_left_out = memberships_on(trusts, day)
    trusts_changed = write_trusts(trusts)
    staging.stage_memberships(memberships)
    staging.resolve_references()
    missing = applying.missing_schools()
    counts = applying.apply_staged(as_of=day)
    links_changed, links_left_out = write_links(links)
    return ImportOutcome(
        as_of=day,
        as_of_from=day_from,
        read=checked.read,
        rejected=list(checked.rejected),
        missing=missing,
        trusts_changed=trusts_changed,
        memberships_left_out=memberships_left_out,
        links_changed=links_changed,
        links_left_out=links_left_out,
        warnings=checked.warnings,
        **counts,
    )


def _day_of(checked: CheckedFile, as_of: dt.date | None, filename: str) -> tuple[dt.date, str]:
    """The day that the file speaks of and how it is known. Refuses a file older than what the portal holds."""
    day, day_from = as_of or date_in_name(filename), "given" if as_of else "the file’s name"
    if day is None:
        return _day_of_undated(checked)
    if checked.newest_change_on and checked.newest_change_on > day:
        raise RegisterRefusedError(
            f"The file holds changes of {_words(checked.newest_change_on)}, so it cannot be of {_words(day)} "
            f"({day_from}). Give the right date."
        )
    count, newest = applying.newer_data(day)
    if newest:
        raise RegisterRefusedError(
            f"The file is of {_words(day)}, and the portal already knows {count:,} of its schools as of "
            f"{_words(newest)}. An older file cannot replace newer facts."
        )
    return day, day_from


def _day_of_undated(checked: CheckedFile) -> tuple[dt.date, str]:
    older = applying.first_older_row()
    if older:
        line, urn, change, known_change = older
        raise RegisterRefusedError(
            f"URN {urn} was last changed on {_words(change)} here and on {_words(known_change)} in what the portal "
            "holds. An older file cannot replace newer facts.",
            line=line,
        )
    if checked.newest_change_on is None:
        raise RegisterRefusedError("Nothing in the file or its name says of which day it is. Give its date.")
    _, known = applying.newer_data(checked.newest_change_on)
    if known:
        return known, "the date of what the portal holds, since no row is older"
    return checked.newest_change_on, "the newest change in the file"


def _finished_import(filename: str, by: Any) -> RegisterImport:
    """The row of an import that no worker carried out."""
    return RegisterImport(
        filename=filename,
        requested_by_id=getattr(by, "pk", None),
        state=JobState.READY,
        finished_at=timezone.now(),
    )


def _record(outcome: ImportOutcome, job: RegisterImport, by: Any) -> None:
    _write(outcome, job)
    counts = {key: value for key, value in job.outcome.items() if key not in ("missing", "warnings")}
    record(event="register.imported", target=job, by=by, after=counts)


def _write(outcome: ImportOutcome, job: RegisterImport) -> None:
    job.as_of, job.outcome, job.rejected = outcome.as_of, outcome.as_json(), outcome.rejected_json()
    job.save(update_fields=["as_of", "outcome", "rejected"] if job.pk else None)


def _words(day: dt.date | None) -> str:
    return f"{day:%-d %B %Y}" if day else "an unknown day"
