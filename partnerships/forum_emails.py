"""What schools are told by e-mail about forums and drop-ins. Mails lead to a page of the portal, never to the call."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.mail.calendar_files import CALENDAR_CANCEL_TYPE, CALENDAR_TYPE, events_file
from essex_portal.mail.services import Attachment, Draft, queue_message, queue_new_messages
from essex_portal.ui.words import date_words
from partnerships.calendar_events import address_of, event_of_meeting
from partnerships.models import ForumMember
from partnerships.queries.forums import Meeting
from partnerships.states import ListState

SUBJECTS = {
    ListState.MEMBER: "Your school is on the list",
    ListState.REFUSED: "Your school was not added to the list",
    ListState.REMOVED: "Your school is off the list",
}


def invitation(meeting: Meeting, member: ForumMember) -> Draft:
    """The invitation of a school to a date; one as long as the date stands as it is."""
    return _draft(meeting, member.contact, "invited", f"Invitation: {meeting.forum}, {date_words(meeting.date.on)}")


def email_moved(meeting: Meeting, members: Iterable[ForumMember]) -> None:
    subject = f"Moved: {meeting.forum}, now {date_words(meeting.date.on)}"
    queue_new_messages([_draft(meeting, member.contact, "moved", subject) for member in members])


def email_cancelled(meeting: Meeting, members: Iterable[ForumMember]) -> None:
    subject = f"Cancelled: {meeting.forum}, {date_words(meeting.date.on)}"
    queue_new_messages([_draft(meeting, member.contact, "cancelled", subject) for member in members])


def email_link(meeting: Meeting, person: User) -> None:
    """The way to a date of a drop-in, for who asked."""
    draft = _draft(meeting, person, "link", f"Your link: {meeting.forum}, {date_words(meeting.date.on)}")
    queue_new_messages([draft])


def email_listed(entry: ForumMember) -> None:
    """What has become of the school's place on the list."""
    queue_message(
        to=entry.contact.email,
        subject=f"{SUBJECTS[ListState(entry.state)]}: {entry.forum}",
        template="partnerships/email/forum_list.txt",
        context={"entry": entry, "address": reverse("partnerships:forum", args=[entry.forum_id])},
        key=f"forum-list:{entry.pk}:{entry.state}",
    )


def _draft(meeting: Meeting, person: User, what: str, subject: str) -> Draft:
    """One mail a person for each state of a date: who was told that it moved is not invited to it again."""
    stands = f"{meeting.forum.pk}:{meeting.date.planned_on}:{meeting.revision}"
    context: dict[str, Any] = {"meeting": meeting, "what": what, "address": address_of(meeting)}
    return Draft(
        to=person.email,
        subject=subject[:200],
        template="partnerships/email/forum_date.txt",
        context=context,
        key=f"forum:{stands}:{person.pk}",
        attachments=(_file(meeting),),
    )


def _file(meeting: Meeting) -> Attachment:
    gone = meeting.date.cancelled
    content = events_file([event_of_meeting(meeting)], about="Partnerships", method="CANCEL" if gone else "PUBLISH")
    return Attachment("date.ics", CALENDAR_CANCEL_TYPE if gone else CALENDAR_TYPE, content)
