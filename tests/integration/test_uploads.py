"""Files that people bring: told by type, size and first bytes, kept once, handed out as they came."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from essex_portal.documents.forms import UploadField
from essex_portal.documents.models import StoredFile
from essex_portal.documents.uploads import MOST_BYTES, UploadRefused, check_upload, hand_out, store_upload
from tests.factories.files import PDF, make_upload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["paper.pdf", "PAPER.PDF", "a.b.pdf"])
def test_a_pdf_is_taken(name):
    check_upload(name, 100, PDF[:8])


@pytest.mark.parametrize(
    ("name", "size", "first", "words"),
    [
        ("script.html", 10, b"<html>", "must be a PDF, Word"),
        ("paper", 10, PDF, "must be a PDF, Word"),
        ("program.pdf", 10, b"MZ\x90\x00", "is called .pdf but is not one"),
        ("picture.png", 10, PDF, "is called .png but is not one"),
        ("paper.pdf", MOST_BYTES + 1, PDF, "must be smaller than 20 MB"),
    ],
)
def test_what_is_not_taken_is_told_why(name, size, first, words):
    with pytest.raises(UploadRefused, match=words):
        check_upload(name, size, first)


def test_the_field_says_what_is_wrong_and_leaves_the_file_at_its_start():
    upload = make_upload()
    assert UploadField().clean(upload).read() == PDF
    with pytest.raises(Exception, match="but is not one"):
        UploadField().clean(SimpleUploadedFile("paper.pdf", b"plain text"))


def test_the_same_bytes_are_kept_once_and_come_back(now):
    first, second = (store_upload(make_upload(name), by=None, now=now) for name in ("one.pdf", "../two.PDF"))
    assert first.storage_key == second.storage_key
    assert (second.filename, second.content_type, second.size) == ("two.pdf", "application/pdf", len(PDF))
    response = hand_out(second)
    assert b"".join(response.streaming_content) == PDF
    response.file_to_stream.close()
    assert response["Content-Disposition"] == 'attachment; filename="two.pdf"'


def test_a_file_whose_bytes_are_gone_is_not_found(now):
    stored = store_upload(make_upload(content=PDF + b"gone"), by=None, now=now)
    default_storage.delete(stored.storage_key)
    with pytest.raises(Http404):
        hand_out(stored)


def test_the_database_keeps_a_stored_file_as_it_is(now):
    stored = store_upload(make_upload(), by=None, now=now)
    with pytest.raises(Exception, match="stored_files_stay"), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(filename="other.pdf")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_storedfile (filename, content_type, size, sha256, storage_key, stored_at)"
            " VALUES ('a.pdf', 'application/pdf', 0, '', '', now())"
        )
