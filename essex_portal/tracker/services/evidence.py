"""Evidence: brought by one person, accepted by another. Source: domain.md J6, J7."""

from datetime import datetime
from typing import IO, Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.documents.services import keep_file
from essex_portal.documents.uploads import UploadRefused, check_upload
from essex_portal.tracker.models import Action, Evidence, PartyVersion
from essex_portal.tracker.services.locking import check_accept, check_update, locked_action
from essex_portal.tracker.services.refusals import EvidenceDecided, FileRefused, OwnEvidence
from essex_portal.tracker.states import EvidenceKind, PartyRole


@transaction.atomic
def add_link(*, action: Action, title: str, url: str, by: Any, now: datetime) -> Evidence:
    """A page somewhere else that shows it. Raises ClosedProgramme."""
    check_update(by, action)
    locked_action(action)
    return _added(action, by, now, title=title, kind=EvidenceKind.LINK, url=url)


@transaction.atomic
def add_file(
    *, action: Action, title: str, filename: str, size: int, stream: IO[bytes], by: Any, now: datetime
) -> Evidence:
    """A file that shows it. Raises FileRefused for a type or a size that is not taken; nothing is stored then."""
    check_update(by, action)
    locked_action(action)
    content_type = _checked(filename, size, stream)
    sha256, stored, key = keep_file(stream)
    return _added(
        action, by, now, title=title, kind=EvidenceKind.FILE, filename=filename[-200:], size=stored, sha256=sha256,
        storage_key=key, content_type=content_type,
    )  # fmt: skip


@transaction.atomic
def accept_evidence(*, evidence: Evidence, by: Any, now: datetime) -> Evidence:
    """Say that it shows what it should. Raises OwnEvidence for who brought it or leads the action, EvidenceDecided."""
    check_accept(by, evidence.action)
    row = _undecided(evidence)
    if row.added_by_id == by.pk or _leads(by, row.action):
        raise OwnEvidence
    row.accepted_at, row.accepted_by = now, by
    row.save(update_fields=["accepted_at", "accepted_by"])
    record(event="evidence.accepted", target=row.action, by=by, after={"evidence": row.title})
    return row


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, reason: str, by: Any, now: datetime) -> Evidence:
    """It no longer counts; its past stays. Raises EvidenceDecided when it was withdrawn before."""
    check_update(by, evidence.action)
    locked_action(evidence.action)
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if row.withdrawn_at is not None:
        raise EvidenceDecided
    row.withdrawn_at, row.withdrawn_by = now, by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(event="evidence.withdrawn", target=row.action, by=by, before={"evidence": row.title}, reason=reason)
    return row


def _added(action: Action, by: Any, now: datetime, **facts: Any) -> Evidence:
    evidence = Evidence.objects.create(action=action, added_at=now, added_by=by, **facts)
    record(event="evidence.added", target=action, by=by, after={"evidence": evidence.title, "kind": evidence.kind})
    return evidence


def _undecided(evidence: Evidence) -> Evidence:
    locked_action(evidence.action)
    row = Evidence.objects.select_related("action").select_for_update(of=("self",)).get(pk=evidence.pk)
    if row.accepted_at is not None or row.withdrawn_at is not None:
        raise EvidenceDecided
    return row


def _leads(by: Any, action: Action) -> bool:
    return PartyVersion.objects.current().filter(of__action=action, user=by, role=PartyRole.LEAD).exists()


def _checked(filename: str, size: int, stream: IO[bytes]) -> str:
    """The content type of the file. Leaves the stream at its start. Raises FileRefused."""
    stream.seek(0)
    first_bytes = stream.read(16)
    stream.seek(0)
    try:
        return check_upload(filename, size, first_bytes)
    except UploadRefused as refusal:
        raise FileRefused(str(refusal)) from refusal
