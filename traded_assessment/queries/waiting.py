"""Waiting lists: their rules, their order, and what a school has waiting or offered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum
from django.utils import timezone

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineages_of
from essex_portal.school_calendar import academic_year_dates, academic_year_of
from traded_assessment.models import (
    Booking,
    PlaceHold,
    SessionWaitingOrder,
    TrainingSession,
    WaitingEntry,
    WaitingListRules,
)
from traded_assessment.states import (
    OPEN_WAITING,
    Availability,
    BookingState,
    HoldState,
    HoldWhy,
    WaitingState,
)
from traded_assessment.waiting import Waiting, in_order


def waiting_rules() -> WaitingListRules:
    """The row as it is now; before the office has saved one, what the portal begins with. One query."""
    return WaitingListRules.objects.first() or WaitingListRules()


def untrained_first_at(session: TrainingSession) -> bool:
    """Whether untrained schools come first: as the office said for the session, else in general. At most 2 queries."""
    chosen = SessionWaitingOrder.objects.filter(pk=session.pk).first()
    return chosen.untrained_first if chosen else waiting_rules().untrained_first


def who_waits(session: TrainingSession) -> QuerySet[WaitingEntry]:
    """Those who wait and have no offer, by the time at which they joined."""
    return session.waiting_entries.filter(state=WaitingState.WAITING).select_related("school", "joined_by")


def queue_of(session: TrainingSession, entries: Iterable[WaitingEntry]) -> list[Waiting]:
    """The entries of a session's list in their order, from its head."""
    listed, first = list(entries), untrained_first_at(session)
    trained = schools_trained_for(session, {entry.school_id for entry in listed}) if first else set()
    return in_order(
        (
            Waiting(entry.pk, entry.places, entry.joined_at, entry.school_id not in trained, entry.hand_order)
            for entry in listed
        ),
        untrained_first=first,
    )


def schools_trained_for(session: TrainingSession, school_ids: Collection[int]) -> set[int]:
    """Those that have places at a session of this academic year about one of the course's duties, by id.

    A course without duties is about itself. What a school had before it became an academy counts for it. Two queries.
    """
    first_on, last_on = academic_year_dates(academic_year_of(timezone.localdate(session.starts_at)))
    booked = Booking.objects.filter(
        state=BookingState.BOOKED, training_session__starts_at__date__range=(first_on, last_on)
    )
    duties = session.course.duties
    about = (
        booked.filter(training_session__course__duties__overlap=duties)
        if duties
        else booked.filter(training_session__course=session.course_id)
    )
    holders = set(about.values_list("school_id", flat=True))
    return {pk for pk, lineage in lineages_of(school_ids).items() if holders & lineage}


@dataclass(frozen=True)
class OnTheList:
    """An entry with its number on the list; none for one that has been offered places."""

    entry: WaitingEntry
    position: int | None


def list_of(session: TrainingSession) -> list[OnTheList]:
    """Everybody on the list: offers first, then who waits, in order."""
    entries = list(
        session.waiting_entries.filter(state__in=OPEN_WAITING).select_related("school__school", "joined_by", "hold")
    )
    waiting = {entry.pk: entry for entry in entries if entry.state == WaitingState.WAITING}
    offered = [OnTheList(entry, None) for entry in entries if entry.state == WaitingState.OFFERED]
    queue = queue_of(session, waiting.values())
    return offered + [OnTheList(waiting[one.key], number) for number, one in enumerate(queue, start=1)]


def schools_waiting_at(session: TrainingSession) -> int:
    """How many schools wait for places at the session or have an offer. One query."""
    return session.waiting_entries.filter(state__in=OPEN_WAITING).count()


def position_of(entry: WaitingEntry) -> int | None:
    """The number of an entry on its list, from 1; None when it does not wait."""
    found = {row.entry.pk: row.position for row in list_of(entry.training_session)}
    return found.get(entry.pk)


def open_entries_of(school_ids: Collection[int]) -> QuerySet[WaitingEntry]:
    """What a school waits for or has been offered, by the date of the session. One query."""
    return (
        WaitingEntry.objects.filter(school__in=school_ids, state__in=OPEN_WAITING)
        .select_related("training_session__course", "hold", "school")
        .order_by("training_session__starts_at", "pk")
    )


def entry_of(school: Organisation, session: TrainingSession) -> WaitingEntry | None:
    """The school's open entry on the session's list."""
    return open_entries_of([school.pk]).filter(training_session=session).first()


def places_for(school: Organisation, session: TrainingSession, now: datetime) -> int:
    """How many places the school can book: those that are free, and those offered to it. One query, mostly none."""
    return session.places_left + (places_offered(school, session, now) if session.places_held else 0)


def places_offered(school: Organisation, session: TrainingSession, now: datetime) -> int:
    """Places that are kept for the school by an offer that has not run out."""
    kept = PlaceHold.objects.filter(
        school=school,
        training_session=session,
        state=HoldState.HELD,
        why=HoldWhy.WAITING_LIST,
        expires_at__gt=now,
    )
    return kept.aggregate(places=Sum("places"))["places"] or 0


def availability_for(school: Organisation, session: TrainingSession, now: datetime) -> Availability:
    """What the session is to that school: a full one with places offered to it is bookable."""
    places = places_for(school, session, now)
    return Availability.of(state=session.state, starts_at=session.starts_at, places_left=places, now=now)
