"""The waiting list of a session: joining and leaving it, and offering the places that become free.

The session's row is locked before an entry is read, so that whoever frees, books or offers takes turns. Lock order:
school, sessions by number, then entries and holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import counted
from traded_assessment import waiting_emails
from traded_assessment.models import TrainingSession, WaitingEntry
from traded_assessment.queries.waiting import queue_of, who_waits
from traded_assessment.services.order_requests import Person
from traded_assessment.services.place_holds import keep_places, offer_ends_at, release
from traded_assessment.states import OPEN_WAITING, Availability, HoldState, HoldWhy, SessionState, WaitingState
from traded_assessment.waiting import next_fitting

OPEN_FOR_BOOKING = (Availability.BOOKABLE, Availability.FULL)


class WaitingRefused(Exception):
    """The list stays as it is; `str()` is for the person, `field` names the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def join_waiting_list(
    *,
    school: Organisation,
    session: TrainingSession,
    places: int,
    people: Sequence[Person] = (),
    by: Any,
    now: datetime,
) -> WaitingEntry:
    """Put the school on the list for so many places. `people` may name some or all of those who are to come.

    Raises PermissionDenied, or WaitingRefused when it is on the list already, when there are enough free places to
    book, more are wanted than the session has, or it takes no more bookings.
    """
    if not holds(by, Permission.BOOK_TRAINING, school):
        raise PermissionDenied("You cannot book training for this school.")
    locked = locked_session(session.pk)
    _refuse_joining(locked, places, len(people), now)
    try:
        with transaction.atomic():
            entry = WaitingEntry.objects.create(
                training_session=locked,
                school=school,
                places=places,
                people=[asdict(person) for person in people],
                joined_by=by,
                joined_at=now,
            )
    except IntegrityError:
        raise WaitingRefused("Your school is on this waiting list already.") from None
    record(event="waiting_list.joined", target=entry, by=by, after={"places": places})
    return entry


@transaction.atomic
def leave(*, entry: WaitingEntry, by: Any, now: datetime) -> WaitingEntry:
    """Take the school off the list before it was offered anything; places offered are let go.

    Again, for one that is over, changes nothing.
    """
    current = locked_entry(entry)
    if current.state == WaitingState.WAITING:
        end(current, WaitingState.LEFT, by=by, now=now)
    elif current.state == WaitingState.OFFERED:
        end(current, WaitingState.LET_GO, by=by, now=now)
        offer_freed_places(session=current.training_session, now=now)
    return current


@transaction.atomic
def offer_freed_places(*, session: TrainingSession, now: datetime) -> list[WaitingEntry]:
    """Offer the places that are free to the next schools that they are enough for. Returns the entries offered.

    Call it in the transaction that freed places (cancelled, moved, capacity raised), after they are free, so that
    nobody books them between. Safe at any time and as often as one likes: without free places, without anybody who
    waits, or for a session that takes no bookings it does nothing. Locks the session's row.
    """
    if not who_waits(session).exists():
        return []
    locked = locked_session(session.pk)
    if locked.availability_at(now) != Availability.BOOKABLE:
        return []
    entries = {entry.pk: entry for entry in who_waits(locked).select_for_update(of=("self",))}
    chosen = next_fitting(queue_of(locked, entries.values()), locked.places_left)
    return [offer(entries[one.key], locked, now=now, by=None) for one in chosen]


def offer(entry: WaitingEntry, session: TrainingSession, *, now: datetime, by: Any, reason: str = "") -> WaitingEntry:
    """Keep the places for the school for a while and tell its people. Session and entry are locked."""
    until = offer_ends_at(session, now)
    entry.hold = keep_places(
        session=session,
        school=entry.school,
        places=entry.places,
        why=HoldWhy.WAITING_LIST,
        now=now,
        until=until,
    )
    entry.state = WaitingState.OFFERED
    entry.save(update_fields=["state", "hold"])
    after = {"places": entry.places, "until": until}
    record(event="waiting_list.offered", target=entry, by=by, after=after, reason=reason)
    waiting_emails.email_offer(entry, session)
    return entry


