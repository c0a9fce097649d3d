"""What the two schools are told by e-mail about a peer review visit. What they agree stays in the portal."""

from django.urls import reverse

from essex_portal.mail.calendar_files import CALENDAR_CANCEL_TYPE, CALENDAR_TYPE, events_file
from essex_portal.mail.services import Attachment, Draft, queue_new_messages
from essex_portal.ui.words import date_words
from partnerships.calendar_events import event_of_visit
from partnerships.models import PeerVisit
from partnerships.queries.offers import headteachers_of

SUBJECTS = {"arranged": "Peer review visit", "moved": "Visit moved", "cancelled": "Visit cancelled"}


def email_visit(visit: PeerVisit, what: str) -> None:
    """Tell the headteachers of both schools of the date as it stands, with a calendar file."""
    gone = visit.cancelled_at is not None
    content = events_file([event_of_visit(visit)], about="Partnerships", method="CANCEL" if gone else "PUBLISH")
    file = Attachment("visit.ics", CALENDAR_CANCEL_TYPE if gone else CALENDAR_TYPE, content)
    people = {person.pk: person for school in (visit.host, visit.visitor) for person in headteachers_of(school)}
    queue_new_messages(
        [
            Draft(
                to=person.email,
                subject=f"{SUBJECTS[what]}: {visit}, {date_words(visit.on)}"[:200],
                template="partnerships/email/visit.txt",
                context={"visit": visit, "what": what, "address": reverse("partnerships:visit", args=[visit.pk])},
                key=f"visit:{visit.pk}:{visit.revision}:{person.pk}",
                attachments=(file,),
            )
            for person in people.values()
        ]
    )
