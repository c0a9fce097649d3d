"""An invoice that is not paid, and the steps that remind of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment import starting_content
from traded_assessment.models import PaymentReminder, ReminderStep

DUE = date(2021, 12, 10)  # of an invoice issued on 10 November
PAGE = reverse("traded_assessment:payment_reminders")


def morning(days_overdue):
    """8:10 so many days after the last day to pay."""
    day = DUE + timedelta(days_overdue)
    return datetime(day.year, day.month, day.day, 8, 10, tzinfo=UTC)


@pytest.fixture
def steps(db):
    starting_content.load_reminder_steps()
    return list(ReminderStep.objects.all())


@pytest.fixture
def school(steps):
    return make_school(name="Oak Primary School")


@pytest.fixture
def head(school):
    return make_person(Role.HEADTEACHER, school, email="head@oak.example")


@pytest.fixture
def invoice(school, head):
    return make_invoice(school, by=head, nets=[60])


def taken():
    return list(PaymentReminder.objects.values_list("invoice_id", "name", "days_overdue"))
