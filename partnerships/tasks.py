"""Work by the clock, from Celery beat. Each is one service call, safe to run twice and at once."""

from celery import shared_task
from django.utils import timezone

from partnerships.services import awards, contacts, forum_lists, register, round_reminders, rounds


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


@shared_task(name="partnerships.invite_to_forums", expires=6 * 3600)
def invite_to_forums() -> None:
    """Every morning: the lists of forums are invited to the dates of the coming days."""
    forum_lists.invite(today=timezone.localdate())


@shared_task(name="partnerships.follow_register", expires=600)
def follow_register() -> None:
    """Every ten minutes: what an import of the register changed, and names that change today."""
    register.follow_register(now=timezone.now())


@shared_task(name="partnerships.ask_contacts_to_confirm", expires=3600)
def ask_contacts_to_confirm() -> None:
    """Every morning from Monday to Friday."""
    contacts.ask_to_confirm(now=timezone.now())
