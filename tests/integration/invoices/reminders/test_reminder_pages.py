"""The page of payment reminders: sending, steps and pauses."""

import pytest
import time_machine
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.accounts import sign_in
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.integration.invoices.reminders.conftest import PAGE, morning
from traded_assessment.models import ReminderPause

pytestmark = pytest.mark.django_db


class TestThePages:
    @pytest.fixture(autouse=True)
    def on_that_morning(self):
        with time_machine.travel(morning(7), tick=False):
            yield

    def test_the_preview_says_who_gets_what_and_sends_it(self, client, invoice, head, finance):
        sign_in(client, finance)
        text = client.get(PAGE).text
        for words in ("Oak Primary School", "First reminder", invoice.number, head.email, "7 days"):
            assert words in text, words
        shown = client.post(reverse("traded_assessment:send_payment_reminders"), follow=True).text
        assert "Reminded of 1 invoice" in shown
        page = client.get(reverse("traded_assessment:invoice", args=[invoice.number])).text
        assert f"Sent to {head.email}" in page
        again = client.post(reverse("traded_assessment:send_payment_reminders"), follow=True).text
        assert "Nobody was to be reminded" in again

    def test_steps_are_changed_with_their_history(self, client, steps, finance):
        sign_in(client, finance)
        address = reverse("traded_assessment:change_reminder_step", args=[steps[0].pk])
        answers = {"name": "First", "days_overdue": "10", "to": "billing", "subject": "Please pay", "words": "Soon"}
        assert "Enter the words" in client.post(address, answers | {"words": ""}).text
        assert "taken on that day already" in client.post(address, answers | {"days_overdue": "21"}).text
        assert "“First” is saved" in client.post(address, answers, follow=True).text
        assert "Changed" in client.get(address).text
        remove = reverse("traded_assessment:remove_reminder_step", args=[steps[0].pk])
        assert "taken no more" in client.post(remove, follow=True).text
        assert client.get(address).status_code == 404

    def test_pausing_and_ending_it(self, client, invoice, school, finance):
        sign_in(client, finance)
        for route, key in (("pause_invoice", invoice.number), ("pause_payer", school.pk)):
            address = reverse(f"traded_assessment:{route}", args=[key])
            assert "They pay by hand" in client.post(address, {"reason": "They pay by hand"}, follow=True).text
            assert "paused already" in client.post(address, {"reason": "x"}).text
        for pause in ReminderPause.objects.all():
            end = reverse("traded_assessment:resume_reminders", args=[pause.pk])
            assert "Reminders go on" in client.post(end, follow=True).text

    def test_the_page_asks_as_often_for_30_as_for_3(self, client, steps, finance, django_assert_max_num_queries):
        sign_in(client, finance)
        for more, shown in ((3, 3), (27, 25)):
            for _ in range(more):
                school = make_school()
                make_invoice(school, by=make_person(Role.HEADTEACHER, school))
            client.get(PAGE)
            with django_assert_max_num_queries(13):
                page = client.get(PAGE)
            assert len(page.context["letters"]) == shown
        assert len(client.get(PAGE, {"page": 2}).context["letters"]) == 5
