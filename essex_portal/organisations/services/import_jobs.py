"""Register imports as background jobs: the files are kept first, a worker takes them in later."""

import datetime as dt
import uuid
from contextlib import ExitStack
from typing import Any, BinaryIO, cast

from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.jobs import services as jobs
from essex_portal.organisations.models import RegisterImport
from essex_portal.organisations.register.refusals import RegisterRefusedError
from essex_portal.organisations.services.imports import import_register

FILE_GONE = "The uploaded file is no longer kept. Upload it again. Nothing was changed."
REFUSED = "{} Nothing was changed."


def request_import(
    *,
    file: File,
    by: Any,
    links: File | None = None,
    trusts: File | None = None,
    as_of: dt.date | None = None,
    dry_run: bool = False,
) -> RegisterImport:
    """Keep the files and let a worker take them in. Returns the waiting job.

    `as_of` is the day of the register file; left out, the file or its name says. `by` is the person who waits.
    """
    folder = f"register/{uuid.uuid4()}"
    kept = {
        key: default_storage.save(f"{folder}/{key}", upload) if upload else ""
        for key, upload in (("file_key", file), ("links_key", links), ("trusts_key", trusts))
    }
    with transaction.atomic():
        job = RegisterImport.objects.create(
            filename=(file.name or "register.csv")[:200], as_of=as_of, dry_run=dry_run, requested_by_id=by.pk, **kept
        )
        record(event="register.import_requested", target=job, by=by, after={"dry_run": dry_run})
        jobs.enqueue(job)
    return job


def retry_import(*, job: RegisterImport, by: Any) -> None:
    """Put a failed import back at the start. Does nothing to an unfinished one."""
    with transaction.atomic():
        record(event="register.import_retried", target=job, by=by, before={"error": job.error})
        jobs.retry(job)


def carry_out(import_id: int) -> None:
    """Take in one uploaded register; safe to call twice."""
    jobs.run(RegisterImport, import_id, _import)


def _import(job: RegisterImport, progress: jobs.Progress) -> None:
    if job.outcome:
        return  # a worker ended between the import, which wrote this, and saying that it was done
    with ExitStack() as stack:
        try:
            file = _opened(stack, job.file_key)
            links, trusts = (_opened(stack, key) if key else None for key in (job.links_key, job.trusts_key))
        except FileNotFoundError:
            raise jobs.JobError(FILE_GONE) from None
        try:
            import_register(
                file=file,
                filename=job.filename,
                links=links,
                trusts=trusts,
                as_of=job.as_of,
                dry_run=job.dry_run,
                by=_who_asked(job),
                progress=progress,
                job=job,
            )
        except RegisterRefusedError as error:
            raise jobs.JobError(REFUSED.format(error)) from None


def _who_asked(job: RegisterImport) -> Any:
    people = get_user_model()._default_manager
    return people.filter(pk=job.requested_by_id).first() if job.requested_by_id else None


def _opened(stack: ExitStack, key: str) -> BinaryIO:
    """The stored file itself: Django's wrapper around it is slow to read by the line."""
    return cast(BinaryIO, stack.enter_context(default_storage.open(key, "rb")).file)
