"""The rows of places that are given up, the same for a cancellation, a move and a session that is called off.

Locks are taken in the order that everybody keeps: the school with its predecessors and successor, then sessions by
number, then invoices by number, then number series.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words
from traded_assessment.cancellation import NotSoMany
from traded_assessment.models import (
    Attendee,
    Booking,
    Cancellation,
    CreditNote,
    GivenUpLine,
    SessionCallOff,
    TrainingSession,
)
from traded_assessment.queries.giving_up import GivingUp, Terms, family_of, given_up
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.waiting_list import offer_freed_places
from traded_assessment.states import BookingState, CreditKind


class CancellationRefused(Exception):
    """Nothing was cancelled or moved; `str()` says why, `field` names the answer at fault, if it is about one."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


def lock_booking(
    booking: Booking, *, also: Iterable[int] = ()
) -> tuple[Booking, list[int], dict[int, TrainingSession]]:
    """The booking as it is now, the ids of the school's family, and the locked sessions: its own and those `also`."""
    school_ids = family_of(booking.school)
    locked = Organisation.objects.filter(pk__in=school_ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(locked.values_list("pk"))
    wanted = {booking.training_session_id, *also}
    rows = TrainingSession.objects.select_related("course").filter(pk__in=wanted).order_by("pk")
    sessions = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    found = Booking.objects.select_related("order__placed_by", "order__school", "school").select_for_update(
        of=("self",)
    )
    now_is = found.get(pk=booking.pk)
    now_is.training_session = sessions[now_is.training_session_id]
    return now_is, school_ids, sessions


def done_before(booking: Booking, key: str) -> Cancellation | None:
    """What was done with the booking under the same key."""
    return Cancellation.objects.filter(booking=booking, key=key_of(booking, key)).first()


def key_of(booking: Booking, key: str) -> str:
    """A key is the booking's own, whoever made it up."""
    return f"{booking.pk}:{key}"


def choose(
    booking: Booking,
    school_ids: Collection[int],
    terms: Terms,
    *,
    people: Collection[int] | None,
    unnamed: int = 0,
) -> GivingUp:
    """What giving up the places of these people, by id, and so many without a name does; `people` None: all of it.

    Raises CancellationRefused.
    """
    named = list(booking.attendees.all())
    chosen = named if people is None else [who for who in named if who.pk in people]
    places = booking.places if people is None else len(chosen) + unnamed
    if people is not None and len(chosen) != len(set(people)):
        raise CancellationRefused("Somebody you selected has no place in this booking any more.", field="people")
    if people is not None and unnamed > booking.places - len(named):
        raise CancellationRefused("There are not so many places without a name.", field="unnamed")
    if people is not None and any(who.attended for who in chosen):
        raise CancellationRefused("Somebody you selected has joined already.", field="people")
    try:
        return given_up(booking, school_ids, terms, people=chosen, places=places)
    except NotSoMany:
        raise CancellationRefused("Select at least one place to cancel.", field="people") from None


def take_places(giving_up: GivingUp, *, now: datetime) -> None:
    """Free the seats, let people go, bring covered places back or lose them, pass on the first member's price.

    Schools that wait for the session are offered the seats before anybody else can book them.
    """
    booking, decision = giving_up.booking, giving_up.decision
    if giving_up.whole:
        Booking.objects.filter(pk=booking.pk).update(state=BookingState.CANCELLED)
        booking.state = BookingState.CANCELLED
    else:
        Attendee.objects.filter(pk__in=[who.pk for who in giving_up.people]).delete()
        booking.places -= giving_up.places
        Booking.objects.filter(pk=booking.pk).update(places=booking.places)
    if giving_up.passes_first_to:
        Booking.objects.filter(pk=giving_up.passes_first_to.pk).update(paid_first=True)
    covered = list(booking.covered_places.filter(lost=False).order_by("-number").values_list("pk", flat=True))
    booking.covered_places.filter(pk__in=covered[: decision.covered_released]).delete()
    booking.covered_places.filter(pk__in=covered[: decision.covered_lost]).update(lost=True)
    offer_freed_places(session=booking.training_session, now=now)


def write_cancellation(
    giving_up: GivingUp,
    *,
    kind: CreditKind,
    key: str,
    by: Any,
    now: datetime,
    moved_to: Booking | None = None,
    call_off: SessionCallOff | None = None,
) -> Cancellation:
    """What was given up by which rule, also in the audit trail."""
    terms, decision, booking = giving_up.terms, giving_up.decision, giving_up.booking
    row = Cancellation.objects.create(
        booking=booking,
        key=key_of(booking, key),
        kind=kind,
        places=giving_up.places,
        whole=giving_up.whole,
        cancelled_at=now,
        cancelled_by=by,
        policy=terms.row,
        days_before=terms.days_before,
        charge_percent=terms.band.charge_percent,
        waived=terms.waived,
        covered_released=decision.covered_released,
        covered_lost=decision.covered_lost,
        why=terms.why[:300],
        moved_to=moved_to,
        call_off=call_off,
    )
    GivenUpLine.objects.bulk_create(
        GivenUpLine(
            cancellation=row,
            order_line=one.order_line,
            units=one.given_up.units,
            cost=one.given_up.cost,
            net=one.net,
        )
        for one in giving_up.money
    )
    record(
        event=f"booking.{kind}",
        target=booking,
        by=by,
        after={"order": booking.order.reference, "places": row.places, "back": giving_up.gross, "rule": row.why},
        reason=terms.waived,
    )
    return row


def credit(cancellation: Cancellation, giving_up: GivingUp, *, by: Any, now: datetime) -> Sequence[CreditNote]:
    """Take the money off the lines; credit notes for what is billed follow by themselves. Last in the transaction."""
    session = giving_up.booking.training_session
    notes = credit_lines(
        off=[Off(one.order_line, one.net, one.why) for one in giving_up.money],
        kind=CreditKind(cancellation.kind),
        reason=f"{cancellation.get_kind_display()}: {session.course.title}, {date_words(session.starts_at)}",
        by=by,
        now=now,
    )
    cancellation.credit_notes.set(notes)
    return notes
