"""Overdue invoices are reminded of step by step, and left in peace when there is a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from tests.factories.accounts import sign_in
from tests.factories.credits import make_credit_note
from tests.factories.invoices import make_invoice, placed_by
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.integration.invoices.reminders.conftest import DUE, PAGE, morning, taken
from traded_assessment import starting_content
from traded_assessment.models import BillingTerms, PaymentReminder, ReminderStep
from traded_assessment.queries.payment_reminders import due_reminders, letters
from traded_assessment.services.disputes import close_dispute, open_dispute
from traded_assessment.services.payment_reminders import (
    PausedAlready,
    PauseIsOver,
    end_pause,
    pause_reminders,
    send_payment_reminders,
    send_reminders_now,
)
from traded_assessment.services.payments import record_payment
from traded_assessment.states import DisputeOutcome

pytestmark = pytest.mark.django_db


class TestSending:
    def test_step_by_step(self, invoice, head, school):
        BillingTerms.objects.create(school=school, contact_office="Office", contact_email="office@oak.example")
        for days, names in ((6, []), (7, ["First reminder"]), (10, ["First reminder"])):
            send_payment_reminders(now=morning(days))
            assert [name for _, name, _ in taken()] == names
        message = Message.objects.get()
        assert (message.to, message.subject) == ("office@oak.example", "Reminder of an invoice for training")
        for words in (invoice.number, "Left to pay: £60\n", "7 days ago", "training-invoices@council.example"):
            assert words in message.text, words
        send_payment_reminders(now=morning(21))
        assert set(Message.objects.values_list("to", flat=True)) == {"office@oak.example", "head@oak.example"}
        send_payment_reminders(now=morning(42))
        assert [name for _, name, _ in taken()] == ["First reminder", "Second reminder", "Pass to corporate debt"]
        assert Message.objects.count() == 3  # nobody hears of the last
        last = PaymentReminder.objects.last()
        assert (last.passed_on, last.addresses, last.owed) == (True, [], 60)
        assert send_payment_reminders(now=morning(60)) == 0

    def test_twice_is_once(self, invoice):
        assert [send_payment_reminders(now=morning(7)) for _ in range(2)] == [1, 0]
        assert Message.objects.count() == 1

    @pytest.mark.parametrize("days", [8, 9, 17])  # Saturday, Sunday, the bank holiday for Christmas
    def test_on_working_days_only(self, invoice, days):
        assert send_payment_reminders(now=morning(days)) == 0

    def test_one_letter_for_all_of_a_schools_invoices(self, invoice, school, head):
        other = make_invoice(school, by=head, nets=[15])
        elsewhere = make_invoice(make_school())
        make_person(Role.HEADTEACHER, elsewhere.school)
        send_payment_reminders(now=morning(7))
        text = Message.objects.get(to=head.email).text
        assert invoice.number in text
        assert other.number in text
        assert "Together: £75" in text
        assert elsewhere.number not in text

    def test_to_the_headteacher_where_there_is_no_contact_for_invoices(self, invoice, head):
        send_payment_reminders(now=morning(7))
        assert Message.objects.get().to == head.email

    def test_to_nobody_is_not_sent_and_shown_to_finance(self, client, finance, steps):
        invoice = make_invoice(make_school(name="Lost School"), by=finance)
        assert send_payment_reminders(now=morning(7)) == 0
        assert not PaymentReminder.objects.exists()
        sign_in(client, finance)
        with time_machine.travel(morning(7), tick=False):
            text = client.get(PAGE).text
        assert "Nobody to write to" in text
        assert "Lost School" in text
        assert invoice.number not in text

    def test_of_several_schools_on_one_invoice_only_the_payer_hears(self, steps, finance):
        trust = Organisation.objects.create(kind=OrganisationKind.TRUST, name="Oak Trust")
        school = make_school()
        make_person(Role.HEADTEACHER, school)
        BillingTerms.objects.create(
            school=school,
            payer=trust,
            together=True,
            billing="monthly",
            contact_office="T",
            contact_email="t@trust.example",
        )
        invoice = make_invoice(make_school(), by=finance)
        invoice.school, invoice.payer = None, trust
        [letter] = letters(list(_due_of(invoice)))
        assert (letter.to_whom, letter.addresses) == (trust, ("t@trust.example",))


def _due_of(invoice):
    from traded_assessment.queries.payment_reminders import DueReminder

    return [DueReminder(invoice, ReminderStep.objects.get(days_overdue=7), 7)]


class TestLeftInPeace:
    def test_what_is_paid_credited_or_not_due(self, invoice, school, head, finance):
        credited, part = (make_invoice(school, by=head, nets=[40]) for _ in range(2))
        make_credit_note(credited)
        for one, amount in ((invoice, 60), (part, 15)):
            record_payment(invoice=one, received_on=DUE, amount=Decimal(amount), reference="B", by=finance, today=DUE)
        send_payment_reminders(now=morning(7))
        assert [pk for pk, _, _ in taken()] == [part.pk]
        assert "Left to pay: £25 of £40" in Message.objects.get().text

    def test_in_dispute_until_the_answer_and_then_from_the_first_step(self, invoice, head, finance):
        row = open_dispute(invoice=invoice, reason="Nobody came", by=head, now=morning(0))
        for days in (7, 21, 42):
            assert send_payment_reminders(now=morning(days)) == 0
        close_dispute(dispute=row, outcome=DisputeOutcome.STANDS, answer="x", by=finance, now=morning(45))
        assert send_payment_reminders(now=morning(45)) == 1
        assert send_payment_reminders(now=morning(46)) == 0
        assert [name for _, name, _ in taken()] == ["First reminder"]

    def test_a_recharge(self, steps, finance):
        school = make_school()
        make_person(Role.HEADTEACHER, school)
        BillingTerms.objects.create(school=school, settlement="journal", cost_centre="4711")
        assert make_invoice(school).number.startswith("RCH-")
        assert send_payment_reminders(now=morning(7)) == 0

    @pytest.mark.parametrize("whole_school", [True, False])
    def test_paused(self, invoice, school, head, finance, whole_school):
        other = make_invoice(school, by=head)
        about = school if whole_school else invoice
        pause = pause_reminders(about=about, reason="They asked", last_on=None, by=finance, now=morning(1))
        with pytest.raises(PausedAlready):
            pause_reminders(about=about, reason="again", last_on=None, by=finance, now=morning(1))
        send_payment_reminders(now=morning(7))
        assert [pk for pk, _, _ in taken()] == ([] if whole_school else [other.pk])
        end_pause(pause=pause, by=finance, now=morning(10))
        send_payment_reminders(now=morning(10))
        assert len(taken()) == 2

    def test_a_pause_ends_by_itself(self, invoice, finance):
        last_on = DUE + timedelta(10)
        pause_reminders(about=invoice, reason="x", last_on=last_on, by=finance, now=morning(1))
        assert send_payment_reminders(now=morning(10)) == 0
        assert send_payment_reminders(now=morning(11)) == 1
        with pytest.raises(PauseIsOver):
            pause_reminders(about=invoice, reason="x", last_on=last_on, by=finance, now=morning(11))

    def test_only_finance_pauses_and_sends(self, invoice, head):
        with pytest.raises(PermissionDenied):
            pause_reminders(about=invoice, reason="x", last_on=None, by=head, now=morning(1))
        with pytest.raises(PermissionDenied):
            send_reminders_now(by=placed_by(invoice), now=morning(7))


def test_due_reminders_only_reads(invoice, django_assert_num_queries):
    with django_assert_num_queries(3):
        [due] = due_reminders(DUE + timedelta(7))
    assert (due.invoice.pk, due.days_overdue) == (invoice.pk, 7)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_each_step_once():
    starting_content.load_reminder_steps()
    for _ in range(6):
        school = make_school()
        make_invoice(school, by=make_person(Role.HEADTEACHER, school))

    def send():
        try:
            return send_payment_reminders(now=morning(7))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(lambda _: send(), range(2)))
    assert sum(done) == PaymentReminder.objects.count() == Message.objects.count() == 6
