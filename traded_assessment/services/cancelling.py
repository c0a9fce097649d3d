"""Cancelling a booking, or some of its places. Source: domain.md B5."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.money import Money, pounds
from traded_assessment.access import sees
from traded_assessment.cancellation_emails import email_cancelled
from traded_assessment.models import Booking, Cancellation
from traded_assessment.queries.giving_up import GivingUp, Terms, family_of, terms_now
from traded_assessment.services.giving_up import (
    CancellationRefused,
    choose,
    credit,
    done_before,
    lock_booking,
    take_places,
    write_cancellation,
)
from traded_assessment.states import BookingState, CreditKind, SessionState


@dataclass(frozen=True)
class Wish:
    """Places of these `people` (ids of attendees), or all. `waived`: why the office charges nothing."""

    people: Collection[int] | None = None
    unnamed: int = 0
    waived: str = ""


@dataclass(frozen=True)
class Shown:
    """What the person saw before confirming: pounds that come back with VAT, and the charge in per cent."""

    gross: Money
    charge_percent: int


def preview(*, booking: Booking, wish: Wish, by: Any, now: datetime) -> GivingUp:
    """What the cancellation would do at this moment. Changes nothing. Raises CancellationRefused, PermissionDenied."""
    check_permission(by, booking, waived=wish.waived)
    return _worked_out(booking, family_of(booking.school), wish, now)


@transaction.atomic
def cancel(*, booking: Booking, wish: Wish, shown: Shown, key: str, by: Any, now: datetime) -> Cancellation:
    """Give up the places, take the money off and credit what is billed; the same key again is the same cancellation.

    Refused when the money or the charge is not what was shown. Seats are free at once; covered places come back in a
    free band only. The person who booked and everybody who loses a place get an e-mail. Raises CancellationRefused,
    CreditRefused, InvoiceRefused, PermissionDenied. Source: domain.md B5, B8.
    """
    check_permission(by, booking, waived=wish.waived)
    locked, school_ids, _ = lock_booking(booking)
    if earlier := done_before(locked, key):
        return earlier
    giving_up = _worked_out(locked, school_ids, wish, now)
    check_shown(shown, Shown(giving_up.gross, giving_up.terms.band.charge_percent))
    take_places(giving_up, now=now)
    cancellation = write_cancellation(giving_up, kind=CreditKind.CANCELLED, key=key, by=by, now=now)
    email_cancelled(cancellation, giving_up)
    credit(cancellation, giving_up, by=by, now=now)
    return cancellation


def check_permission(by: Any, booking: Booking, *, waived: str = "") -> None:
    """Raises PermissionDenied with words for the person."""
    if not sees(by, Permission.BOOK_TRAINING, booking.school):
        raise PermissionDenied("You cannot change this school’s bookings.")
    if waived and not holds(by, Permission.MANAGE_TRAINING):
        raise PermissionDenied("Only the training office can waive a charge.")


def check_open(booking: Booking, now: datetime) -> None:
    """Raises CancellationRefused for a booking that is over, gone, or that the office settles."""
    session = booking.training_session
    if booking.state != BookingState.BOOKED:
        raise CancellationRefused("This booking is cancelled already.")
    if session.state == SessionState.CANCELLED:
        raise CancellationRefused("The session has been called off. The training office settles its bookings.")
    if session.starts_at <= now:
        raise CancellationRefused("The session has begun, so its bookings cannot change any more.")


def terms_of(booking: Booking, now: datetime, *, waived: str = "") -> Terms:
    """The terms as they are now. Raises CancellationRefused when nobody has set any."""
    terms = terms_now(booking, now, waived=waived)
    if terms is None:
        raise CancellationRefused("There are no rules yet for cancelling this training. Contact the training office.")
    return terms


def check_shown(shown: Shown, now_is: Shown) -> None:
    """Raises CancellationRefused when the person agreed to something else."""
    if shown.charge_percent != now_is.charge_percent:
        raise CancellationRefused(
            f"The charge has changed from {shown.charge_percent}% to {now_is.charge_percent}% since you saw it. "
            "Check it and confirm again."
        )
    if shown.gross != now_is.gross:
        raise CancellationRefused(
            f"What comes back has changed from {pounds(shown.gross)} to {pounds(now_is.gross)} since you saw it. "
            "Check it and confirm again."
        )


def _worked_out(booking: Booking, school_ids: list[int], wish: Wish, now: datetime) -> GivingUp:
    check_open(booking, now)
    terms = terms_of(booking, now, waived=wish.waived)
    return choose(booking, school_ids, terms, people=wish.people, unnamed=wish.unnamed)
