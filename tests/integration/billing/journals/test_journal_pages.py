"""The pages of journals and their codes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.ledger import make_recharge
from tests.integration.billing.journals.conftest import made
from traded_assessment.models import JournalBatch
from traded_assessment.services.journal_files import journal_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]
JOURNALS = reverse("traded_assessment:journals")


class TestPages:
    def test_make_look_download_post(self, as_finance: Client):
        recharge = make_recharge(nets=(60,))
        answer = {"period_end_day": "20", "period_end_month": "11", "period_end_year": "2021"}
        page = as_finance.post(JOURNALS, answer, follow=True).content.decode()
        batch = JournalBatch.objects.get()
        assert batch.reference in page
        assert "4711" in page
        file = as_finance.get(reverse("traded_assessment:journal_csv", args=[batch.pk]))
        assert file.content == journal_file(batch)
        as_finance.post(reverse("traded_assessment:post_journal", args=[batch.pk]))
        page = as_finance.get(reverse("traded_assessment:invoice", args=[recharge.number])).content.decode()
        assert batch.reference in page

    def test_the_codes_are_changed_from_a_day_on(self, as_finance: Client):
        answers = {
            "income_cost_centre": "NEW", "income_subjective": "1", "charge_subjective": "2", "valid_from": "2021-12-01",
        }  # fmt: skip
        page = as_finance.post(reverse("traded_assessment:journal_codes"), answers, follow=True).content.decode()
        assert "From 1 December 2021" in page
        refused = as_finance.post(reverse("traded_assessment:journal_codes"), answers | {"valid_from": "2021-11-01"})
        assert "First day must be today" in refused.content.decode()

    def test_the_list_asks_as_often_for_30_rows_as_for_3(self, as_finance: Client, finance):
        counts = []
        for more in (3, 27):
            for _ in range(more):
                make_recharge()
                made(finance)
            as_finance.get(JOURNALS)
            with CaptureQueriesContext(connection) as queries:
                as_finance.get(JOURNALS)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15
