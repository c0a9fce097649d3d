"""Work by the clock, from Celery beat. Each is one service call, safe to run twice and at once."""

from celery import shared_task
from django.utils import timezone

from partnerships.services import awards


@shared_task(name="partnerships.lapse_overdue_awards", expires=3600)
def lapse_overdue_awards() -> None:
    """Every hour: places that were not accepted in time go to the next school."""
    now = timezone.now()
    awards.lapse_overdue(today=timezone.localdate(now), now=now)
