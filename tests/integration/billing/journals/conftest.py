"""The codes of journals, and how one is made on 24 November 2021."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.ledger import journal_codes
from traded_assessment.models import JournalBatch, JournalCodes
from traded_assessment.services.journals import make_journal

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)
END = date(2021, 11, 20)


@pytest.fixture(autouse=True)
def codes(db) -> JournalCodes:
    return journal_codes()


def made(finance, period_end=END) -> JournalBatch:
    return make_journal(period_end=period_end, by=finance, now=NOW)
