"""Asking for documents, and making them."""

import hashlib
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from essex_portal.documents.makers import MadeFile, maker_of
from essex_portal.documents.models import Document
from essex_portal.jobs import services as jobs
from essex_portal.jobs.states import JobState

BLOCK = 1 << 20


def request_document(*, kind: str, key: str, parameters: dict[str, Any], filename: str, by: Any) -> Document:
    """The document of this key: the one there is, or a new one that a worker begins after the commit.

    `parameters` are ids and filters for the maker; `by` is the person who waits, or None.
    """
    document, created = Document.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "parameters": parameters,
            "filename": filename,
            "requested_by_id": getattr(by, "pk", None),
        },
    )
    if created:
        jobs.enqueue(document)
    return document


def request_new_document(*, kind: str, key: str, parameters: dict[str, Any], filename: str, by: Any) -> Document:
    """As `request_document`, in one statement, for a key that the caller's own transaction has just made."""
    document = Document.objects.create(
        kind=kind, key=key, parameters=parameters, filename=filename, requested_by_id=getattr(by, "pk", None)
    )
    jobs.enqueue(document)
    return document


def make(document_id: int) -> None:
    """Make one document and store its bytes under their sha256; safe to call twice."""
    jobs.run(Document, document_id, _make)


def open_document(document: Document) -> File:
    """The stored bytes of a ready document, for reading. Raises FileNotFoundError when they are gone."""
    return default_storage.open(document.storage_key, "rb")


def mark_as_lost(document: Document) -> None:
    """The storage no longer has the bytes: say so to the person who wants them, and let them ask for it again."""
    Document.objects.filter(pk=document.pk, state=JobState.READY).update(
        state=JobState.FAILED, error="The stored file is gone. Try again to have it made anew."
    )


def _make(document: Document, progress: jobs.Progress) -> jobs.Result:
    made = maker_of(document.kind)(document, progress)
    sha256, size, storage_key = _store(made)
    made.when_stored()
    return {"sha256": sha256, "size": size, "storage_key": storage_key, "content_type": made.content_type}


def keep_file(stream: IO[bytes]) -> tuple[str, int, str]:
    """Store what the stream holds; sha256, size and storage key. The same bytes are kept once."""
    digest, size = _hash_of(stream)
    return digest, size, _save(digest, File(stream))


def _store(made: MadeFile) -> tuple[str, int, str]:
    if isinstance(made.content, bytes):
        digest = hashlib.sha256(made.content).hexdigest()
        return digest, len(made.content), _save(digest, ContentFile(made.content))
    with made.content as stream:
        return keep_file(stream)


def _hash_of(stream: IO[bytes]) -> tuple[str, int]:
    """sha256 and size of the whole stream, which is left at its start."""
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(BLOCK):
        digest.update(block)
    size = stream.tell()
    stream.seek(0)
    return digest.hexdigest(), size


def _save(digest: str, content: File) -> str:
    key = f"sha256/{digest[:2]}/{digest}"
    return key if default_storage.exists(key) else default_storage.save(key, content)
