"""Making a board pack as at any moment, and sending it. What was sent stays what it was."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.documents.models import Document
from essex_portal.documents.services import request_document
from essex_portal.jobs.states import JobState
from essex_portal.tracker.board_emails import email_board_pack
from essex_portal.tracker.models import BoardPack, Programme
from essex_portal.tracker.services.refusals import TrackerRefused

KINDS = {"pdf": "board_pack_pdf", "xlsx": "board_pack_xlsx"}


class PackInTheFuture(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("A pack tells what was known on a day. Give today or a day before it.", field="as_at")


class PackWithoutTime(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("Changes are told from an earlier day. Give a day before the pack's own.", field="since")


class PackNotReady(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("The files are still being made. Send the pack once both are there; nothing was sent.")


class AlreadySent(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("This pack has been sent, and stays what it was. Make a new one to send something else.")


@transaction.atomic
def make_pack(
    *, title: str, programmes: Collection[Programme], as_at: datetime, since: datetime | None, by: Any, now: datetime
) -> BoardPack:
    """Ask a worker for PDF and spreadsheet of the programmes as they were known at `as_at`, with changes from `since`.

    Raises PackInTheFuture, PackWithoutTime.
    """
    _check(by)
    if as_at > now:
        raise PackInTheFuture
    if since is not None and since >= as_at:
        raise PackWithoutTime
    pack = BoardPack.objects.create(title=title, as_at=as_at, since=since, made_at=now, made_by=by)
    pack.programmes.set(programmes)
    pack.pdf, pack.spreadsheet = (_document(pack, ending, by) for ending in KINDS)
    pack.save(update_fields=["pdf", "spreadsheet"])
    after = {"title": title, "as_at": as_at.isoformat(), "programmes": [programme.slug for programme in programmes]}
    record(event="board_pack.made", target=pack, by=by, after=after)
    return pack


@transaction.atomic
def send_pack(*, pack: BoardPack, to: Sequence[str], note: str, by: Any, now: datetime) -> BoardPack:
    """Send the pack to these addresses, once. Raises PackNotReady, AlreadySent."""
    _check(by)
    locked = BoardPack.objects.select_for_update(of=("self",)).select_related("pdf", "spreadsheet").get(pk=pack.pk)
    if locked.sent_at:
        raise AlreadySent
    if not is_ready(locked):
        raise PackNotReady
    locked.sent_to, locked.note, locked.sent_at, locked.sent_by = list(dict.fromkeys(to)), note, now, by
    locked.save(update_fields=["sent_to", "note", "sent_at", "sent_by"])
    sha256 = {ending: document.sha256 for ending, document in zip(KINDS, _files(locked), strict=True)}
    record(event="board_pack.sent", target=locked, by=by, after={"recipients": len(locked.sent_to), "sha256": sha256})
    email_board_pack(locked)
    return locked


def is_ready(pack: BoardPack) -> bool:
    """Whether both files are there."""
    return all(document.state == JobState.READY for document in _files(pack))


def _files(pack: BoardPack) -> list[Document]:
    return [document for document in (pack.pdf, pack.spreadsheet) if document is not None]


def _document(pack: BoardPack, ending: str, by: Any) -> Document:
    return request_document(
        kind=KINDS[ending],
        key=f"board_pack:{pack.pk}:{ending}",
        parameters={"pack": pack.pk},
        filename=f"board-pack-{slugify(pack.title)[:60]}-{pack.as_at:%Y-%m-%d}.{ending}",
        by=by,
    )


def _check(by: Any) -> None:
    if not holds(by, Permission.SEND_BOARD_PACKS):
        raise PermissionDenied("Board packs are made and sent by the director.")
