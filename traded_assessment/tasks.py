"""Work by the clock, from Celery beat. Each is one service call, safe to run twice and at once."""

from celery import shared_task
from django.utils import timezone

from traded_assessment.models import InvoiceRun, Rehearsal, SessionCallOff
from traded_assessment.services import approvals, calling_off, invoice_runs, payment_reminders, reminders, waiting_list


@shared_task(name="traded_assessment.send_reminders", expires=600)
def send_reminders() -> None:
    """Every quarter of an hour in the daytime, from Celery beat."""
    reminders.send_reminders(now=timezone.now())


@shared_task(name="traded_assessment.ask_for_evaluations", expires=600)
def ask_for_evaluations() -> None:
    """Every quarter of an hour in the daytime, from Celery beat."""
    reminders.ask_for_evaluations(now=timezone.now())


@shared_task(name="traded_assessment.pass_offers_on", expires=50)
def pass_offers_on() -> None:
    """Every minute, day and night: a school books until the very moment that it was told."""
    waiting_list.pass_offers_on(now=timezone.now())


@shared_task(name=Rehearsal.task_name)
def rehearse(rehearsal_id: int) -> None:
    """Find what an invoice run would bill."""
    invoice_runs.rehearse(rehearsal_id, now=timezone.now())


@shared_task(name=InvoiceRun.task_name)
def run_invoices(run_id: int) -> None:
    """Issue what a rehearsal lists."""
    invoice_runs.carry_out(run_id, now=timezone.now())


@shared_task(name="traded_assessment.end_overdue_approvals", expires=50)
def end_overdue_approvals() -> None:
    """Every minute: bookings that nobody approved in time give their places back."""
    approvals.end_overdue_requests(now=timezone.now())


@shared_task(name="traded_assessment.send_payment_reminders", expires=6 * 3600)
def send_payment_reminders() -> None:
    """Every morning from Monday to Friday, from Celery beat."""
    payment_reminders.send_payment_reminders(now=timezone.now())


@shared_task(name=SessionCallOff.task_name)
def settle_call_off(call_off_id: int) -> None:
    """Move or credit the bookings of a session that is called off."""
    calling_off.settle_call_off(call_off_id, now=timezone.now())
