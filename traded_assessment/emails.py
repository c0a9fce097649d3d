"""What schools are told by e-mail about their bookings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from essex_portal.mail.services import Attachment, Draft, queue_messages
from essex_portal.ui.words import date_words
from traded_assessment.calendar_files import CALENDAR_CANCEL_TYPE, Entry, calendar_attachment, cancelled_calendar_file
from traded_assessment.models import Attendee, Order, TrainingSession
from traded_assessment.place_links import place_address
from traded_assessment.services.order_rows import Written


def email_confirmations(
    *,
    order: Order,
    written: Written,
    invoiced_later: bool,
    instead_of: TrainingSession | None = None,
    called_off: str = "",
) -> None:
    """Confirm the order to the person who booked, and each place to everybody else named with an address.

    Call it in the transaction that wrote the order. Each has the sessions that concern them in a calendar file, and
    their own links to join; who gave no address has theirs in the confirmation of the order, to be handed on.
    `instead_of`: the session that a booking moves away from, which a second calendar file takes out; `called_off`: the
    reason, when the council called that session off.
    """
    places = list(_place_confirmations(order, written))
    first = _order_confirmation(order, written, others_told=bool(places), invoiced_later=invoiced_later)
    drafts = [first, *places]
    queue_messages([_moved(draft, order, instead_of, called_off) for draft in drafts] if instead_of else drafts)


def _moved(draft: Draft, order: Order, instead_of: TrainingSession, called_off: str) -> Draft:
    """The same mail of a booking that moved."""
    gone = calendar_without(instead_of, reverse("traded_assessment:order", args=[order.reference]), at=order.placed_at)
    return replace(
        draft,
        subject=f"Moved to another date: {instead_of.course.title}",
        context=draft.context | {"instead_of": instead_of, "called_off": called_off},
        attachments=(*draft.attachments, gone),
    )


def calendar_without(session: TrainingSession, path: str, *, at: datetime) -> Attachment:
    """A file that takes a session out of a calendar. `path` as in `calendar_files.Entry`."""
    return Attachment("cancelled.ics", CALENDAR_CANCEL_TYPE, cancelled_calendar_file([Entry(session, path, at)]))


def _order_confirmation(order: Order, written: Written, **said: bool) -> Draft:
    address = reverse("traded_assessment:order", args=[order.reference])
    sessions = [booking.training_session for booking in written.bookings.values()]
    return Draft(
        to=order.contact_email,
        subject=f"Your training order {order.reference}",
        template="traded_assessment/email/order_confirmation.txt",
        context={
            "order": order,
            "lines": written.lines,
            "bookings": [
                (booking.training_session, _with_links(order, written, booking.pk))
                for booking in written.bookings.values()
            ],
            "hand_on": any(not who.email for who in written.attendees),
            **said,
            "address": address,
        },
        key=f"order:{order.reference}:confirmation",
        attachments=calendar_attachment(Entry(session, address, order.placed_at) for session in sessions),
        holds_secret=bool(sessions),
    )


def _with_links(order: Order, written: Written, booking_id: int) -> list[tuple[Attendee, str]]:
    """The people of a booking, with the link of those who get no mail of their own."""
    return [
        (who, "" if _has_own_mail(who, order) else place_address(who))
        for who in written.attendees
        if who.booking_id == booking_id
    ]


def _has_own_mail(who: Attendee, order: Order) -> bool:
    return bool(who.email) and who.email.casefold() != order.contact_email.casefold()


def _place_confirmations(order: Order, written: Written) -> Iterator[Draft]:
    for people in _by_address(who for who in written.attendees if _has_own_mail(who, order)).values():
        yield place_confirmation(people, order=order, key=f"order:{order.reference}:place:{people[0].pk}")


def place_confirmation(people: Sequence[Attendee], *, order: Order, key: str) -> Draft:
    """The mail to one person about their places out of an order, each with its personal link and calendar entry."""
    places = [(person.booking.training_session, place_address(person)) for person in people]
    return Draft(
        to=people[0].email,
        subject=_subject([session for session, _ in places]),
        template="traded_assessment/email/place_confirmation.txt",
        context={"order": order, "person": people[0], "places": places},
        key=key,
        attachments=calendar_of_places(people, written_at=order.placed_at),
        holds_secret=True,
    )


def calendar_of_places(people: Iterable[Attendee], *, written_at: datetime) -> tuple[Attachment, ...]:
    """The calendar file of one person's places."""
    return calendar_attachment(Entry(who.booking.training_session, place_address(who), written_at) for who in people)


def _subject(sessions: Sequence[TrainingSession]) -> str:
    if len(sessions) > 1:
        return f"Your places at {len(sessions)} sessions are booked"
    return f"Your place: {sessions[0].course.title}, {date_words(sessions[0].starts_at)}"


def _by_address(people: Iterable[Attendee]) -> dict[str, list[Attendee]]:
    found: dict[str, list[Attendee]] = {}
    for person in people:
        found.setdefault(person.email.casefold(), []).append(person)
    return found
