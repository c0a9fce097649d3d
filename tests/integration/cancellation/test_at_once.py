"""Schools that book, cancel and move at the same moment: nobody waits in a circle, and it all adds up afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from essex_portal.accounts.roles import Role
from tests.factories.cancellations import make_policies
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.threads import at_once
from tests.factories.training import TrainingSessionFactory
from tests.integration.cancellation.conftest import EARLY
from traded_assessment.models import Booking, Cancellation
from traded_assessment.queries.booking_invariants import broken_booking_invariants
from traded_assessment.queries.cancellation_invariants import broken_cancellation_invariants
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.services.cancelling import Shown, Wish, cancel
from traded_assessment.services.exchanging import exchange
from traded_assessment.services.giving_up import CancellationRefused
from traded_assessment.services.refusals import REFUSALS
from traded_assessment.states import BookingState, Product

pytestmark = pytest.mark.django_db(transaction=True)


def tried(deed: Callable[..., Any], **values: Any) -> bool:
    """Whether it was done; False when it was refused with words."""
    try:
        deed(**values)
    except (CancellationRefused, *REFUSALS):
        return False
    return True


@pytest.fixture
def there_and_back(open_for_business, book):
    """Two events of one course, half full each; the bookings of twelve schools."""
    make_policies()
    here = TrainingSessionFactory(course__product=Product.EVENT, starts_at=datetime(2022, 3, 14, 16, tzinfo=UTC))
    there = TrainingSessionFactory(course=here.course, starts_at=datetime(2022, 5, 9, 16, tzinfo=UTC))
    bookings = []
    for number in range(12):
        school = make_school()
        by = make_person(Role.HEADTEACHER, school)
        bookings.append((book((here, there)[number % 2], "One", "Two", school=school, by=by), by))
    return here, there, bookings


def test_moves_in_both_directions_and_cancellations_at_once(there_and_back):
    here, there, bookings = there_and_back
    moves = [
        lambda booking=booking, by=by: tried(
            exchange,
            booking=booking,
            to=there if booking.training_session_id == here.pk else here,
            key=f"move-{booking.pk}",
            by=by,
            now=EARLY,
        )
        for booking, by in bookings
    ]
    cancellations = [
        lambda booking=booking, by=by: tried(
            cancel, booking=booking, wish=Wish(), shown=Shown(Decimal(75), 0), key=f"off-{booking.pk}", by=by, now=EARLY
        )
        for booking, by in bookings[:6]
    ]
    done = at_once([deed for pair in zip(moves, cancellations * 2, strict=True) for deed in pair])
    assert any(done)
    assert Cancellation.objects.filter(whole=True).count() == 12  # each booking ended once, moved or cancelled
    seats = sum(Booking.objects.filter(state=BookingState.BOOKED).values_list("places", flat=True))
    here.refresh_from_db()
    there.refresh_from_db()
    assert here.places_sold + there.places_sold == seats
    broken = (broken_booking_invariants(), broken_cancellation_invariants(), broken_invoice_invariants())
    assert broken == ([], [], [])


def test_the_same_cancellation_pressed_five_times_at_once(there_and_back):
    _, _, [(booking, by), *_] = there_and_back
    deeds = [
        lambda: cancel(booking=booking, wish=Wish(), shown=Shown(Decimal(75), 0), key="k", by=by, now=EARLY).pk
    ] * 5
    assert len(set(at_once(deeds))) == 1
