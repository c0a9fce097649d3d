"""The public catalogue by API."""

from datetime import UTC, date, datetime

import pytest

from essex_portal.organisations.models import HalfTermDates
from tests.factories.training import TrainingSessionFactory
from tests.integration.api.conftest import fields_at_fault
from traded_assessment.models import TrainingSession
from traded_assessment.states import Product, SessionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def spring_2():
    term, _ = HalfTermDates.objects.get_or_create(
        academic_year="2021/22",
        number=4,
        defaults={"name": "Spring 2", "first_on": date(2022, 2, 21), "last_on": date(2022, 4, 1)},
    )
    return term


def test_shows_what_can_be_booked(anybody, spring_2):
    session = TrainingSessionFactory(
        course__title="Administering the phonics screening check",
        starts_at=datetime(2022, 3, 14, 16, tzinfo=UTC),
        capacity=20,
        join_link="https://meet.example/secret",
    )
    TrainingSession.objects.filter(pk=session.pk).update(places_sold=7)
    response = anybody.get("/training/sessions")
    assert response.json()["items"] == [
        {
            "id": session.pk,
            "product": "single_session",
            "title": "Administering the phonics screening check",
            "half_term": spring_2.name,
            "academic_year": "2021/22",
            "starts_at": "2022-03-14T16:00:00Z",
            "ends_at": "2022-03-14T17:00:00Z",
            "capacity": 20,
            "places_left": 13,
        }
    ]


def test_events_are_told_apart_and_the_order_is_by_date(anybody):
    TrainingSessionFactory(starts_at=datetime(2022, 5, 5, 15, tzinfo=UTC), course__product=Product.EVENT)
    TrainingSessionFactory(starts_at=datetime(2022, 1, 5, 16, tzinfo=UTC))
    items = anybody.get("/training/sessions").json()["items"]
    assert [item["product"] for item in items] == ["single_session", "event"]
    assert items[0]["half_term"] is None


def test_the_joining_link_is_nobody_elses(anybody):
    TrainingSessionFactory(join_link="https://meet.example/secret")
    assert b"meet.example" not in anybody.get("/training/sessions").content


def test_what_cannot_be_booked_is_left_out(anybody):
    TrainingSessionFactory(state=SessionState.CANCELLED)
    TrainingSessionFactory(starts_at=datetime(2021, 11, 9, 16, tzinfo=UTC))
    assert anybody.get("/training/sessions").json() == {"items": [], "count": 0}


def test_a_year_shows_what_is_over_too(anybody):
    TrainingSessionFactory(course__title="Over", starts_at=datetime(2021, 9, 9, 16, tzinfo=UTC))
    TrainingSessionFactory(starts_at=datetime(2022, 9, 9, 16, tzinfo=UTC))
    TrainingSessionFactory(starts_at=datetime(2021, 10, 1, 16, tzinfo=UTC), state=SessionState.CANCELLED)
    items = anybody.get("/training/sessions", academic_year="2021/22").json()["items"]
    assert [item["title"] for item in items] == ["Over"]


@pytest.mark.parametrize("year", ["2021", "2021/2022", "2021/23", "x", "9999/00", "0/01"])
def test_what_is_no_academic_year(anybody, year):
    assert fields_at_fault(anybody.get("/training/sessions", academic_year=year)) == ["academic_year"]


def test_as_many_queries_for_30_sessions_as_for_3(anybody, django_assert_num_queries):
    for size in (3, 30):
        TrainingSessionFactory.create_batch(size - TrainingSession.objects.count())
        with django_assert_num_queries(3):
            assert anybody.get("/training/sessions").json()["count"] == size
