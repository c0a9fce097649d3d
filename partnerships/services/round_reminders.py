"""Reminding schools of a round: by the county's steps, in school days, only those that have not handed in."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.mail.services import queue_new_messages
from essex_portal.organisations.queries import school_calendar
from partnerships.models import Round, RoundReminderStep
from partnerships.round_days import reminder_due
from partnerships.round_emails import reminders
from partnerships.states import ANSWERABLE


def send_round_reminders(*, now: datetime) -> int:
    """Remind the people of schools that have not handed in, once a step; returns how many mails were queued."""
    today = timezone.localdate(now)
    steps = {step.school_days: step for step in RoundReminderStep.objects.all()}
    calendar = school_calendar()
    queued = 0
    for review in Round.objects.filter(state__in=ANSWERABLE).select_related("partnership"):
        opened_on = _asked_on(review)
        due = reminder_due(calendar, opened_on=opened_on, closes_on=review.closes_on, steps=steps, today=today)
        if due is not None:
            queued += queue_new_messages(reminders(review, steps[due], review.schools.filter(handed_in_at=None)))
    return queued


@transaction.atomic
def save_reminder_steps(*, steps: Mapping[int, str], by: Any) -> None:
    """Remind by these steps from now on: the words by school days before the last day of a round."""
    before = {str(step.school_days): step.words for step in RoundReminderStep.objects.select_for_update()}
    RoundReminderStep.objects.exclude(school_days__in=steps).delete()
    for school_days, words in steps.items():
        RoundReminderStep.objects.update_or_create(school_days=school_days, defaults={"words": words})
    after = {str(school_days): words for school_days, words in steps.items()}
    if before != after:
        record(event="round_reminders.saved", target=by, by=by, before=before, after=after)


def _asked_on(review: Round) -> date:
    """When the schools were last written to."""
    return timezone.localdate(review.reopened_at) if review.reopened_at else review.opens_on or review.closes_on
