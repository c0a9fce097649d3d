"""Work by the clock, from Celery beat. Each is one service call, safe to run twice and at once."""

from celery import shared_task
from django.utils import timezone

from partnerships.services import awards, round_reminders, rounds


@shared_task(name="partnerships.close_rounds", expires=300)
def close_rounds() -> None:
    """Every five minutes: a round closes soon after its last day."""
    rounds.close_overdue_rounds(now=timezone.now())


@shared_task(name="partnerships.send_round_reminders", expires=6 * 3600)
def send_round_reminders() -> None:
    """Every morning from Monday to Friday; a holiday sends nothing."""
    round_reminders.send_round_reminders(now=timezone.now())


@shared_task(name="partnerships.lapse_overdue_awards", expires=3600)
def lapse_overdue_awards() -> None:
    """Every hour: places that were not accepted in time go to the next school."""
    now = timezone.now()
    awards.lapse_overdue(today=timezone.localdate(now), now=now)
