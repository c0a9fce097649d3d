"""What people with a place are told around and after a session. Who gave no address is told through the booker."""

from django.urls import reverse

from essex_portal.mail.services import Draft, queue_message
from essex_portal.ui.words import counted, date_words
from traded_assessment.models import Attendee, Booking
from traded_assessment.place_links import place_address

FOLDER = "traded_assessment/email"


def reminder_to(attendee: Attendee, *, days_left: int, key: str, opens_minutes: int) -> Draft:
    """Before the session, with the personal link to join."""
    session = attendee.booking.training_session
    when = "today" if not days_left else "tomorrow" if days_left == 1 else f"on {date_words(session.starts_at)}"
    return _to_person(
        attendee,
        subject=f"Your training {when}: {session.course.title}",
        template=f"{FOLDER}/reminder.txt",
        key=key,
        context={"address": place_address(attendee), "opens_minutes": opens_minutes},
    )


def reminder_of_unnamed(booking: Booking, *, places: int, key: str) -> Draft:
    """To the person who booked: places that are nobody's yet."""
    session = booking.training_session
    return Draft(
        to=booking.order.contact_email,
        subject=f"Name your {counted(places, 'colleague,colleagues')}: {session.course.title}",
        template=f"{FOLDER}/reminder_unnamed.txt",
        context={
            "session": session,
            "booking": booking,
            "places": places,
            "address": reverse("traded_assessment:booking_people", args=[booking.pk]),
        },
        key=key,
    )


def invitation_to_evaluate(attendee: Attendee, *, key: str) -> Draft:
    """After the session, with the link to the questions."""
    return _to_person(
        attendee,
        subject=f"What did you think? {attendee.booking.training_session.course.title}",
        template=f"{FOLDER}/evaluation.txt",
        key=key,
        context={"address": place_address(attendee, "place_evaluation")},
    )


def email_certificate_ready(attendee: Attendee) -> None:
    """Tell the person where the certificate is, once however often it is asked."""
    draft = _to_person(
        attendee,
        subject=f"Your certificate: {attendee.booking.training_session.course.title}",
        template=f"{FOLDER}/certificate_ready.txt",
        key=f"certificate:{attendee.pk}:ready",
        context={"address": place_address(attendee, "place_certificate")},
    )
    queue_message(**vars(draft))


def _to_person(attendee: Attendee, *, subject: str, template: str, key: str, context: dict[str, object]) -> Draft:
    booking = attendee.booking
    return Draft(
        to=attendee.email or booking.order.contact_email,
        subject=subject[:200],
        template=template,
        context={
            "person": attendee,
            "hand_on": not attendee.email,
            "booking": booking,
            "session": booking.training_session,
            **context,
        },
        key=key,
        holds_secret=True,
    )
