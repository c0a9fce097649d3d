"""Who comes: naming people for places that were bought without names, and putting somebody in another's place.

The booking's row is locked, so that people who name take turns; the database refuses more people than places.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.ui.words import counted
from traded_assessment import naming_emails
from traded_assessment.models import Attendee, Booking, NamingLink
from traded_assessment.models.attendees import new_link_key
from traded_assessment.services.order_requests import Person
from traded_assessment.states import BookingState, SessionState


class NamingRefused(Exception):
    """Nobody was named; `str()` is for the person, `field` is the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def name_people(*, booking: Booking, people: Sequence[Person], by: Any, now: datetime) -> list[Attendee]:
    """Name people for places that have no name yet, up to the start; each with an address gets their own link.

    `by` is None for somebody who put themselves down. Raises NamingRefused: nothing to name, begun, cancelled, more
    people than places, or somebody who has a place already.
    """
    current = locked_booking(booking)
    _check_time(current, now)
    _check_room(current, len(people))
    _check_new(current, people)
    named = [
        Attendee.objects.create(booking=current, name=one.name, job_title=one.job_title, email=one.email)
        for one in people
    ]
    naming_emails.email_named(named)
    record(event="booking.people_named", target=current, by=by, after={"named": len(named)})
    return named


@transaction.atomic
def substitute(*, attendee: Attendee, person: Person, by: Any, now: datetime) -> Attendee:
    """Put somebody in another's place, up to the start and for nothing. Both are told who have an address.

    The former person's link opens nothing from then on (a trigger of `Attendee`). With the same address, or the same
    name where there is none, it is a correction of the same person. Raises NamingRefused.
    """
    booking = locked_booking(attendee.booking)
    _check_time(booking, now)
    current = Attendee.objects.select_for_update().get(pk=attendee.pk, booking=booking)
    former = Person(current.name, current.job_title, current.email)
    if former == person:
        return current
    _check_new(booking, [person], but=current)
    if current.attended and former.identity != person.identity:
        raise NamingRefused(f"{current.name} has joined the session already, and keeps the place.")
    current.name, current.job_title, current.email = person.name, person.job_title, person.email
    current.save(update_fields=["name", "job_title", "email"])
    current.refresh_from_db(fields=["link_key"])
    current.booking = booking
    if former.identity != person.identity:
        naming_emails.email_substituted(current, former)
    record(event="booking.person_changed", target=booking, by=by, after={"attendee": current.pk})
    return current


@transaction.atomic
def renew_naming_link(*, booking: Booking, by: Any, now: datetime) -> NamingLink:
    """A link to pass on; one that was passed on before opens nothing any more. Raises NamingRefused."""
    current = locked_booking(booking)
    _check_time(current, now)
    _check_room(current, 1)
    values = {"key": new_link_key(), "made_by": by, "made_at": now}
    link, _ = NamingLink.objects.update_or_create(booking=current, defaults=values)
    record(event="booking.naming_link_made", target=current, by=by)
    return link


def locked_booking(booking: Booking) -> Booking:
    """The row as it is now, with what is told about it."""
    rows = Booking.objects.select_related("training_session__course", "order__school", "order__placed_by", "school")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=booking.pk)


def _check_time(booking: Booking, now: datetime) -> None:
    session = booking.training_session
    if booking.state != BookingState.BOOKED or session.state == SessionState.CANCELLED:
        raise NamingRefused("This booking is cancelled, so nobody can be named for it.")
    if session.starts_at <= now:
        raise NamingRefused("The session has begun, so nobody can be named or changed any more.")


def _check_room(booking: Booking, wanted: int) -> None:
    left = booking.places - booking.attendees.count()
    if wanted < 1:
        raise NamingRefused("Enter the name of at least one person.")
    if not left:
        raise NamingRefused("All places of this booking have a name by now.")
    if wanted > left:
        raise NamingRefused(f"Only {counted(left, 'place has,places have')} no name yet.")


def _check_new(booking: Booking, people: Sequence[Person], *, but: Attendee | None = None) -> None:
    """Nobody has two places of one booking. An address that is used is said beside its field."""
    taken = {who.identity for who in booking.attendees.all() if who != but}
    for person in people:
        if person.identity in taken:
            raise NamingRefused(f"{person.name} has a place already.", field="email" if person.email else "name")
        taken.add(person.identity)
