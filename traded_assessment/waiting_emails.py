"""What schools are told by e-mail about waiting lists."""

from collections.abc import Iterable

from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.mail.services import queue_message
from essex_portal.organisations.models import Organisation
from traded_assessment.models import TrainingSession, WaitingEntry
from traded_assessment.queries.subscriptions import headteachers_of


def email_offer(entry: WaitingEntry, session: TrainingSession) -> None:
    """Tell who joined the list, and the headteacher, that places are kept for the school, and until when."""
    for person in people_concerned(entry.school, entry.joined_by):
        _queue(person, entry, session, "offer", f"Places for your school: {session.course.title}")


def email_offer_lapsed(entry: WaitingEntry, session: TrainingSession) -> None:
    """Tell who joined the list that the time for the offer is over."""
    _queue(entry.joined_by, entry, session, "lapsed", f"Your offer has run out: {session.course.title}")


def email_session_called_off(entry: WaitingEntry, session: TrainingSession) -> None:
    """Tell who joined the list that there is nothing to wait for any more."""
    _queue(entry.joined_by, entry, session, "called_off", f"Cancelled: {session.course.title}")


def email_taken_off(entry: WaitingEntry, session: TrainingSession) -> None:
    """Tell who joined the list that the training office took the school off it, not why."""
    _queue(entry.joined_by, entry, session, "taken_off", f"Off the waiting list: {session.course.title}")


def people_concerned(school: Organisation, *others: User) -> Iterable[User]:
    """The others and the school's headteachers, each once."""
    return {person.pk: person for person in (*others, *headteachers_of(school))}.values()


def _queue(person: User, entry: WaitingEntry, session: TrainingSession, what: str, subject: str) -> None:
    queue_message(
        to=person.email,
        subject=subject,
        template=f"traded_assessment/email/waiting_{what}.txt",
        context={
            "entry": entry,
            "session": session,
            "address": reverse("traded_assessment:waiting_entry", args=[entry.pk]),
            "session_address": reverse("traded_assessment:session", args=[session.pk]),
        },
        key=f"waiting:{entry.pk}:{what}:{person.pk}",
    )
