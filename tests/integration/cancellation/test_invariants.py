"""What the database and the services keep right is looked for all the same, and found when it is not."""

import pgtrigger
import pytest

from tests.integration.cancellation.conftest import EARLY, LATE
from tests.integration.cancellation.test_cancelling import cancel_it, one_of
from traded_assessment.models import Booking, CoveredPlace, GivenUpLine
from traded_assessment.queries.cancellation_invariants import broken_cancellation_invariants
from traded_assessment.services.exchanging import exchange
from traded_assessment.states import BookingState


@pytest.fixture
def history(book, head, event, other_date, session):
    """A part given up late, the rest moved; covered places lost, and one whole booking cancelled."""
    booking = book(event, "One", "Two", "Three")
    cancel_it(booking, head, one_of(booking), now=LATE)
    exchange(booking=Booking.objects.get(), to=other_date, key="move", by=head, now=EARLY)
    book(None)
    covered = book(session, "One", "Two", "Three")
    cancel_it(covered, head, one_of(covered), key="key-2")
    cancel_it(book(event, "Four"), head, key="key-3")


def test_all_is_well_after_all_kinds_of_changes(history):
    assert broken_cancellation_invariants() == []


def test_an_event_that_charges_for_others_than_come(history):
    with pgtrigger.ignore():
        GivenUpLine.objects.first().delete()
    assert any("are charged" in sentence for sentence in broken_cancellation_invariants())


def test_somebody_at_a_session_whom_nothing_pays_for(history):
    CoveredPlace.objects.update(lost=True)
    [sentence] = broken_cancellation_invariants()
    assert "2 places, 0 of them covered and room for 0" in sentence


def test_a_booking_that_ended_without_a_word(history, other_date):
    with pgtrigger.ignore():
        Booking.objects.filter(training_session=other_date).update(state=BookingState.CANCELLED)
    assert any("something else" in sentence for sentence in broken_cancellation_invariants())


def test_money_that_came_back_for_nothing(history):
    with pgtrigger.ignore():
        GivenUpLine.objects.filter(net__gt=0).update(net=0)
    assert any("gives back 0" in sentence for sentence in broken_cancellation_invariants())
