"""Work by the clock, from Celery beat. Each is one service call, safe to run twice and at once."""

from celery import shared_task
from django.utils import timezone

from partnerships.services import awards, forum_lists


@shared_task(name="partnerships.lapse_overdue_awards", expires=3600)
def lapse_overdue_awards() -> None:
    """Every hour: places that were not accepted in time go to the next school."""
    now = timezone.now()
    awards.lapse_overdue(today=timezone.localdate(now), now=now)


@shared_task(name="partnerships.invite_to_forums", expires=6 * 3600)
def invite_to_forums() -> None:
    """Every morning: the lists of forums are invited to the dates of the coming days."""
    forum_lists.invite(today=timezone.localdate())
