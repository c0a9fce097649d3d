"""A worker process that is really killed while it makes the ZIP."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection

from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from essex_portal.documents.models import Document
from essex_portal.jobs.states import JobState
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.models import Invoice
from traded_assessment.services.invoice_zip import request_zip

WORKER = """
import sys, time
import django; django.setup()
from essex_portal.documents import services
from traded_assessment.services import invoice_zip

def slowly(invoice, make=invoice_zip._pdf_of):
    time.sleep(0.2)
    return make(invoice)

invoice_zip._pdf_of, invoice_zip.STEP = slowly, 1
services.make(int(sys.argv[1]))
"""


def database_url():
    settings = connection.settings_dict
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    return f"postgresql://{settings['USER']}{password}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def wait_until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_another_one_takes_over_and_leaves_one_right_file():
    school = make_school()
    by = make_person(Role.HEADTEACHER, school)
    for _ in range(5):
        make_invoice(school, by=by)
    document = request_zip(invoices=Invoice.objects.all(), by=make_person(Role.FINANCE))
    environment = os.environ | {"DATABASE_URL": database_url()}
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(document.pk)], env=environment)
    try:
        wait_until(lambda: Document.objects.get(pk=document.pk).progress_done >= 2)
        documents.make(document.pk)  # a second delivery leaves the work to the one that has it
        assert Document.objects.get(pk=document.pk).attempts == 1
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    wait_until(lambda: documents.make(document.pk) or Document.objects.get(pk=document.pk).is_finished)
    made = Document.objects.get(pk=document.pk)
    assert (made.state, made.attempts, made.progress_done) == (JobState.READY, 2, 5)
    digest = made.sha256
    Document.objects.filter(pk=document.pk).update(state=JobState.PENDING, finished_at=None)
    documents.make(document.pk)
    assert Document.objects.get(pk=document.pk).sha256 == digest
