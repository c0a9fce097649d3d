"""`check_invariants` about runs and journals: silent when all is well, and it notices what a repair by hand broke."""

from datetime import UTC, datetime

import pgtrigger
import pytest
from django.db import connection

from tests.factories.ledger import journal_codes, make_recharge
from traded_assessment.models import JournalBatch, JournalPosting, Payment
from traded_assessment.queries.ledger_invariants import broken_ledger_invariants
from traded_assessment.services.journals import make_journal, post_journal

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def batch(finance) -> JournalBatch:
    journal_codes()
    make_recharge(nets=(60,))
    made = post_journal(batch=make_journal(period_end=NOW.date(), by=finance, now=NOW), by=finance, now=NOW)
    connection.check_constraints()  # what waits for the commit is checked before somebody switches it off
    return made


def test_nothing_is_wrong_with_what_the_services_made(batch):
    assert broken_ledger_invariants() == []


def test_a_journal_that_lost_a_side_is_noticed(batch):
    with pgtrigger.ignore():
        JournalPosting.objects.filter(of_school=False).delete()
        connection.check_constraints()
    assert broken_ledger_invariants() == [f"The postings of {batch} do not balance at its total"]


def test_a_payment_that_no_journal_made_is_noticed(batch):
    with pgtrigger.ignore():
        Payment.objects.update(amount=50)
    [words] = broken_ledger_invariants()
    assert words.startswith(f"{batch} took 60.00 for RCH-2021-000001, and 50.00")
