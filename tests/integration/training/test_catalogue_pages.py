"""What everybody may see of the training on offer."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.accounts import sign_in
from tests.factories.calendar import make_half_terms
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import CourseFactory, TrainingSessionFactory
from traded_assessment.models import Package
from traded_assessment.queries.catalogue import CatalogueFilters, catalogue
from traded_assessment.services.order_requests import OrderLineRequest
from traded_assessment.services.orders import place_order
from traded_assessment.states import Product, SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_for_business")]

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
LIST = reverse("traded_assessment:catalogue")
PACKAGE = reverse("traded_assessment:package")


@pytest.fixture(autouse=True)
def briefing_day():
    make_half_terms()
    with time_machine.travel(NOW, tick=False):
        yield


def on(year, month, day, hour=16, **more):
    return TrainingSessionFactory(starts_at=datetime(year, month, day, hour, tzinfo=UTC), **more)


def words_of(client, address=LIST):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def titles(filters, now=NOW):
    return [(group.title, [one.title for one in group.sessions]) for group in catalogue(filters, now=now).groups]


class TestWhatIsFound:
    def test_what_is_coming_up_by_half_term(self):
        on(2021, 11, 9, course__title="Yesterday")
        on(2021, 11, 30, course__title="KS1")
        on(2022, 1, 18, course__title="Refresher")
        on(2022, 2, 15, course__title="In half term")
        on(2022, 1, 20, course__title="KS2")
        assert titles(CatalogueFilters()) == [
            ("Autumn 2, 2021/22", ["KS1"]),
            ("Spring 1, 2021/22", ["Refresher", "KS2"]),
            ("Holidays, 2021/22", ["In half term"]),
        ]

    def test_a_year_has_its_past_too(self):
        on(2021, 8, 31, 22, course__title="Year before")  # 11pm in Essex
        on(2021, 8, 31, 23, course__title="First minute")  # midnight in Essex
        on(2021, 11, 9, course__title="Yesterday")
        on(2022, 8, 31, 22, course__title="Last hour")
        on(2022, 9, 1, course__title="Year after")
        found = titles(CatalogueFilters(year="2021/22"))
        assert [title for _, group in found for title in group] == ["First minute", "Yesterday", "Last hour"]

    def test_filters(self):
        full = on(2022, 1, 18, course__title="Full", capacity=1, places_sold=1)
        on(2022, 1, 19, course__title="Event", course__product=Product.EVENT)
        on(2022, 1, 20, course__title="Closed", state=SessionState.CLOSED)
        [(_, names)] = titles(CatalogueFilters(free=True))
        assert names == ["Event"]
        [(_, names)] = titles(CatalogueFilters(product=Product.EVENT))
        assert names == ["Event"]
        [(_, names)] = titles(CatalogueFilters(course=full.course_id))
        assert names == ["Full"]

    def test_years_are_those_with_sessions(self):
        on(2022, 1, 18)
        on(2030, 1, 18)
        assert catalogue(CatalogueFilters(), now=NOW).years == ("2021/22",)


class TestTheList:
    def test_what_it_says(self, client):
        on(2022, 1, 18, course__title="Refresher", capacity=12)
        page = words_of(client)
        for words in (
            "Spring 1, 2021/22",
            "(term 3)",
            "Tuesday 18 January 2022",
            "4pm to 5pm",
            "12 places left",
            "£55",
            "£40",
        ):
            assert words in page

    @pytest.mark.parametrize(
        ("session", "words"),
        [
            ({"capacity": 1}, "1 place left"),
            ({"capacity": 1, "places_sold": 1}, "Full"),
            ({"state": SessionState.CLOSED}, "Closed for booking"),
            ({"state": SessionState.CANCELLED}, "Cancelled"),
        ],
    )
    def test_what_a_session_is(self, client, session, words):
        on(2022, 1, 18, **session)
        assert words in words_of(client)

    def test_a_sold_place_shows_at_once(self, client):
        session = on(2022, 1, 18, capacity=12)
        assert "12 places left" in words_of(client)
        type(session).objects.update(places_sold=1)
        assert "11 places left" in words_of(client)

    def test_nothing_there(self, client):
        assert "No training is coming up" in words_of(client)
        assert "No training fits these filters" in words_of(client, f"{LIST}?product=event")

    @pytest.mark.parametrize(
        "query",
        [
            "year=2021/23",
            "year=x",
            "year=0/01",
            "course=x",
            "course=99999999999999999999",
            "product=subscription",
            "free=",
            "year=%00",
        ],
    )
    def test_an_address_that_makes_no_sense_shows_what_it_can(self, client, query):
        on(2022, 1, 18, course__title="Refresher")
        assert "Refresher" in words_of(client, f"{LIST}?{query}")

    def test_filters_stay_set(self, client):
        session = on(2022, 1, 18)
        page = words_of(client, f"{LIST}?course={session.course_id}&year=2021/22&free=on")
        assert f'<option value="{session.course_id}" selected>' in page
        assert '<option value="2021/22" selected>' in page
        assert "checked" in page

    @pytest.mark.parametrize("sessions", [3, 30])
    def test_three_queries_for_a_visitor(self, client, sessions, django_assert_num_queries):
        for number in range(sessions):
            on(2022, 1, 18 + number % 10, 10 + number // 10)
        client.get(LIST)  # a price list is read once a process
        with django_assert_num_queries(3):
            client.get(LIST)

    def test_without_prices(self, client):
        with time_machine.travel(datetime(2021, 8, 1, 12, tzinfo=UTC), tick=False):
            assert "costs from" not in words_of(client)


class TestASession:
    def page(self, client, session):
        return words_of(client, reverse("traded_assessment:session", args=[session.pk]))

    def test_for_a_visitor(self, client):
        session = on(2022, 3, 14, course__title="Phonics", course__duties=["Phonics screening check"])
        page = self.page(client, session)
        for words in (
            "Phonics",
            "Monday 14 March 2022",
            "Spring 2",
            "Covered for 2 members of staff",
            "£55",
            "£65",
            "£75",
        ):
            assert words in page
        assert f"/accounts/login/?next=/training/book/{session.pk}/" in page
        assert "Your school’s price" not in page

    def test_for_a_school(self, client, head):
        page = self.page(sign_in(client, head), on(2022, 3, 14))
        assert "Maple Primary School pays <strong>£55</strong>" in page
        assert "its local authority is Essex (881)" in page
        assert "Book places" in page

    def test_for_a_subscriber(self, client, head, school):
        place_order(
            school=school, by=head, lines=[OrderLineRequest(Product.SUBSCRIPTION)], idempotency_key="1", now=NOW
        )
        page = self.page(sign_in(client, head), on(2022, 3, 14))
        assert "pays <strong>£0</strong>" in page
        event = on(2022, 3, 15, course=CourseFactory(product=Product.EVENT))
        assert "pays <strong>£50</strong>" in self.page(client, event)

    def test_for_a_school_in_no_row(self, client):
        person = make_person(Role.HEADTEACHER, make_school(type_code=11))
        assert "Ask for a price" in self.page(sign_in(client, person), on(2022, 3, 14))

    def test_for_the_council(self, client):
        page = self.page(sign_in(client, make_person(Role.FINANCE)), on(2022, 3, 14))
        assert "You are not acting for a school" in page
        assert "Book places" not in page

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"capacity": 1, "places_sold": 1}, "This session is full."),
            ({"state": SessionState.CLOSED}, "This session is closed for booking."),
            ({"state": SessionState.CANCELLED}, "This session is cancelled."),
            ({"starts_at": NOW - timedelta(days=1)}, "has taken place"),
        ],
    )
    def test_what_cannot_be_booked_says_why(self, client, head, changes, words):
        session = TrainingSessionFactory(**changes)
        page = self.page(sign_in(client, head), session)
        assert words in page
        assert "Book places" not in page

    def test_the_link_to_join_is_not_public(self, client):
        session = on(2022, 3, 14, join_link="https://meet.example/secret")
        assert "secret" not in self.page(client, session)

    def test_there_is_none(self, client):
        assert client.get(reverse("traded_assessment:session", args=[999])).status_code == 404


class TestThePackage:
    def test_for_a_visitor(self, client):
        page = words_of(client, PACKAGE)
        for words in ("Assessment Package 2021/22", "10 online sessions", "£315", "£395", "£495", "£70", "£25"):
            assert words in page

    def test_for_a_headteacher_a_member_and_a_subscriber(self, client, head, teacher, school):
        page = words_of(sign_in(client, head), PACKAGE)
        assert "pays <strong>£315</strong>" in page
        assert "Buy the subscription" in page
        assert "headteacher can buy it" in words_of(sign_in(client, teacher), PACKAGE)
        place_order(
            school=school, by=head, lines=[OrderLineRequest(Product.SUBSCRIPTION)], idempotency_key="1", now=NOW
        )
        assert "has this subscription" in words_of(client, PACKAGE)

    def test_without_one(self, client):
        Package.objects.all().delete()
        assert "No subscription is on offer" in words_of(client, PACKAGE)
