"""What self-reviews ask of a person: to answer, to hand in, to close and to publish."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from essex_portal.accounts.permissions import holds, holds_for_county, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.home.todo import Todo
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words
from partnerships.queries.evaluation import closed_rounds, rounds_to_answer

SOON = timedelta(days=7)


def todos(user: Any, school: Organisation | None, today: date) -> Iterator[Todo]:
    """For the people of a school, and for leads. At most two queries."""
    if school and holds(user, Permission.ANSWER_EVALUATION, school):
        yield from _of_school(user, school, today)
    if holds(user, Permission.LEAD_PARTNERSHIP) and not holds_for_county(user, Permission.LEAD_PARTNERSHIP):
        yield from _of_lead(user)


def _of_school(user: Any, school: Organisation, today: date) -> Iterator[Todo]:
    hands_in = holds(user, Permission.HAND_IN_EVALUATION, school)
    for asked in rounds_to_answer(school, user, today):
        closes_on = asked.round.closes_on
        if not hands_in and asked.answered:
            continue  # the reminder to look again is the headteacher's
        verb = "Hand in your school’s answers" if hands_in else "Say how well the schools work together"
        words = f"{verb} by {date_words(closes_on)}: {asked.round.partnership}"
        address = reverse("partnerships:school_round", args=[asked.pk])
        yield Todo(words, address, urgent=closes_on - today <= SOON)


def _of_lead(user: Any) -> Iterator[Todo]:
    for review in closed_rounds(organisations_with(user, Permission.LEAD_PARTNERSHIP)):
        words = f"Publish the results of {review.name}: {review.partnership}"
        handed = f"{review.returned} of {review.asked} schools handed in"
        yield Todo(f"{words} ({handed})", reverse("partnerships:round", args=[review.pk]))
