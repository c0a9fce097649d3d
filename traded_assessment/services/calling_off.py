"""Calling a session off: everybody is told, and each booking moves to another session or is credited in full.

The session stops at once; its bookings are settled by a worker, one transaction each, so that a killed worker or a
second one leaves each booking settled once.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.jobs import services as jobs
from traded_assessment.cancellation_emails import email_cancelled
from traded_assessment.models import Booking, Cancellation, SessionCallOff, TrainingSession
from traded_assessment.queries.giving_up import NOTHING_CHARGED, Terms
from traded_assessment.services.catalogue import CatalogueRefused
from traded_assessment.services.exchanging import exchange
from traded_assessment.services.giving_up import (
    CancellationRefused,
    choose,
    credit,
    done_before,
    lock_booking,
    take_places,
    write_cancellation,
)
from traded_assessment.services.order_checks import why_not_bookable
from traded_assessment.services.refusals import REFUSALS
from traded_assessment.states import BookingState, CreditKind, SessionState


@transaction.atomic
def call_off(
    *, session: TrainingSession, reason: str, by: Any, now: datetime, move_to: TrainingSession | None = None
) -> SessionCallOff:
    """Call a session off for good. A worker then settles its bookings.

    They move to `move_to` as long as there is room and it costs the school no more, else they are credited in full.
    Raises CatalogueRefused without a reason, when it is called off already or has begun, or when `move_to` does not
    take its bookings; PermissionDenied.
    """
    if not holds(by, Permission.MANAGE_TRAINING):
        raise PermissionDenied
    if not reason.strip():
        raise CatalogueRefused("Say why. The people booked read it.", field="reason")
    locked = TrainingSession.objects.select_related("course").select_for_update(of=("self",)).get(pk=session.pk)
    _check(locked, move_to, now)
    before, locked.state = locked.state, SessionState.CANCELLED
    locked.save(update_fields=["state"])
    row = SessionCallOff.objects.create(
        training_session=locked,
        reason=reason.strip(),
        move_to=move_to,
        called_off_at=now,
        called_off_by=by,
        requested_by_id=by.pk,
    )
    after = {"state": SessionState.CANCELLED.value, "move_to": str(move_to) if move_to else ""}
    record(
        event="training_session.cancelled",
        target=locked,
        by=by,
        before={"state": before},
        after=after,
        reason=row.reason,
    )
    jobs.enqueue(row)
    return row


def settle_call_off(call_off_id: int, *, now: datetime) -> None:
    """Settle the bookings of a session that is called off, in the order in which they were made; safe to call twice."""

    def settle_all(row: SessionCallOff, progress: jobs.Progress) -> None:
        booked = Booking.objects.filter(training_session=row.training_session_id, state=BookingState.BOOKED)
        left = list(booked.order_by("pk"))
        done = row.cancellations.count()
        total = done + len(left)
        for number, booking in enumerate(left, start=done + 1):
            settle(booking=booking, call_off=row, now=now)
            progress(number, total)

    jobs.run(SessionCallOff, call_off_id, settle_all)


def settle(*, booking: Booking, call_off: SessionCallOff, now: datetime) -> Cancellation:
    """Move one booking, or credit all of it; the same booking again is settled already."""
    key, by = f"call-off:{call_off.pk}", call_off.called_off_by
    if call_off.move_to is not None:
        try:
            return exchange(booking=booking, to=call_off.move_to, key=key, by=by, now=now, call_off=call_off)
        except (CancellationRefused, *REFUSALS):
            pass  # it is full by now, or would cost the school more: then it gets its money back
    return _credit_in_full(booking, call_off, key, now)


@transaction.atomic
def _credit_in_full(booking: Booking, call_off: SessionCallOff, key: str, now: datetime) -> Cancellation:
    locked, school_ids, _ = lock_booking(booking)
    if earlier := done_before(locked, key):
        return earlier
    giving_up = choose(locked, school_ids, Terms(NOTHING_CHARGED, "The session was called off"), people=None)
    take_places(giving_up, now=now)
    by = call_off.called_off_by
    cancellation = write_cancellation(
        giving_up, kind=CreditKind.SESSION_CANCELLED, key=key, by=by, now=now, call_off=call_off
    )
    email_cancelled(cancellation, giving_up)
    credit(cancellation, giving_up, by=by, now=now)
    return cancellation


def _check(session: TrainingSession, move_to: TrainingSession | None, now: datetime) -> None:
    if session.state == SessionState.CANCELLED:
        raise CatalogueRefused("This session is cancelled already.")
    if session.starts_at <= now:
        raise CatalogueRefused("This session has begun, so it cannot be called off any more.")
    if move_to is None:
        return
    if move_to.pk == session.pk or move_to.course.product != session.course.product:
        raise CatalogueRefused("Choose another session that is sold in the same way.", field="move_to")
    if why := why_not_bookable(move_to, now):
        raise CatalogueRefused(f"That session {why}. Choose another.", field="move_to")
