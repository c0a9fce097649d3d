"""What people are told when they are named for a place, or when somebody else takes it."""

from collections.abc import Iterable

from essex_portal.mail.services import queue_message
from traded_assessment.emails import place_confirmation
from traded_assessment.models import Attendee
from traded_assessment.services.order_requests import Person


def email_named(people: Iterable[Attendee]) -> None:
    """Each who has an address gets their place with its personal link and calendar entry."""
    for person in people:
        if person.email:
            key = f"attendee:{person.pk}:{person.link_key}:place"
            queue_message(**vars(place_confirmation([person], order=person.booking.order, key=key)))


def email_substituted(attendee: Attendee, former: Person) -> None:
    """Tell who has the place now, and who had it."""
    email_named([attendee])
    if former.email and former.email.casefold() != attendee.email.casefold():
        queue_message(
            to=former.email,
            subject=f"Your place was passed on: {attendee.booking.training_session.course.title}"[:200],
            template="traded_assessment/email/place_passed_on.txt",
            context={"former": former, "booking": attendee.booking, "session": attendee.booking.training_session},
            key=f"attendee:{attendee.pk}:{attendee.link_key}:passed-on",
        )
