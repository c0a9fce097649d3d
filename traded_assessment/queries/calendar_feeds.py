"""Calendar feeds: whose an address is, and what it shows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.mail.calendar_files import CalendarEvent
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids
from essex_portal.ui.words import counted
from traded_assessment.calendar_files import Entry
from traded_assessment.feed_sources import events_of_school, events_of_user
from traded_assessment.models import Attendee, Booking, CalendarFeed
from traded_assessment.place_links import place_address
from traded_assessment.queries.places import PARTS, places_of_person
from traded_assessment.states import BookingState

SIGNER = Signer(salt="traded_assessment.calendar", sep="~")
KEPT = timedelta(days=366)
"""So long after a session it stays in the calendar."""


@dataclass(frozen=True)
class Owner:
    """Whose sessions a feed shows: exactly one of the three."""

    school: Organisation | None = None
    user: User | None = None
    attendee: Attendee | None = None


def feed_path(feed: CalendarFeed) -> str:
    """The address to subscribe to, from the portal's root."""
    return reverse("traded_assessment:calendar_feed", args=[SIGNER.sign(f"{feed.pk}-{feed.key}")])


def feed_of_token(token: str) -> CalendarFeed | None:
    """The feed, revoked ones too, with its owner; None for a token that the portal did not sign. One query."""
    try:
        number, _, key = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    rows = CalendarFeed.objects.select_related("school", "user", "attendee__booking__school")
    return rows.filter(pk=int(number), key=key).first()


def feed_of(owner: Owner) -> CalendarFeed | None:
    """The feed in use, if there is one. One query."""
    return CalendarFeed.objects.filter(**vars(owner), revoked_at__isnull=True).first()


def is_in_use(feed: CalendarFeed) -> bool:
    """Not revoked; its account not closed; its place still the same person's."""
    if feed.revoked_at is not None:
        return False
    if feed.user is not None:
        return feed.user.is_active
    return feed.attendee is None or feed.attendee.link_key == feed.attendee_key


def entries_of(feed: CalendarFeed, now: datetime) -> list[Entry]:
    """The sessions of its owner, from a year ago on."""
    since = now - KEPT
    if feed.school is not None:
        return _school_entries(_booked(lineage_ids(feed.school), since))
    if feed.user is not None:
        people = Attendee.objects.select_related(*PARTS).filter(email__iexact=feed.user.email)
    elif feed.attendee is not None:
        people = places_of_person(feed.attendee)
    standing = people.filter(booking__state=BookingState.BOOKED, booking__training_session__ends_at__gt=since)
    return _own_entries(standing)


def others_of(feed: CalendarFeed, now: datetime) -> list[CalendarEvent]:
    """What other parts of the portal have for its owner, from a year ago on. Nothing for a person without account."""
    if feed.school is not None:
        return events_of_school(feed.school, now - KEPT)
    return events_of_user(feed.user, now - KEPT) if feed.user is not None else []


def _booked(school_ids: Iterable[int], since: datetime) -> QuerySet[Booking]:
    return (
        Booking.objects.select_related("training_session__course", "order")
        .filter(school__in=school_ids, state=BookingState.BOOKED, training_session__ends_at__gt=since)
        .order_by("pk")
    )


def _school_entries(bookings: Iterable[Booking]) -> list[Entry]:
    """One entry a session, however many orders booked places at it; nobody's name leaves the portal."""
    by_session: dict[int, list[Booking]] = defaultdict(list)
    for booking in bookings:
        by_session[booking.training_session_id].append(booking)
    address = reverse("traded_assessment:bookings")
    return [
        Entry(
            same[0].training_session,
            address,
            max(booking.order.placed_at for booking in same),
            note=counted(sum(booking.places for booking in same), "place,places") + " booked",
        )
        for same in by_session.values()
    ]


def _own_entries(people: Iterable[Attendee]) -> list[Entry]:
    """One entry a session, with the person's own page to join."""
    by_session = {one.booking.training_session_id: one for one in people}
    return [
        Entry(one.booking.training_session, place_address(one), one.booking.order.placed_at)
        for one in by_session.values()
    ]
