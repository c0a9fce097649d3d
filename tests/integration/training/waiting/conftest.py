"""A session whose places are all sold, three schools beside it, and the steps of waiting for a place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from essex_portal.accounts.roles import Role
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Booking, WaitingEntry
from traded_assessment.services.order_requests import OrderLineRequest
from traded_assessment.services.orders import place_order
from traded_assessment.services.waiting_list import join_waiting_list, offer_freed_places
from traded_assessment.states import BookingState, Product

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)  # a Wednesday
OFFERED_UNTIL = datetime(2021, 11, 11, 9, 30, tzinfo=UTC)  # 8 working hours on


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(course__title="Phonics", course__duties=["Phonics check"], capacity=3)


@pytest.fixture
def others(session):
    """Three schools with a head each; the first has booked every place."""
    schools = [make_school(name=f"{tree} Primary School") for tree in ("Oak", "Elm", "Ash")]
    heads = [make_person(Role.HEADTEACHER, school) for school in schools]
    buy(schools[0], heads[0], session, 3)
    return list(zip(schools, heads, strict=True))


def buy(school, by, session, places, *, key="", now=NOW):
    line = OrderLineRequest(Product(session.course.product), session.pk, unnamed=places)
    return place_order(school=school, lines=[line], idempotency_key=key or f"key-{by.pk}", by=by, now=now)


def wait(school, by, session, places=1, *, minutes=0, people=()):
    return join_waiting_list(
        school=school, session=session, places=places, people=people, by=by, now=NOW + timedelta(minutes=minutes)
    )


def give_up(session, places):
    """Places become free, in the way of whoever frees some: the row first, then the offers."""
    with transaction.atomic():
        booking = Booking.objects.filter(training_session=session, state=BookingState.BOOKED).earliest("pk")
        if booking.places == places:
            booking.state = BookingState.CANCELLED
        else:
            booking.places -= places
        booking.save()
        return offer_freed_places(session=session, now=NOW)


def state_of(entry):
    return WaitingEntry.objects.get(pk=entry.pk).state


def sold_and_held(session):
    session.refresh_from_db()
    return session.places_sold, session.places_held
