"""Which files are taken as evidence, told by what is in them and not by their name alone. Pure."""

from dataclasses import dataclass
from typing import IO

MEGABYTE = 1 << 20
LARGEST = 20 * MEGABYTE
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class FileType:
    ending: str
    content_type: str
    begins: bytes


TYPES = (
    FileType("pdf", "application/pdf", b"%PDF-"),
    FileType("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    FileType("jpg", "image/jpeg", b"\xff\xd8\xff"),
    FileType("jpeg", "image/jpeg", b"\xff\xd8\xff"),
    FileType("docx", f"{OFFICE}wordprocessingml.document", b"PK\x03\x04"),
    FileType("xlsx", f"{OFFICE}spreadsheetml.sheet", b"PK\x03\x04"),
    FileType("pptx", f"{OFFICE}presentationml.presentation", b"PK\x03\x04"),
)
ENDINGS = "PDF, PNG, JPEG, Word (.docx), Excel (.xlsx) or PowerPoint (.pptx)"


def type_of(filename: str, stream: IO[bytes]) -> FileType | None:
    """The type that both the name and the first bytes say; None for any other. Leaves the stream at its start."""
    stream.seek(0)
    head = stream.read(16)
    stream.seek(0)
    ending = filename.rpartition(".")[2].lower()
    return next((kind for kind in TYPES if kind.ending == ending and head.startswith(kind.begins)), None)
