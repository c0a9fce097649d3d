"""What the training office tells schools by e-mail."""

from collections.abc import Collection

from django.urls import reverse

from essex_portal.audit.models import AuditEvent
from essex_portal.mail.services import Draft, queue_message
from traded_assessment.calendar_files import Entry, calendar_attachment
from traded_assessment.models import OfficeMessage, PriceRequest, TrainingSession
from traded_assessment.place_links import place_address
from traded_assessment.queries.attendance import attendees_of
from traded_assessment.states import PriceRequestState


def email_price_decided(request: PriceRequest) -> None:
    """Tell the person who asked for a price what it is, or why there is none."""
    priced = request.state == PriceRequestState.PRICED
    queue_message(
        to=request.asked_by.email,
        subject=f"Your price for training: {request.school}" if priced else f"No price for training: {request.school}",
        template="traded_assessment/email/price_decided.txt",
        context={"request": request, "priced": priced, "address": reverse("traded_assessment:catalogue")},
        key=f"price-request:{request.pk}:{request.state}",
    )


def email_session_changed(session: TrainingSession, *, change: AuditEvent, addresses: Collection[str]) -> None:
    """Tell the people booked, and those who booked for them, that a session has changed.

    The calendar file changes the entry that they have; people with a place find their own page to join in it.
    """
    people = {person.email.casefold(): person for person in attendees_of(session) if person.email}
    for address in addresses:
        person = people.get(address.casefold())
        path = place_address(person) if person else reverse("traded_assessment:bookings")
        queue_message(
            to=address,
            subject=f"Changed: {session.course.title}",
            template="traded_assessment/email/session_changed.txt",
            context={"session": session, "reason": change.reason},
            key=f"session:{session.pk}:{change.pk}:{address}",
            attachments=calendar_attachment([Entry(session, path, change.at)]),
            holds_secret=person is not None,
        )


def office_message_draft(message: OfficeMessage, *, to: str, number: int) -> Draft:
    """The mail to one of the recipients of a message, who is the `number`-th of them."""
    return Draft(
        to=to,
        subject=message.subject,
        template="traded_assessment/email/office_message.txt",
        context={"message": message},
        key=f"office-message:{message.pk}:{number}",
        reply_to=message.reply_to,
    )
