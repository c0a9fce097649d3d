"""Schools billed by month, and the steps from their orders to an invoice run, on 24 November 2021."""

from datetime import UTC, date, datetime

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.jobs.states import JobState
from tests.factories.invoices import make_supplier
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import on_sale
from traded_assessment.models import InvoiceRun, Rehearsal
from traded_assessment.services import invoice_runs
from traded_assessment.services.billing_terms import NewTerms, change_billing_terms
from traded_assessment.services.invoice_runs import request_rehearsal, start_run
from traded_assessment.states import Billing

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
PERIOD = date(2021, 11, 20)


@pytest.fixture(autouse=True)
def ready(db) -> None:
    make_supplier()
    on_sale()


def monthly(finance, name="Maple Primary School", **terms):
    """A school with a headteacher, billed by month unless told otherwise."""
    school = make_school(name=name)
    make_person(Role.HEADTEACHER, school, email=f"head{school.pk}@school.example")
    change_billing_terms(school=school, terms=NewTerms(**{"billing": Billing.MONTHLY} | terms), by=finance)
    return school


def rehearsed(finance, period_end=PERIOD) -> Rehearsal:
    made = request_rehearsal(period_end=period_end, by=finance, today=TODAY)
    invoice_runs.rehearse(made.pk, now=NOW)
    made.refresh_from_db()
    assert made.state == JobState.READY, made.error
    return made


def carried_out(rehearsal, finance) -> InvoiceRun:
    run = start_run(rehearsal=rehearsal, by=finance, today=TODAY)
    invoice_runs.carry_out(run.pk, now=NOW)
    run.refresh_from_db()
    assert run.state == JobState.READY, run.error
    return run
