"""Whether the files that should be there are there, and are what they were."""

import hashlib
from collections.abc import Iterator

from essex_portal.documents.models import Document
from essex_portal.documents.services import open_document
from essex_portal.jobs.states import JobState


def broken_files() -> Iterator[str]:
    """A sentence for each document called ready whose file is gone or has another sha256. Reads every file."""
    for document in Document.objects.filter(state=JobState.READY).order_by("pk").iterator():
        try:
            with open_document(document) as stored:
                digest = hashlib.file_digest(stored, "sha256").hexdigest()
        except FileNotFoundError:
            yield f"The file of {document} (document {document.pk}) is gone"
        else:
            if digest != document.sha256:
                yield f"The file of {document} (document {document.pk}) is not the one that was stored"
