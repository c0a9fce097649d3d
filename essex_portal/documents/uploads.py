"""Files that people bring: told by type and size before they are kept, and handed out as they came.

Who may open one is asked of the thing that it belongs to, by the app that has it.
"""

from datetime import datetime
from pathlib import PurePath
from typing import IO, Any, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from essex_portal.documents.models import StoredFile
from essex_portal.documents.services import keep_file

MOST_BYTES = 20 * 1024 * 1024
_PACKED = (b"PK\x03\x04",)
_OFFICE = "application/vnd.openxmlformats-officedocument"
FILE_TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".docx": (f"{_OFFICE}.wordprocessingml.document", _PACKED),
    ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _PACKED),
    ".pptx": (f"{_OFFICE}.presentationml.presentation", _PACKED),
    ".odt": ("application/vnd.oasis.opendocument.text", _PACKED),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", _PACKED),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
}
"""Endings that are taken: the content type each is handed out with, and what its first bytes may be."""
IN_WORDS = "PDF, Word, Excel, PowerPoint or OpenDocument file or picture"


class UploadRefused(Exception):
    """The file is not one that the portal keeps; `str()` says why to the person."""


def check_upload(name: str, size: int, first_bytes: bytes) -> str:
    """The content type of a file that is taken. `first_bytes`: at least eight of it.

    Raises UploadRefused for a type, a size or a content that is not taken.
    """
    kind = FILE_TYPES.get(PurePath(name).suffix.lower())
    if kind is None:
        raise UploadRefused(f"The selected file must be a {IN_WORDS}")
    if size > MOST_BYTES:
        raise UploadRefused(f"The selected file must be smaller than {MOST_BYTES // 1024 // 1024} MB")
    if not first_bytes.startswith(kind[1]):
        ending = PurePath(name).suffix.lower().removeprefix(".")
        raise UploadRefused(f"The selected file is called .{ending} but is not one. Save it again and choose it anew")
    return kind[0]


def store_upload(upload: File, *, by: Any, now: datetime) -> StoredFile:
    """Keep the bytes of a checked upload, inside the caller's transaction. The same bytes are kept once."""
    name = PurePath(str(upload.name)).name
    stem, ending = PurePath(name).stem, PurePath(name).suffix.lower()
    sha256, size, storage_key = keep_file(cast(IO[bytes], upload))
    return StoredFile.objects.create(
        filename=f"{stem[:190]}{ending}",
        content_type=FILE_TYPES[ending][0],
        size=size,
        sha256=sha256,
        storage_key=storage_key,
        stored_at=now,
        stored_by_id=getattr(by, "pk", None),
    )


def hand_out(stored: StoredFile) -> FileResponse:
    """The file as a download, never shown in the portal's own pages. Raises Http404 when its bytes are gone."""
    try:
        content = default_storage.open(stored.storage_key, "rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=stored.filename, content_type=stored.content_type)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
