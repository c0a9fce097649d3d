"""Journals of recharges: what they hold, that they balance, and their file."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from essex_portal.accounts.roles import Role
from tests.factories.invoices import make_invoice
from tests.factories.ledger import credited, make_recharge
from tests.factories.people import make_person
from tests.integration.billing.journals.conftest import NOW, made
from traded_assessment.models import Invoice, JournalBatch, JournalCodes, JournalPosting
from traded_assessment.queries.export_records import journal_period
from traded_assessment.services.journal_files import journal_file
from traded_assessment.services.journals import Codes, JournalRefused, change_codes, make_journal, post_journal
from traded_assessment.states import JournalState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]


def sides(batch) -> list[tuple[str, Decimal, Decimal]]:
    return list(batch.postings.values_list("cost_centre", "debit", "credit"))


class TestMaking:
    def test_it_debits_the_school_and_credits_the_income(self, finance):
        recharge = make_recharge(nets=(60,))
        make_invoice()
        batch = made(finance)
        assert sides(batch) == [("4711", 60, 0), ("TRAINING", 0, 60)]
        assert set(batch.postings.values_list("reference", flat=True)) == {recharge.number}
        assert batch.total == 60

    def test_a_credit_turns_it_round(self, finance):
        recharge = make_recharge(nets=(60,))
        made(finance, date(2021, 11, 15))
        credited(recharge, 20, by=finance, now=NOW)
        later = make_journal(period_end=NOW.date(), by=finance, now=NOW)
        assert sides(later) == [("4711", 0, 20), ("TRAINING", 20, 0)]

    def test_each_recharge_is_in_one_journal(self, finance):
        make_recharge()
        made(finance)
        with pytest.raises(JournalRefused, match="No recharge waits"):
            made(finance)

    def test_later_recharges_wait(self, finance):
        make_recharge(on=date(2021, 11, 21))
        with pytest.raises(JournalRefused, match="No recharge waits"):
            made(finance)

    def test_without_codes_nothing_is_made(self, finance):
        make_recharge()
        JournalCodes.objects.all().delete()
        with pytest.raises(JournalRefused, match="codes"):
            made(finance)

    def test_a_period_that_is_not_over_is_refused(self, finance):
        with pytest.raises(JournalRefused, match="or earlier"):
            made(finance, date(2021, 11, 25))

    def test_only_finance(self):
        with pytest.raises(PermissionDenied):
            made(make_person(Role.DIRECTOR))

    @pytest.mark.parametrize(
        ("day", "period"),
        [
            (date(2021, 11, 30), "P08 2021/22"),
            (date(2022, 3, 31), "P12 2021/22"),
            (date(2022, 4, 1), "P01 2022/23"),
        ],
    )
    def test_periods_count_from_april(self, day, period):
        assert journal_period(day) == period


class TestFile:
    def test_it_has_what_a_ledger_needs_and_is_the_same_however_often(self, finance):
        recharge = make_recharge(nets=(60,))
        batch = made(finance)
        file = journal_file(batch)
        heading, first, second = file.decode("utf-8-sig").splitlines()
        assert heading == "Date,Period,Cost centre,Subjective,Activity,Debit,Credit,Reference,Description"
        assert first.startswith(f"20/11/2021,P08 2021/22,4711,31000,ASSESS,60.00,0.00,{recharge.number},")
        assert second.startswith("20/11/2021,P08 2021/22,TRAINING,92000,ASSESS,0.00,60.00,")
        new = Codes("OTHER", "1", "", "2", "")
        change_codes(codes=new, valid_from=NOW.date(), by=finance, today=NOW.date())
        post_journal(batch=batch, by=finance, now=NOW)
        assert journal_file(batch) == file


class TestDatabase:
    @pytest.fixture
    def batch(self, finance) -> JournalBatch:
        make_recharge()
        return made(finance)

    def test_a_journal_that_does_not_balance_never_commits(self, batch):
        other = make_recharge()
        with pytest.raises(IntegrityError, match="does not balance"):
            self.add_one_side(batch, other)

    def test_a_journal_that_lost_a_side_never_commits(self, batch):
        with pytest.raises(IntegrityError, match="does not balance"):
            self.lose_one_side(batch)

    @transaction.atomic
    def add_one_side(self, batch, recharge) -> None:
        JournalPosting.objects.create(
            batch=batch, position=9, invoice=recharge, of_school=True, cost_centre="1", subjective="1", debit=1,
            reference="X", description="X",
        )  # fmt: skip
        connection.check_constraints()

    @transaction.atomic
    def lose_one_side(self, batch) -> None:
        batch.postings.filter(of_school=True).delete()
        connection.check_constraints()

    def test_postings_never_change(self, batch):
        with pytest.raises(IntegrityError), transaction.atomic():
            batch.postings.update(cost_centre="1")

    def test_a_posted_journal_stays(self, batch, finance):
        post_journal(batch=batch, by=finance, now=NOW)
        for attempt in (batch.postings.all().delete, batch.delete):
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()
        with pytest.raises(IntegrityError), transaction.atomic():
            JournalBatch.objects.update(state=JournalState.MADE, posted_by=None, posted_at=None)

    def test_a_posting_is_on_one_side(self, batch):
        with pytest.raises(IntegrityError), transaction.atomic():
            JournalPosting.objects.create(
                batch=batch, position=9, invoice=Invoice.objects.get(), of_school=True, cost_centre="1",
                subjective="1", debit=1, credit=1, reference="X", description="X",
            )  # fmt: skip
