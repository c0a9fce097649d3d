"""E-invoices of two lines, written and held to schema and rules, as a worker does it beside the page of each PDF."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.parts import core_seconds_of, megabytes_of
from tests.benchmarks.report import note, plain
from tests.factories.edocuments import make_document, make_item
from traded_assessment.einvoice.syntax import as_factur_x, as_peppol
from traded_assessment.einvoice_checks import Format, findings_in
from traded_assessment.einvoice_checks.asking import checker

DOCUMENTS, WARM_UP = 500, 50
KINDS: tuple[tuple[str, Callable[..., bytes], Format], ...] = (
    ("inside a PDF (Factur-X)", as_factur_x, Format.FACTUR_X),
    ("as Peppol's file", as_peppol, Format.PEPPOL_INVOICE),
)


def main() -> None:
    document = make_document([make_item(60, quantity=2), make_item(15)])
    for where, write, form in KINDS:
        for _ in range(WARM_UP):
            assert findings_in(write(document), form) == []
        own, beside = time.process_time(), core_seconds_of(_checker())
        for _ in range(DOCUMENTS):
            findings_in(write(document), form)
        own, beside = time.process_time() - own, core_seconds_of(_checker()) - beside
        plain((own + beside) / DOCUMENTS * 1000, f"ms of one core to write and check an e-invoice {where}")
    note(f"{megabytes_of(_checker()):.0f} MB in the checking process")


def _checker() -> Path:
    return Path(f"/proc/{checker().pid}")
