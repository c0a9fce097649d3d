"""What schools are told by e-mail when places are given up."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.mail.services import Attachment, Draft, queue_messages
from essex_portal.ui.words import date_words
from traded_assessment.emails import calendar_without
from traded_assessment.models import Attendee, Cancellation
from traded_assessment.queries.giving_up import GivingUp


def email_cancelled(cancellation: Cancellation, giving_up: GivingUp) -> None:
    """Tell who booked, who cancelled, and everybody who loses a place and gave an address.

    Call it in the transaction that cancels. Those who lose their places can take the session out of their calendar
    by the file in the mail.
    """
    queue_messages([*_to_bookers(cancellation, giving_up), *_to_people(cancellation, giving_up)])


def _to_bookers(cancellation: Cancellation, giving_up: GivingUp) -> Iterator[Draft]:
    order, session = giving_up.booking.order, giving_up.booking.training_session
    address = reverse("traded_assessment:cancellation", args=[cancellation.pk])
    for email in _bookers(cancellation):
        yield Draft(
            to=email,
            subject=f"Cancelled: {session.course.title}, {date_words(session.starts_at)}",
            template="traded_assessment/email/booking_cancelled.txt",
            context={"cancellation": cancellation, "giving_up": giving_up, "session": session, "order": order}
            | {"address": address},
            key=f"cancellation:{cancellation.pk}:{email}"[:200],
            attachments=_calendar(giving_up, cancellation) if giving_up.whole else (),
        )


def _to_people(cancellation: Cancellation, giving_up: GivingUp) -> Iterator[Draft]:
    order, session = giving_up.booking.order, giving_up.booking.training_session
    for who in people_with_mail(giving_up.people, besides=_bookers(cancellation)):
        yield Draft(
            to=who.email,
            subject=f"Your place is cancelled: {session.course.title}, {date_words(session.starts_at)}",
            template="traded_assessment/email/place_cancelled.txt",
            context={"person": who, "session": session, "order": order, "call_off": cancellation.call_off},
            key=f"cancellation:{cancellation.pk}:place:{who.pk}",
            attachments=_calendar(giving_up, cancellation),
        )


def _bookers(cancellation: Cancellation) -> list[str]:
    """Whoever has the order, and who cancelled it for the school."""
    order, by = cancellation.booking.order, cancellation.cancelled_by
    by_council = cancellation.call_off is not None or holds(by, Permission.MANAGE_TRAINING)
    return sorted({order.contact_email} if by_council else {order.contact_email, by.email})


def people_with_mail(people: Iterable[Attendee], *, besides: Iterable[str]) -> list[Attendee]:
    """Those with an address of their own that no other mail goes to."""
    others = {email.casefold() for email in besides}
    return [who for who in people if who.email and who.email.casefold() not in others]


def _calendar(giving_up: GivingUp, cancellation: Cancellation) -> tuple[Attachment, ...]:
    path = reverse("traded_assessment:order", args=[giving_up.booking.order.reference])
    return (calendar_without(giving_up.booking.training_session, path, at=cancellation.cancelled_at),)
