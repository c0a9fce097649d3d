"""What schools are told by e-mail about their bookings."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from django.urls import reverse

from essex_portal.mail.services import Attachment, Draft, queue_messages
from essex_portal.ui.words import date_words
from traded_assessment.calendar_files import CALENDAR_TYPE, calendar_file
from traded_assessment.models import Attendee, Order, TrainingSession
from traded_assessment.services.order_rows import Written

CalendarOf = Callable[[tuple[TrainingSession, ...]], tuple[Attachment, ...]]


def email_confirmations(*, order: Order, written: Written, invoiced_later: bool) -> None:
    """Confirm the order to the person who booked, and each place to everybody else named with an address.

    Call it in the transaction that wrote the order. Each has the sessions that concern them in a calendar file.
    """
    calendar_of = cache(partial(_calendar, order))  # most colleagues go to the same sessions
    places = list(_place_confirmations(order, written, calendar_of))
    first = _order_confirmation(order, written, calendar_of, others_told=bool(places), invoiced_later=invoiced_later)
    queue_messages([first, *places])


def _order_confirmation(order: Order, written: Written, calendar_of: CalendarOf, **said: bool) -> Draft:
    sessions = tuple(booking.training_session for booking in written.bookings.values())
    return Draft(
        to=order.placed_by.email,
        subject=f"Your training order {order.reference}",
        template="traded_assessment/email/order_confirmation.txt",
        context={
            "order": order,
            "lines": written.lines,
            "bookings": [
                (booking.training_session, [who for who in written.attendees if who.booking_id == booking.pk])
                for booking in written.bookings.values()
            ],
            **said,
            "address": reverse("traded_assessment:order", args=[order.reference]),
        },
        key=f"order:{order.reference}:confirmation",
        attachments=calendar_of(sessions),
    )


def _place_confirmations(order: Order, written: Written, calendar_of: CalendarOf) -> Iterator[Draft]:
    for people in _by_address(written).values():
        first = people[0]
        if first.email.casefold() == order.placed_by.email.casefold():
            continue  # the confirmation of the whole order says it all
        sessions = tuple(person.booking.training_session for person in people)
        yield Draft(
            to=first.email,
            subject=_subject(sessions),
            template="traded_assessment/email/place_confirmation.txt",
            context={"order": order, "person": first, "sessions": sessions},
            key=f"order:{order.reference}:place:{first.pk}",
            attachments=calendar_of(sessions),
        )


def _subject(sessions: Sequence[TrainingSession]) -> str:
    if len(sessions) > 1:
        return f"Your places at {len(sessions)} sessions are booked"
    return f"Your place: {sessions[0].course.title}, {date_words(sessions[0].starts_at)}"


def _by_address(written: Written) -> dict[str, list[Attendee]]:
    people: dict[str, list[Attendee]] = {}
    for person in written.attendees:
        if person.email:
            people.setdefault(person.email.casefold(), []).append(person)
    return people


def _calendar(order: Order, sessions: tuple[TrainingSession, ...]) -> tuple[Attachment, ...]:
    if not sessions:
        return ()
    return (Attachment("training.ics", CALENDAR_TYPE, calendar_file(sessions, written_at=order.placed_at)),)
