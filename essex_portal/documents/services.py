"""Asking for documents, and making them."""

import hashlib
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from essex_portal.documents.makers import MadeFile, maker_of
from essex_portal.documents.models import Document
from essex_portal.jobs import services as jobs

_BLOCK = 1 << 20


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


def make(document_id: int) -> None:
    """Make one document and store its bytes under their sha256; safe to call twice."""
    jobs.run(Document, document_id, _make)


def open_document(document: Document) -> BinaryIO:
    """The stored bytes of a ready document, for reading. Raises FileNotFoundError when they are gone."""
    return default_storage.open(document.storage_key, "rb")


def _make(document: Document, progress: jobs.Progress) -> None:
    made = maker_of(document.kind)(document, progress)
    document.sha256, document.size, document.storage_key = _store(made)
    document.content_type = made.content_type
    document.save(update_fields=["sha256", "size", "storage_key", "content_type"])


def _store(made: MadeFile) -> tuple[str, int, str]:
    if isinstance(made.content, bytes):
        digest = hashlib.sha256(made.content).hexdigest()
        return digest, len(made.content), _save(digest, ContentFile(made.content))
    try:
        digest, size = _hash_file(made.content)
        with made.content.open("rb") as stream:
            return digest, size, _save(digest, File(stream))
    finally:
        made.content.unlink(missing_ok=True)


def _hash_file(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def _save(digest: str, content: File) -> str:
    key = f"sha256/{digest[:2]}/{digest}"
    return key if default_storage.exists(key) else default_storage.save(key, content)
