"""Whatever schools order, in whatever order: what must never be wrong, is not."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from essex_portal.accounts.roles import Role
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, TrainingSessionFactory
from traded_assessment.models import Booking, CoveredPlace, Invoice, Order, Subscription, TrainingSession
from traded_assessment.queries.invoices import invoices_by_order
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.refusals import REFUSALS
from traded_assessment.states import Product

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
SCHOOLS, SESSIONS = 3, 5

bookings = st.dictionaries(st.integers(0, SESSIONS - 1), st.integers(1, 4), max_size=3)
orders = st.lists(st.tuples(st.integers(0, SCHOOLS - 1), st.booleans(), bookings), min_size=1, max_size=8)


@pytest.fixture
def buyers(open_for_business):
    schools = [make_school(la=881), make_school(la=881, type_code=34), make_school(la=883)]
    return [(school, make_person(Role.HEADTEACHER, school)) for school in schools]


@pytest.fixture
def sessions(open_for_business):
    """Three sessions of a package that includes only two, and two events; a few places at each."""
    PackageFactory._meta.model.objects.update(sessions_included=2)
    products = [Product.SINGLE_SESSION] * 3 + [Product.EVENT] * 2
    return [TrainingSessionFactory(course__product=product, capacity=5) for product in products]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=orders)
def test_nothing_is_oversold_covered_twice_or_charged_first_twice(buyers, sessions, wanted):
    with transaction.atomic():
        for number, (who, subscribes, people) in enumerate(wanted):
            lines = [OrderLineRequest(Product.SUBSCRIPTION)] if subscribes else []
            lines += [_line(sessions[index], staff) for index, staff in people.items()]
            _try(*buyers[who], lines, f"key-{number}")
        _check_places()
        _check_covered_places()
        _check_first_prices()
        _check_money()
        transaction.set_rollback(True)


def _line(session, staff):
    people = tuple(Person(f"Person {number}") for number in range(staff))
    return OrderLineRequest(Product(session.course.product), session.pk, people)


def _try(school, head, lines, key):
    before = Booking.objects.count(), Order.objects.count(), Subscription.objects.count()
    try:
        place_order(school=school, lines=lines, idempotency_key=key, by=head, now=NOW)
    except REFUSALS:
        assert before == (Booking.objects.count(), Order.objects.count(), Subscription.objects.count())


def _check_places():
    for session in TrainingSession.objects.prefetch_related("bookings__attendees"):
        booked = list(session.bookings.all())
        assert session.places_sold == sum(booking.places for booking in booked) <= session.capacity
        assert all(len(booking.attendees.all()) == booking.places for booking in booked)


def _check_covered_places():
    used = defaultdict(Counter)
    for place in CoveredPlace.objects.select_related("booking", "subscription"):
        used[place.subscription_id][place.training_session_id] += 1
        assert place.booking.training_session_id == place.training_session_id
        assert place.booking.school_id == place.subscription.school_id
    for sessions in used.values():
        assert len(sessions) <= 2
        assert max(sessions.values()) <= 2


def _check_first_prices():
    events = Booking.objects.filter(training_session__course__product=Product.EVENT)
    firsts = Counter((b.school_id, b.training_session_id) for b in events if b.paid_first)
    assert all(firsts[b.school_id, b.training_session_id] == 1 for b in events)
    assert not Booking.objects.exclude(training_session__course__product=Product.EVENT).filter(paid_first=True).exists()


def _check_money():
    for order in Order.objects.prefetch_related("lines"):
        assert order.net == sum(line.net for line in order.lines.all())
        assert order.gross == sum(invoice.gross for invoice in invoices_by_order([order]).get(order.pk, []))
        assert order.placed_on == date(2021, 11, 10)
    numbers = sorted(Invoice.objects.values_list("sequence", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