def end(entry: WaitingEntry, state: WaitingState, *, by: Any, now: datetime, reason: str = "") -> None:
    """The wait is over; places that were offered are free again. Session and entry are locked."""
    before = entry.state
    if entry.hold is not None and entry.hold.state == HoldState.HELD:
        release(entry.hold)
    entry.state, entry.ended_at = state, now
    entry.save(update_fields=["state", "ended_at"])
    before_after = {"before": {"state": before}, "after": {"state": state.value}}
    record(event=f"waiting_list.{state}", target=entry, by=by, reason=reason, **before_after)


def pass_offers_on(*, now: datetime) -> None:
    """Let offers lapse whose time is over and make the next ones; end the lists of sessions that began.

    Each session is a transaction of its own. Safe to run twice and at once.
    """
    for session_id in _sessions_with_something_due(now):
        with transaction.atomic():
            _bring_up_to_date(session_id, now)


def _bring_up_to_date(session_id: int, now: datetime) -> None:
    session = locked_session(session_id)
    if session.availability_at(now) in (Availability.PAST, Availability.CANCELLED):
        return _end_list(session, now)
    over = open_entries(session).filter(state=WaitingState.OFFERED, hold__expires_at__lte=now)
    for entry in over:
        end(entry, WaitingState.LAPSED, by=None, now=now)
        waiting_emails.email_offer_lapsed(entry, session)
    offer_freed_places(session=session, now=now)
    return None


def _end_list(session: TrainingSession, now: datetime) -> None:
    """Nobody waits for a session that has begun or was called off; those who did are told when it was."""
    for entry in open_entries(session):
        end(entry, WaitingState.LAPSED, by=None, now=now)
        if session.state == SessionState.CANCELLED:
            waiting_emails.email_session_called_off(entry, session)


def _sessions_with_something_due(now: datetime) -> Iterable[int]:
    """Ids by number, so that two workers meet in the same order."""
    waits = Q(waiting_entries__state=WaitingState.WAITING)
    is_open = Q(waiting_entries__state__in=OPEN_WAITING)
    lapsed = Q(waiting_entries__state=WaitingState.OFFERED, waiting_entries__hold__expires_at__lte=now)
    has_room = Q(capacity__gt=F("places_sold") + F("places_held"))
    is_over = Q(starts_at__lte=now) | Q(state=SessionState.CANCELLED)
    due = TrainingSession.objects.filter(lapsed | (waits & has_room) | (is_open & is_over))
    return list(due.order_by("pk").values_list("pk", flat=True).distinct())


def locked_session(pk: int) -> TrainingSession:
    """The row as it is now, held so that no place is sold, freed or offered meanwhile."""
    rows = TrainingSession.objects.select_related("course").order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=pk)


def locked_entry(entry: WaitingEntry) -> WaitingEntry:
    """The entry as it is now, its session locked before it."""
    session = locked_session(entry.training_session_id)
    rows = WaitingEntry.objects.select_related("school", "joined_by", "hold")
    current = rows.select_for_update(of=("self",)).get(pk=entry.pk)
    current.training_session = session
    return current


def open_entries(session: TrainingSession) -> Any:
    """Who waits or has an offer, locked."""
    rows = WaitingEntry.objects.filter(training_session=session, state__in=OPEN_WAITING).order_by("pk")
    return rows.select_related("school", "joined_by", "hold").select_for_update(of=("self",))


def _refuse_joining(session: TrainingSession, places: int, named: int, now: datetime) -> None:
    if session.availability_at(now) not in OPEN_FOR_BOOKING:
        raise WaitingRefused("This session takes no more bookings, so it has no waiting list.")
    if places < 1 or places > session.capacity:
        raise WaitingRefused(f"The session has {counted(session.capacity, 'place,places')}.", field="places")
    if named > places:
        raise WaitingRefused("You have named more people than you want places.", field="places")
    if places <= session.places_left:
        raise WaitingRefused(
            f"{counted(session.places_left, 'place is,places are')} free. Book now instead of waiting.",
            field="places",
        )
