"""Writing a run's manifest, and checking one against what the portal keeps."""

import hashlib
from dataclasses import dataclass

from essex_portal.documents.services import open_document
from essex_portal.jobs.states import JobState
from traded_assessment.models import Invoice, InvoiceRun
from traded_assessment.run_manifest import ManifestRow, files_of, signed


@dataclass(frozen=True)
class ManifestCheck:
    """How many documents a genuine manifest lists, and what is wrong with any of them, in words."""

    count: int
    faults: list[str]


def manifest_of(run: InvoiceRun) -> bytes:
    """The signed list of what the run issued, in the order of its bills."""
    invoices = Invoice.objects.filter(rehearsed_bill__rehearsal=run.rehearsal_id).select_related("document")
    return signed([_row(invoice) for invoice in invoices.order_by("rehearsed_bill__position")])


def check_manifest(manifest: bytes) -> ManifestCheck:
    """Hold a manifest against the stored files, byte for byte. Raises NotGenuine when its signature does not fit."""
    files = files_of(manifest)
    rows = Invoice.objects.filter(number__in=files).select_related("document")
    known = {invoice.number: invoice for invoice in rows}
    faults = [fault for number, sha256 in files.items() if (fault := _fault(number, sha256, known.get(number)))]
    return ManifestCheck(len(files), faults)


def _row(invoice: Invoice) -> ManifestRow:
    return ManifestRow(
        number=invoice.number,
        kind=invoice.kind,
        issued_on=invoice.issued_on.isoformat(),
        payer=invoice.customer["name"],
        school=invoice.customer["school"],
        references=" ".join(invoice.references),
        net=invoice.net,
        vat=invoice.vat,
        gross=invoice.gross,
        file_name=invoice.document.filename,
        sha256=invoice.document.sha256,
    )


def _fault(number: str, sha256: str, invoice: Invoice | None) -> str:
    if invoice is None:
        return f"{number} is not in the portal"
    if invoice.document.state != JobState.READY:
        return f"The PDF of {number} is not ready"
    try:
        with open_document(invoice.document) as stored:
            digest = hashlib.sha256(stored.read()).hexdigest()
    except FileNotFoundError:
        return f"The PDF of {number} is gone"
    return "" if digest == sha256 else f"The PDF of {number} is not the one of the run"
