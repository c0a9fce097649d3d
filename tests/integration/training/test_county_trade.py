"""The seeding command: as much trade as it says, with every invariant kept, and never in production."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.factories.calendar import make_half_terms
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import (
    Attendee,
    Booking,
    Cancellation,
    CreditNote,
    Invoice,
    Order,
    PlaceHold,
    Subscription,
    TrainingSession,
    WaitingEntry,
)
from traded_assessment.queries.booking_invariants import broken_booking_invariants
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.states import Attendance, HoldWhy

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 11, 23, 9, tzinfo=UTC)
SMALL = {"schools": 8, "bookings": 60, "invoices": 24}


@pytest.fixture
def county() -> None:
    """Schools of each tier and the council's people; the year's half terms, and a session still to come."""
    make_half_terms()
    for number in range(10):
        make_school(type_code=1 if number % 2 else 34)
    make_school(la=883, type_code=34)
    for role in (Role.TRAINING_OFFICE, Role.FINANCE):
        make_person(role)
    TrainingSessionFactory(starts_at=datetime(2023, 2, 1, 16, tzinfo=UTC))


def seed(**options: object) -> str:
    out = StringIO()
    with time_machine.travel(NOW):
        call_command("seed_county_trade", stdout=out, **{**SMALL, **options})
    return out.getvalue()


def test_it_makes_the_trade_and_keeps_every_invariant(county: None) -> None:
    assert "The trade of 2021/22 is there" in seed()
    year = Order.objects.filter(idempotency_key__startswith="county-trade-2021/22")
    assert Booking.objects.filter(order__in=year).count() == 60
    assert Invoice.objects.filter(issued_on__lt=date(2022, 9, 1)).count() == 24
    assert Subscription.objects.exists()
    assert set(Invoice.objects.values_list("paid", flat=True)) - {0}
    assert Counter(Attendee.objects.values_list("attendance", flat=True))[Attendance.ATTENDED] > 50
    assert WaitingEntry.objects.count() == 7
    assert Cancellation.objects.exists()
    assert [*broken_booking_invariants(), *broken_invoice_invariants()] == []


def test_a_session_in_which_places_are_kept_is_left_as_it_is(county: None) -> None:
    sooner = TrainingSessionFactory(starts_at=datetime(2023, 1, 20, 16, tzinfo=UTC))
    PlaceHold.objects.create(
        training_session=sooner,
        school=Organisation.objects.open_schools().first(),
        places=1,
        why=HoldWhy.APPROVAL,
        created_at=NOW,
        expires_at=NOW + timedelta(days=2),
    )
    seed()
    sooner.refresh_from_db()
    assert (sooner.places_sold, sooner.places_held) == (0, 1)
    assert WaitingEntry.objects.exclude(training_session=sooner).count() == 7


def test_the_same_seed_makes_the_same_orders(county: None) -> None:
    seed(seed=7)
    session = TrainingSession.objects.order_by("pk").first()
    assert session is not None
    net = sorted(Order.objects.values_list("placed_at", "net"))
    assert len(net) > 24
    with pytest.raises(CommandError, match="is there already"):
        seed(seed=7)
    assert sorted(Order.objects.values_list("placed_at", "net")) == net


def test_it_says_when_the_register_is_too_small(county: None) -> None:
    with pytest.raises(CommandError, match="100 schools are wanted and the register has 11"):
        seed(schools=100, bookings=400, invoices=200)
    assert not Order.objects.exists()
    assert not CreditNote.objects.exists()


def test_it_refuses_outside_demonstration_and_tests(county: None, settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="not for production"):
        seed()
    assert not Order.objects.exists()
