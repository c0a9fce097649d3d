"""The process that checks e-invoices: beside its worker, started again when it dies, gone when the worker is."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.factories.edocuments import make_document
from traded_assessment.einvoice.syntax import as_peppol
from traded_assessment.einvoice_checks import Finding, Format, findings_in
from traded_assessment.einvoice_checks.asking import Checker, CheckerGone, checker

ASKS = """
import time
from traded_assessment.einvoice_checks import Format, findings_in
from traded_assessment.einvoice_checks.asking import checker
findings_in(b"<a/>", Format.FACTUR_X)
print(checker().pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def xml():
    return as_peppol(make_document())


def is_there(pid):
    """Whether it runs; one that has ended stays in the table until whoever inherited it asks for its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_is_no_xml_is_a_finding():
    [finding] = findings_in(b"Dear Sir", Format.PEPPOL_INVOICE)
    assert finding.rule == "schema"
    assert str(Finding("BR-1", "No number.")) == "BR-1: No number."


def test_one_that_was_killed_is_started_again(xml):
    assert findings_in(xml, Format.PEPPOL_INVOICE) == []
    before = checker().pid
    os.kill(before, signal.SIGKILL)
    assert findings_in(xml, Format.PEPPOL_INVOICE) == []
    assert checker().pid != before


def test_one_that_dies_each_time_leaves_the_document_unchecked(xml, monkeypatch):
    monkeypatch.setattr("traded_assessment.einvoice_checks.asking.COMMAND", (sys.executable, "-c", ""))
    with pytest.raises(CheckerGone):
        Checker().ask(xml, Format.PEPPOL_INVOICE)


def test_it_ends_when_its_worker_is_killed():
    worker = subprocess.Popen([sys.executable, "-c", ASKS], stdout=subprocess.PIPE, text=True)
    pid = int(worker.stdout.readline())
    assert is_there(pid)
    worker.kill()
    worker.communicate()
    until = time.monotonic() + 10
    while is_there(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_there(pid)


def test_it_loads_neither_django_nor_the_portal():
    loaded = "import traded_assessment.einvoice_checks.answering, sys; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
