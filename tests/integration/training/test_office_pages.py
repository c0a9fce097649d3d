"""The training office's pages about sessions, courses and packages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import CourseFactory, PackageFactory, TrainingSessionFactory
from traded_assessment import starting_content
from traded_assessment.models import Attendee, Booking, Course, Order, Package, TrainingSession
from traded_assessment.services.order_requests import OrderLineRequest
from traded_assessment.services.orders import place_order
from traded_assessment.services.waiting_list import join_waiting_list
from traded_assessment.states import Product, SessionState, Tier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


def address(route, *args):
    return reverse(f"traded_assessment:{route}", args=args)


def words_of(response):
    assert response.status_code == 200
    return response.content.decode()


def book(session, school, head, *names):
    number = Order.objects.count()
    order = Order.objects.create(
        reference=f"TR{number}", school=school, placed_by=head, placed_at=NOW, placed_on=NOW.date(),
        priced_on=NOW.date(),
        tier=Tier.ESSEX_MAINTAINED, tier_reason="-", net=0, vat=0, gross=0, idempotency_key=str(number),
        request_digest="-",
    )  # fmt: skip
    booking = Booking.objects.create(order=order, school=school, training_session=session, places=len(names))
    Attendee.objects.bulk_create(Attendee(booking=booking, name=name) for name in names)


class TestLists:
    def test_the_dashboard(self, as_office):
        TrainingSessionFactory(course__title="Phonics", places_sold=4)
        TrainingSessionFactory(places_sold=3, state=SessionState.CLOSED)
        TrainingSessionFactory(places_sold=2, state=SessionState.CANCELLED)
        TrainingSessionFactory(starts_at=NOW - timedelta(days=1), places_sold=1)
        response = as_office.get(address("office"))
        assert "Phonics" in words_of(response)
        figures = response.context["figures"]
        assert (figures.sessions, figures.places_sold, figures.places_left) == (2, 7, 16)

    def test_sessions_of_a_year(self, as_office):
        TrainingSessionFactory(course__title="This year")
        TrainingSessionFactory(course__title="Next year", starts_at=datetime(2022, 10, 3, 16, tzinfo=UTC))
        page = words_of(as_office.get(address("office_sessions")))
        assert "Next year" in page
        assert "This year" not in page
        assert "This year" in words_of(as_office.get(address("office_sessions"), {"year": "2021/22"}))
        assert "Next year" in words_of(as_office.get(address("office_sessions"), {"year": "nonsense"}))

    @pytest.mark.parametrize("route", ["office", "office_sessions", "courses", "packages"])
    def test_nothing_there_yet(self, as_office, route):
        assert "Add" in words_of(as_office.get(address(route)))

    @pytest.mark.parametrize("route", ["office", "office_sessions", "courses"])
    def test_as_many_queries_for_30_rows_as_for_3(self, as_office, route):
        as_office.get(address("office"))  # the first page of a sign-in notes who it is
        counts = []
        for more in (3, 27):
            TrainingSessionFactory.create_batch(more)
            with CaptureQueriesContext(connection) as queries:
                as_office.get(address(route))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15

    def test_attendees_take_as_many_queries_for_30_as_for_3(self, as_office, school, head):
        as_office.get(address("office"))
        counts = []
        for number in (3, 30):
            session = TrainingSessionFactory(capacity=30)
            book(session, school, head, *(f"Person {one}" for one in range(number)))
            with CaptureQueriesContext(connection) as queries:
                as_office.get(address("office_session", session.pk))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15


SESSION = {
    "day_day": "14", "day_month": "3", "day_year": "2022", "starts": "4pm", "ends": "5pm", "capacity": "30",
    "join_link": "",
}  # fmt: skip


class TestSessions:
    def test_adding(self, as_office):
        course = CourseFactory()
        response = as_office.post(address("add_session"), SESSION | {"course": course.pk})
        added = TrainingSession.objects.get()
        assert response["Location"] == address("office_session", added.pk)
        assert (added.starts_at, added.capacity) == (datetime(2022, 3, 14, 16, tzinfo=UTC), 30)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"course": ""}, "Select course"),
            ({"day_month": "13"}, "must be a real date"),
            ({"ends": "3pm"}, "must end after it starts"),
            ({"capacity": "0"}, "must be 1 or more"),
            ({"capacity": "lots"}, "must be a whole number"),
            ({"join_link": "not a link"}, "must be a web address"),
            ({"day_year": "2021", "day_month": "1"}, "must start in the future"),
            ({"day_year": "0001"}, "must start in the future"),
            ({"day_year": "9999"}, "within the next 5 years"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, as_office, changes, words):
        course = CourseFactory()
        page = words_of(as_office.post(address("add_session"), SESSION | {"course": course.pk} | changes))
        assert "There is a problem" in page
        assert words in page
        assert 'value="4pm"' in page
        assert not TrainingSession.objects.exists()

    def test_changing(self, as_office):
        session = TrainingSessionFactory(starts_at=datetime(2022, 5, 10, 15, tzinfo=UTC))  # 4pm in summer
        change = address("change_session", session.pk)
        assert 'value="16:00"' in words_of(as_office.get(change))
        as_office.post(change, SESSION | {"course": session.course_id, "join_link": "https://meet.example/1"})
        session.refresh_from_db()
        assert (session.join_link, session.capacity) == ("https://meet.example/1", 30)

    def test_places_sold_hold_the_capacity(self, as_office, school, head):
        session = TrainingSessionFactory()
        book(session, school, head, "One", "Two")
        page = words_of(
            as_office.post(
                address("change_session", session.pk), SESSION | {"course": session.course_id, "capacity": "1"}
            )
        )
        assert "2 places are sold already" in page

    def test_its_page_and_its_list(self, as_office, school, head):
        session = TrainingSessionFactory(course__title="Phonics: check")
        book(session, school, head, "Deputy", "+44 phone")
        page = words_of(as_office.get(address("office_session", session.pk)))
        for words in ("Phonics: check", "Deputy", "Maple Primary School", "Attendance sheet"):
            assert words in page
        response = as_office.get(address("attendees", session.pk))
        assert response["Content-Disposition"] == 'attachment; filename="attendees-phonics-check-2022-03-14.csv"'
        assert "'+44 phone" in words_of(response)

    def test_its_page_says_whose_places_have_no_name_and_how_many_schools_wait(
        self, as_office, open_for_business, school, head
    ):
        session = TrainingSessionFactory(capacity=2)
        order = place_order(
            school=school,
            lines=[OrderLineRequest(Product(session.course.product), session.pk, unnamed=2)],
            idempotency_key="unnamed",
            by=head,
            now=NOW,
        )
        elm = make_school(name="Elm Primary School")
        join_waiting_list(school=elm, session=session, places=1, by=make_person(Role.HEADTEACHER, elm), now=NOW)
        page = words_of(as_office.get(address("office_session", session.pk)))
        assert f"Maple Primary School: 2 places, order {order.reference}" in re.sub("<[^>]+>", "", page)
        assert re.search(r"Schools on the waiting list</dt><dd><a[^>]+>1</a>", page)

    def test_closing_opening_cancelling(self, as_office):
        session = TrainingSessionFactory()
        for route, state in (("close_session", SessionState.CLOSED), ("reopen_session", SessionState.PUBLISHED)):
            assert as_office.get(address(route, session.pk)).status_code == 405
            as_office.post(address(route, session.pk))
            session.refresh_from_db()
            assert session.state == state
        page = words_of(as_office.post(address("reopen_session", session.pk), follow=True))
        assert "changed meanwhile" in page
        cancel = address("cancel_session", session.pk)
        assert "Enter" in words_of(as_office.post(cancel, {"reason": ""}))
        as_office.post(cancel, {"reason": "Too few"})
        session.refresh_from_db()
        assert session.state == SessionState.CANCELLED
        assert "cancelled already" in words_of(as_office.post(cancel, {"reason": "Too few"}))


COURSE = {
    "title": "Phonics", "product": "single_session", "summary": "", "duties": ["Phonics screening check"],
    "minutes": "60",
}  # fmt: skip


class TestCourses:
    @pytest.fixture(autouse=True)
    def duties(self):
        starting_content.load_duties()

    def test_adding_and_changing(self, as_office):
        as_office.post(address("add_course"), COURSE)
        course = Course.objects.get()
        assert course.duties == ["Phonics screening check"]
        change = address("change_course", course.pk)
        assert "Phonics screening check" in words_of(as_office.get(change))
        as_office.post(change, COURSE | {"product": "event", "title": "Phonics for new teachers"})
        course.refresh_from_db()
        assert (course.product, course.title) == (Product.EVENT, "Phonics for new teachers")

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"title": ""}, "Enter title"),
            ({"product": ""}, "Select sold as"),
            ({"duties": ["No such duty"]}, "Select from the list"),
            ({"title": "Taken"}, "There is a course with this title already"),
        ],
    )
    def test_what_is_wrong_is_said(self, as_office, changes, words):
        CourseFactory(title="Taken")
        page = words_of(as_office.post(address("add_course"), COURSE | changes))
        assert words in page
        assert Course.objects.count() == 1


PACKAGE = {
    "academic_year": "2022/23", "name": "Assessment Package", "purpose": "",
    "first_on_day": "1", "first_on_month": "9", "first_on_year": "2022",
    "last_on_day": "31", "last_on_month": "8", "last_on_year": "2023",
    "sessions_included": "10", "staff_per_session": "2",
}  # fmt: skip


class TestPackages:
    def test_the_next_year_is_proposed(self, as_office):
        PackageFactory()
        page = words_of(as_office.get(address("add_package")))
        assert 'value="2022/23"' in page
        as_office.post(address("add_package"), PACKAGE)
        assert Package.objects.count() == 2

    def test_changing(self, as_office):
        package = PackageFactory()
        change = address("change_package", package.pk)
        assert 'value="2021/22"' in words_of(as_office.get(change))
        as_office.post(change, PACKAGE)
        package.refresh_from_db()
        assert package.academic_year == "2022/23"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"academic_year": "2022"}, "Enter an academic year, like 2027/28"),
            ({"academic_year": "2022/24"}, "Enter an academic year, like 2027/28"),
            ({"academic_year": "9998/99"}, "Enter an academic year, like 2027/28"),
            ({"last_on_year": "9999"}, "Last day must be in 2022/23"),
            ({"first_on_year": "2021"}, "First day must be in 2022/23"),
            ({"last_on_month": "9", "last_on_day": "1", "last_on_year": "2022"}, "must be after the first day"),
            (
                {"academic_year": "2021/22", "first_on_year": "2021", "last_on_year": "2022"},
                "Each year has one",
            ),
        ],
    )
    def test_what_is_wrong_is_said(self, as_office, changes, words):
        PackageFactory()
        assert words in words_of(as_office.post(address("add_package"), PACKAGE | changes))
        assert Package.objects.count() == 1


class TestAccess:
    ROUTES = (
        "office", "office_sessions", "add_session", "courses", "add_course", "packages", "add_package", "prices",
        "price_requests",
    )  # fmt: skip
    OF_A_SESSION = ("office_session", "change_session", "cancel_session", "attendees")

    def test_others(self, client, head):
        addresses = [address(route) for route in self.ROUTES]
        addresses += [address(route, TrainingSessionFactory().pk) for route in self.OF_A_SESSION]
        for one in addresses:
            assert client.get(one)["Location"].startswith("/accounts/login/")
        for person in (head, make_person(Role.FINANCE), make_person(Role.DIRECTOR)):
            sign_in(client, person)
            assert {client.get(one).status_code for one in addresses} == {403}

    def test_what_does_not_exist(self, as_office):
        for route in (*self.OF_A_SESSION, "change_course", "change_package", "price_list", "price_request"):
            assert as_office.get(address(route, 999)).status_code == 404
