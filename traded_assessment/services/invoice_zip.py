"""The PDFs of many invoices in one ZIP, with a manifest, made by a worker.

The same invoices make the same bytes, so a worker that takes over from a killed one ends where it would have ended.
"""

import csv
import hashlib
import io
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.documents.models import Document
from essex_portal.documents.services import open_document, request_document
from essex_portal.jobs.services import Progress
from essex_portal.jobs.states import JobState
from traded_assessment.invoice_pdf import invoice_pdf
from traded_assessment.models import Invoice
from traded_assessment.queries.invoices import ids_of, in_number_order
from traded_assessment.services.exports import BYTE_ORDER_MARK, defused

MANIFEST = "manifest.csv"
CHUNK = 100
STEP = 10
"""Invoices between two reports of progress."""


class NothingToExport(Exception):
    def __init__(self) -> None:
        super().__init__("There are no invoices to export. Change the filters.")


@dataclass(frozen=True)
class ManifestRow:
    number: str
    school: str
    gross: Decimal
    sha256: str
    file_name: str


@transaction.atomic
def request_zip(*, invoices: QuerySet[Any], by: Any) -> Document:
    """Ask a worker for the PDFs of these invoices as they are now. The same set is the same document.

    Raises NothingToExport, PermissionDenied.
    """
    if not holds(by, Permission.EXPORT_INVOICES):
        raise PermissionDenied
    ids = ids_of(invoices)
    if not ids:
        raise NothingToExport
    first, last = (Invoice.objects.only("number").get(pk=pk).number for pk in (ids[0], ids[-1]))
    document = request_document(
        kind="invoices_zip",
        key=f"invoices_zip:{hashlib.sha256(repr(ids).encode()).hexdigest()}",
        parameters={"invoices": ids},
        filename=f"{first}.zip" if first == last else f"{first}-to-{last}.zip",
        by=by,
    )
    after = {"invoices": len(ids), "first": first, "last": last}
    record(event="invoices.exported", target=document, by=by, after=after)
    return document


def zip_of(ids: Sequence[int], progress: Progress) -> IO[bytes]:
    """A temporary file with the PDF of each invoice, in the order of the numbers, and the manifest.

    It holds the files that the schools have; one that is not made yet is made here, to the same bytes.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(tempfile.TemporaryFile())
        _fill(stream, ids, progress)
        stack.pop_all()  # filled: whoever asked closes it
    return stream


def manifest(rows: Sequence[ManifestRow]) -> str:
    """What the ZIP holds, as CSV: one line an invoice. Source: domain.md B20."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.name for field in fields(ManifestRow)])
    writer.writerows([defused(value) for value in astuple(row)] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


def _fill(stream: IO[bytes], ids: Sequence[int], progress: Progress) -> None:
    invoices = in_number_order(Invoice.objects.filter(pk__in=ids))
    rows: list[ManifestRow] = []
    with ZipFile(stream, "w") as archive:
        for invoice in invoices.select_related("document").prefetch_related("lines").iterator(CHUNK):
            rows.append(_add(archive, invoice))
            if len(rows) % STEP == 0 or len(rows) == len(ids):
                progress(len(rows), len(ids))
        _write(archive, MANIFEST, manifest(rows).encode(), ZIP_DEFLATED)


def _add(archive: ZipFile, invoice: Invoice) -> ManifestRow:
    content = _pdf_of(invoice)
    name = f"{invoice.number}.pdf"
    _write(archive, name, content, ZIP_STORED)
    digest = hashlib.sha256(content).hexdigest()
    return ManifestRow(invoice.number, invoice.customer["name"], invoice.gross, digest, name)


def _pdf_of(invoice: Invoice) -> bytes:
    if invoice.document.state == JobState.READY:
        try:
            with open_document(invoice.document) as stored:
                return stored.read()
        except FileNotFoundError:
            pass  # the storage lost it; the same bytes can be made again
    return invoice_pdf(invoice, list(invoice.lines.all()))


def _write(archive: ZipFile, name: str, content: bytes, compression: int) -> None:
    """Without the time of day, which would make other bytes each time."""
    entry = ZipInfo(name)
    entry.compress_type, entry.external_attr = compression, 0o644 << 16
    archive.writestr(entry, content)
