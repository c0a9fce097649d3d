"""What the training office does to courses, sessions and packages, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from tests.factories.training import CourseFactory, PackageFactory, TrainingSessionFactory
from traded_assessment.models import Attendee, Course, Package, TrainingSession
from traded_assessment.place_links import place_address
from traded_assessment.queries.attendance import attendees_of
from traded_assessment.services.attendee_lists import attendee_csv
from traded_assessment.services.catalogue import (
    CatalogueRefused,
    CourseFacts,
    PackageFacts,
    SessionFacts,
    close_session,
    reopen_session,
    save_course,
    save_package,
    save_session,
)
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Availability, Product, SessionState

pytestmark = pytest.mark.django_db

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(starts_at=STARTS, join_link="https://meet.example/1")


@pytest.fixture
def booked(session, school, head):
    """The session with three places sold."""
    people = (
        Person("=1+1", "Year 2 teacher", "Y2@maple.example"),
        Person("Year 6 teacher", "", "head@maple.example"),
        Person("Deputy"),
    )
    line = OrderLineRequest(Product.SINGLE_SESSION, session.pk, people)
    place_order(school=school, by=head, lines=[line], idempotency_key="1", now=NOW)
    Message.objects.all().delete()
    session.refresh_from_db()
    return session


def facts_of(session, **changes):
    facts = SessionFacts(session.course, session.starts_at, session.ends_at, session.capacity, session.join_link)
    return replace(facts, **changes)


def save(session, officer, **changes):
    return save_session(session=session, facts=facts_of(session, **changes), now=NOW, by=officer)


class TestSessions:
    def test_adding(self, officer):
        facts = SessionFacts(CourseFactory(), STARTS, STARTS + timedelta(hours=1), 30, "")
        added = save_session(session=None, facts=facts, now=NOW, by=officer)
        assert TrainingSession.objects.get() == added
        assert AuditEvent.objects.get().event == "training_session.added"
        assert not Message.objects.exists()

    def test_not_in_the_past(self, session, officer):
        for starts_at in (NOW, NOW - timedelta(days=1)):
            with pytest.raises(CatalogueRefused) as refused:
                save(session, officer, starts_at=starts_at)
            assert refused.value.field == "day"

    def test_a_session_that_took_place_can_still_be_corrected(self, officer):
        past = TrainingSessionFactory(starts_at=NOW - timedelta(days=2))
        assert save(past, officer, capacity=99).capacity == 99

    def test_places_are_not_fewer_than_sold(self, booked, officer):
        with pytest.raises(CatalogueRefused, match="3 places are sold already") as refused:
            save(booked, officer, capacity=2)
        assert refused.value.field == "capacity"
        assert save(booked, officer, capacity=3).places_left == 0

    def test_places_sold_meanwhile_count(self, booked, officer):
        stale = TrainingSession.objects.get(pk=booked.pk)
        stale.places_sold = 0
        with pytest.raises(CatalogueRefused):
            save(stale, officer, capacity=2)

    def test_only_what_changed_is_told(self, booked, officer):
        save(booked, officer, capacity=25)
        told = AuditEvent.objects.get(event="training_session.changed")
        assert (told.before, told.after) == ({"capacity": 20}, {"capacity": 25})
        assert not Message.objects.exists()

    def test_a_new_time_is_told_to_everybody_once(self, booked, officer):
        save(booked, officer, starts_at=STARTS + timedelta(days=1), ends_at=STARTS + timedelta(days=1, hours=1))
        assert set(Message.objects.values_list("to", flat=True)) == {"head@maple.example", "y2@maple.example"}
        told = Message.objects.get(to="y2@maple.example")
        assert "15 March 2022 at 4pm" in told.text
        calendar = bytes(told.attachments.get().content).decode().replace("\r\n ", "")
        assert "DTSTART;TZID=Europe/London:20220315T160000" in calendar
        assert place_address(Attendee.objects.get(email__iexact="y2@maple.example")) in calendar

    def test_a_new_link_is_nobodys_business_before_the_session_opens(self, booked, officer):
        save(TrainingSession.objects.get(pk=booked.pk), officer, join_link="https://meet.example/2")
        assert not Message.objects.exists()

    def test_one_session_of_a_course_at_a_time(self, session, officer):
        other = TrainingSessionFactory(course=session.course, starts_at=STARTS + timedelta(days=7))
        with pytest.raises(CatalogueRefused, match="at that time already"):
            save(other, officer, starts_at=STARTS)

    def test_a_booked_session_keeps_its_course(self, booked, officer):
        with pytest.raises(CatalogueRefused, match="booked this course"):
            save(booked, officer, course=CourseFactory())


class TestStates:
    def test_closing_and_opening(self, session, officer):
        close_session(session=session, by=officer)
        session.refresh_from_db()
        assert session.availability_at(NOW) == Availability.CLOSED
        with pytest.raises(CatalogueRefused, match="changed meanwhile"):
            close_session(session=session, by=officer)
        reopen_session(session=session, by=officer)
        session.refresh_from_db()
        assert session.availability_at(NOW) == Availability.BOOKABLE
        assert list(AuditEvent.objects.values_list("event", flat=True)) == [
            "training_session.published", "training_session.closed",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("changes", "availability"),
        [
            ({}, Availability.BOOKABLE),
            ({"capacity": 5, "places_sold": 5}, Availability.FULL),
            ({"starts_at": NOW}, Availability.PAST),
            ({"starts_at": NOW, "state": SessionState.CLOSED}, Availability.PAST),
            ({"starts_at": NOW, "state": SessionState.CANCELLED}, Availability.CANCELLED),
            ({"capacity": 5, "places_sold": 5, "state": SessionState.CLOSED}, Availability.CLOSED),
        ],
    )
    def test_what_a_session_is_to_a_buyer(self, changes, availability):
        session = TrainingSession(**{"starts_at": STARTS, "capacity": 20, "state": SessionState.PUBLISHED} | changes)
        assert session.availability_at(NOW) == availability


class TestCourses:
    FACTS = CourseFacts("Phonics", Product.SINGLE_SESSION, "", ["Phonics screening check"], 60)

    def test_adding_and_changing(self, officer):
        course = save_course(course=None, facts=self.FACTS, by=officer)
        save_course(course=course, facts=replace(self.FACTS, minutes=90), by=officer)
        assert Course.objects.get().minutes == 90
        assert AuditEvent.objects.get(event="course.changed").after == {"minutes": 90}

    def test_titles_are_different(self, officer):
        CourseFactory(title="Phonics")
        with pytest.raises(CatalogueRefused) as refused:
            save_course(course=None, facts=self.FACTS, by=officer)
        assert refused.value.field == "title"

    def test_a_booked_course_stays_what_it_is(self, booked, officer):
        facts = replace(self.FACTS, product=Product.EVENT)
        with pytest.raises(CatalogueRefused) as refused:
            save_course(course=booked.course, facts=facts, by=officer)
        assert refused.value.field == "product"
        assert save_course(course=CourseFactory(), facts=facts, by=officer).product == Product.EVENT


class TestPackages:
    FACTS = PackageFacts("Package", "2022/23", "", date(2022, 9, 1), date(2023, 8, 31), 10, 2)

    def test_adding(self, officer):
        assert str(save_package(package=None, facts=self.FACTS, by=officer)) == "Package 2022/23"

    def test_one_a_year(self, officer):
        PackageFactory()
        for facts in (
            replace(self.FACTS, academic_year="2021/22"),
            replace(self.FACTS, first_on=date(2022, 8, 31)),
        ):
            with pytest.raises(CatalogueRefused, match="Each year has one"):
                save_package(package=None, facts=facts, by=officer)

    @pytest.mark.parametrize(
        "less",
        [
            {"first_on": date(2021, 9, 2)},
            {"last_on": date(2022, 8, 30)},
            {"sessions_included": 9},
            {"staff_per_session": 1},
        ],
    )
    def test_what_was_bought_becomes_no_less(self, less, school, head, officer):
        place_order(
            school=school, by=head, lines=[OrderLineRequest(Product.SUBSCRIPTION)], idempotency_key="1", now=NOW
        )
        package = Package.objects.get()
        same = PackageFacts("Package", "2021/22", "", package.first_on, package.last_on, 10, 2)
        with pytest.raises(CatalogueRefused) as refused:
            save_package(package=package, facts=replace(same, **less), by=officer)
        assert refused.value.field == next(iter(less))
        assert save_package(package=package, facts=replace(same, staff_per_session=3), by=officer)


class TestAttendees:
    def test_by_school_and_name(self, booked):
        assert [person.name for person in attendees_of(booked)] == ["=1+1", "Deputy", "Year 6 teacher"]

    def test_the_list_is_safe_to_open_as_a_sheet(self, booked):
        content = attendee_csv(booked)
        assert content.startswith("\ufeffSchool,URN,Name,Role,Email,Order,Booked by,Attendance\r\n")
        assert "Maple Primary School," in content
        assert ",'=1+1,Year 2 teacher," in content


class TestTheDatabase:
    def violates(self, name, change):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            change()

    def test_sessions(self, session):
        rows = TrainingSession.objects.all()
        self.violates("session_is_never_oversold", lambda: rows.update(places_sold=21))
        self.violates("session_ends_after_it_begins", lambda: rows.update(ends_at=STARTS))
        self.violates(
            "one_session_a_course_and_time",
            lambda: TrainingSessionFactory(course=session.course, starts_at=STARTS),
        )

    def test_courses(self):
        CourseFactory(title="Phonics")
        self.violates("title", lambda: CourseFactory(title="Phonics"))
        self.violates("a_course_takes_time", lambda: CourseFactory(minutes=0))
        self.violates("a_course_is_a_session_or_an_event", lambda: CourseFactory(product=Product.SUBSCRIPTION))

    def test_packages(self):
        PackageFactory()
        rows = Package.objects.all()
        self.violates("package_ends_after_it_begins", lambda: rows.update(last_on=date(2021, 9, 1)))
        self.violates("package_includes_something", lambda: rows.update(sessions_included=0))
        self.violates("package_includes_something", lambda: rows.update(staff_per_session=0))
        self.violates(
            "packages_do_not_overlap",
            lambda: PackageFactory(academic_year="x", first_on=date(2022, 8, 31), last_on=date(2023, 1, 1)),
        )
