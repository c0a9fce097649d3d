"""Files that people bring."""

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7 a small paper"


def make_upload(name: str = "paper.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")
