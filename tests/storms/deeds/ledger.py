"""What finance does at the end of a month, and with the bank's files."""

from datetime import datetime
from random import Random

from django.utils import timezone

from tests.factories.bank_files import csv_of
from tests.storms.county import County
from tests.storms.deeds.drawing import any_of
from traded_assessment.matching import guess_columns
from traded_assessment.models import Invoice, JournalBatch
from traded_assessment.queries.bank_files import sheet_of
from traded_assessment.services.bank_files import read_rows, take_file
from traded_assessment.services.bank_rows import record_ready
from traded_assessment.services.invoice_runs import carry_out, rehearse, request_rehearsal, start_run
from traded_assessment.services.journals import discard_journal, make_journal, post_journal
from traded_assessment.states import JournalState


def runs_the_month(county: County, random: Random, now: datetime) -> object:
    today = timezone.localdate(now)
    rehearsal = request_rehearsal(period_end=today, by=county.finance, today=today)
    rehearse(rehearsal.pk, now=now)
    rehearsal.refresh_from_db()
    run = start_run(rehearsal=rehearsal, by=county.finance, today=today)
    carry_out(run.pk, now=now)
    return run


def makes_a_journal(county: County, random: Random, now: datetime) -> object:
    return make_journal(period_end=timezone.localdate(now), by=county.finance, now=now)


def posts_a_journal(county: County, random: Random, now: datetime) -> object:
    batch = any_of(JournalBatch.objects.all(), random)
    return batch and post_journal(batch=batch, by=county.finance, now=now)


def discards_a_journal(county: County, random: Random, now: datetime) -> object:
    """The newest, which is the one that may go."""
    batch = JournalBatch.objects.filter(state=JournalState.MADE).order_by("pk").last()
    if batch is None:
        return None
    discard_journal(batch=batch, by=county.finance, reason="A storm")
    return batch


def records_a_bank_file(county: County, random: Random, now: datetime) -> object:
    """Two payments that name their invoices, in full or not; the same file may be sent and recorded twice."""
    invoices = [invoice for _ in range(2) if (invoice := any_of(Invoice.objects.all(), random))]
    day = timezone.localdate(now).strftime("%d/%m/%Y")
    rows = [(day, f"{abs(invoice.outstanding) or 1:.2f}", f"BGC {invoice.number}") for invoice in invoices]
    if not rows:
        return None
    file, _ = take_file(content=csv_of(rows), filename="storm.csv", by=county.finance, now=now)
    sheet = sheet_of(file)
    read_rows(file=file, sheet=sheet, columns=guess_columns(sheet), save_as="", by=county.finance)
    today = timezone.localdate(now)
    return record_ready(file=file, rows=None, by=county.second_finance, now=now, today=today)
