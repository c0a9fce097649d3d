"""Many buyers at once, on a real database: exactly the seats there are, one order a request, nobody stuck."""

from collections import Counter
from datetime import UTC, datetime
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.threads import at_once
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Attendee, Booking, Invoice, Order, TrainingSession
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.refusals import SessionFull
from traded_assessment.states import Product

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


def buy(school: Organisation, by: User, *sessions: TrainingSession, key: str = "", staff: int = 1) -> Order | None:
    """An order for so many people at each session; None when one is full."""
    people = tuple(Person(f"Person {number}") for number in range(staff))
    lines = [OrderLineRequest(Product.SINGLE_SESSION, session.pk, people) for session in sessions]
    try:
        return place_order(school=school, lines=lines, idempotency_key=key or f"key-{by.pk}", by=by, now=NOW)
    except SessionFull:
        return None


@pytest.fixture
def buyers(open_for_business) -> list[tuple[Organisation, User]]:
    schools = [make_school() for _ in range(100)]
    return [(school, make_person(Role.HEADTEACHER, school)) for school in schools]


def test_100_buyers_at_once_for_20_seats_buy_exactly_20(buyers):
    session = TrainingSessionFactory(capacity=20)
    orders = at_once(lambda buyer=buyer: buy(*buyer, session) for buyer in buyers)
    assert sum(order is not None for order in orders) == 20
    session.refresh_from_db()
    assert (session.places_sold, Attendee.objects.count(), Booking.objects.count()) == (20, 20, 20)
    assert sorted(Invoice.objects.values_list("sequence", flat=True)) == list(range(1, 21))


def test_the_last_places_go_to_those_they_are_enough_for(buyers):
    session = TrainingSessionFactory(capacity=7)
    orders = at_once(lambda buyer=buyer: buy(*buyer, session, staff=2) for buyer in buyers[:25])
    assert sum(order is not None for order in orders) == 3
    session.refresh_from_db()
    assert session.places_left == 1


def test_orders_of_several_sessions_in_any_order_never_wait_in_a_circle(buyers):
    first, second, third = (TrainingSessionFactory(capacity=60) for _ in range(3))
    ways = [(first, second, third), (third, second, first), (second, third, first)]
    tasks = [lambda buyer=buyer, way=ways[n % 3]: buy(*buyer, *way) for n, buyer in enumerate(buyers[:75])]
    orders = at_once(tasks)
    assert sum(order is not None for order in orders) == 60
    assert list(TrainingSession.objects.values_list("places_sold", flat=True)) == [60, 60, 60]


def test_one_request_sent_many_times_at_once_is_one_order(buyers):
    session = TrainingSessionFactory()
    [(school, head), *_] = buyers
    orders = at_once(lambda: buy(school, head, session, key="same") for _ in range(20))
    assert len({order.pk for order in orders}) == 1
    assert (Order.objects.count(), Booking.objects.count()) == (1, 1)


def test_people_of_one_school_booking_one_event_at_once_pay_first_once(buyers):
    event = TrainingSessionFactory(course__product=Product.EVENT)
    [(school, _), *_] = buyers
    people = [make_person(Role.SCHOOL_MEMBER, school) for _ in range(10)]
    line = OrderLineRequest(Product.EVENT, event.pk, (Person("New teacher"),))
    at_once(
        lambda by=by: place_order(school=school, lines=[line], idempotency_key=f"by-{by.pk}", by=by, now=NOW)
        for by in people
    )
    assert Counter(Order.objects.values_list("gross", flat=True)) == {60: 1, 15: 9}


def test_a_double_click_on_the_page_is_one_order(buyers):
    session = TrainingSessionFactory()
    [(_, head), *_] = buyers
    with time_machine.travel(NOW, tick=False):
        page = Client()
        page.force_login(head)
        people = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-name": "Year 6 lead"}
        page.post(reverse("traded_assessment:book_session", args=[session.pk]), people)
        check = reverse("traded_assessment:check_order")
        shown = page.get(check).context
        answer = {"key": shown["basket"].key, "shown": str(shown["quote"].gross)}

        def click() -> str:
            window = Client()
            window.cookies = SimpleCookie({name: cookie.value for name, cookie in page.cookies.items()})
            return window.post(check, answer).url

        addresses = set(at_once([click, click, click]))
    assert addresses == {reverse("traded_assessment:order", args=[Order.objects.get().reference])}
