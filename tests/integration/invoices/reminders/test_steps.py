"""Keeping the steps of payment reminders."""

import pytest
from django.db import DatabaseError, transaction

from tests.factories.invoices import placed_by
from tests.integration.invoices.reminders.conftest import DUE, morning
from traded_assessment.models import PaymentReminder, ReminderPause, ReminderStep
from traded_assessment.services.payment_reminders import send_payment_reminders
from traded_assessment.services.reminder_steps import (
    NothingAfterIt,
    PassedOnAlready,
    SameDay,
    StepFacts,
    end_step,
    save_step,
)

pytestmark = pytest.mark.django_db


class TestTheSteps:
    def facts(self, **changes):
        return StepFacts(**{"name": "Third", "days_overdue": 30, "subject": "s", "words": "w"} | changes)

    def test_one_is_added_changed_and_ended(self, steps, finance):
        step = save_step(facts=self.facts(), by=finance)
        save_step(facts=self.facts(words="kinder"), step=step, by=finance)
        assert ReminderStep.objects.get(pk=step.pk).words == "kinder"
        end_step(step=step, by=finance, now=morning(0))
        save_step(facts=self.facts(), by=finance)

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"days_overdue": 7}, SameDay),
            ({"days_overdue": 50}, NothingAfterIt),
            ({"passes_on": True}, PassedOnAlready),
        ],
    )
    def test_refused(self, steps, finance, changes, refusal):
        with pytest.raises(refusal):
            save_step(facts=self.facts(**changes), by=finance)

    def test_the_database_takes_each_once(self, invoice, steps):
        send_payment_reminders(now=morning(7))
        row = PaymentReminder.objects.get()

        def refused(change):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

        again = {field.attname: getattr(row, field.attname) for field in PaymentReminder._meta.concrete_fields}
        refused(lambda: PaymentReminder.objects.create(**again | {"id": None, "taken_on": DUE}))
        refused(lambda: PaymentReminder.objects.create(**again | {"id": None, "step_id": steps[1].pk}))
        refused(lambda: PaymentReminder.objects.update(owed=1))
        refused(lambda: ReminderPause.objects.create(reason="x", paused_at=morning(0), paused_by=placed_by(invoice)))
