"""Planning many sessions at once: a series by half term, and a year copied to another."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import HalfTermDates
from tests.factories.calendar import make_half_terms
from tests.factories.training import CourseFactory, PackageFactory, TrainingSessionFactory
from traded_assessment.models import Package, SessionCopy, TrainingSession
from traded_assessment.queries.planning import copy_plan
from traded_assessment.services.catalogue import CatalogueRefused
from traded_assessment.services.planning import NewSession, copy_year, create_series
from traded_assessment.states import SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
NEXT_YEAR = (
    ("Autumn 1", date(2022, 9, 1), date(2022, 10, 21)),
    ("Autumn 2", date(2022, 10, 31), date(2022, 12, 20)),
    ("Spring 1", date(2023, 1, 5), date(2023, 2, 10)),
)
AUTUMN = datetime(2021, 11, 17, 16, tzinfo=UTC)  # Wednesday, third week of Autumn 2
AUTUMN_THERE = datetime(2022, 11, 16, 16, tzinfo=UTC)


@pytest.fixture
def terms(db):
    make_half_terms()
    HalfTermDates.objects.bulk_create(
        HalfTermDates(
            academic_year="2022/23",
            number=number,
            name=name,
            first_on=first,
            last_on=last,
            provisional=name == "Spring 1",
        )
        for number, (name, first, last) in enumerate(NEXT_YEAR, start=1)
    )


def address(route, **query):
    return reverse(f"traded_assessment:{route}", query=query)


def new(course, starts_at=AUTUMN_THERE, **more):
    return NewSession(course, starts_at, starts_at + timedelta(hours=1), 40, **more)


class TestSeries:
    ASKED = {"week": "2", "weekday": "0", "starts": "4pm", "capacity": "30"}

    def asked(self, *courses, half_terms=("2021/22-5",), **changes):
        return self.ASKED | {"courses": [one.pk for one in courses], "half_terms": list(half_terms)} | changes

    def test_every_date_is_shown_and_nothing_is_created(self, as_office, terms):
        one, other = CourseFactory(title="Briefing"), CourseFactory(title="Phonics")
        page = as_office.get(address("plan_series", **self.asked(one, other))).content.decode()

        assert "25 April 2022" in page
        assert "3 May 2022" in page
        assert "Not Monday 2 May 2022, which is no school day" in page
        assert not TrainingSession.objects.exists()

    def test_the_ticked_ones_are_created_in_summer_time(self, as_office, terms):
        one, other = CourseFactory(title="Briefing"), CourseFactory(title="Phonics", minutes=90)
        where = address("plan_series", **self.asked(one, other))
        response = as_office.post(where, {"selected": f"{other.pk}-2021-5"}, follow=True)

        made = TrainingSession.objects.get()
        assert (made.course, made.capacity, made.state) == (other, 30, SessionState.PUBLISHED)
        assert made.starts_at == datetime(2022, 5, 3, 15, tzinfo=UTC)
        assert made.ends_at - made.starts_at == timedelta(minutes=90)
        assert "1 session was created." in response.content.decode()
        assert AuditEvent.objects.filter(event="training_session.added", target_id=str(made.pk)).exists()

    def test_created_again_there_is_no_double(self, as_office, terms):
        course = CourseFactory()
        where = address("plan_series", **self.asked(course))
        as_office.post(where, {"selected": f"{course.pk}-2021-5"})
        page = as_office.post(where, {"selected": f"{course.pk}-2021-5"}).content.decode()

        assert TrainingSession.objects.count() == 1
        assert "The plan has changed" in page
        assert "This course has a session at that time already" in page

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"week": "7"}, "has only 6 weeks"),
            ({"half_terms": ["2021/22-1"]}, "Select from the list"),
            ({"starts": "soon"}, "Starts must be a time"),
            ({"capacity": "0"}, "must be 1 or more"),
            ({"half_terms": []}, "Select at least one half term"),
        ],
    )
    def test_what_cannot_be_is_said(self, as_office, terms, changes, words):
        page = as_office.get(address("plan_series", **self.asked(CourseFactory(), **changes))).content.decode()
        assert words in page

    def test_a_clash_is_shown(self, as_office, terms):
        TrainingSessionFactory(course__title="Moderation", starts_at=datetime(2022, 4, 25, 15, 30, tzinfo=UTC))
        page = as_office.get(address("plan_series", **self.asked(CourseFactory()))).content.decode()
        assert "At the same time as “Moderation”" in page

    def test_today_at_an_hour_that_has_passed(self, as_office, terms):
        asked = self.asked(CourseFactory(), half_terms=["2021/22-2"], weekday="2", starts="9am")
        assert "That day has passed" in as_office.get(address("plan_series", **asked)).content.decode()

    def test_nothing_ticked(self, as_office, terms):
        page = as_office.post(address("plan_series", **self.asked(CourseFactory()))).content.decode()
        assert "Select at least one session" in page

    def test_without_term_dates(self, as_office):
        assert "There are no half terms ahead" in as_office.get(address("plan_series")).content.decode()

    def test_one_in_the_past_stops_all(self, officer):
        course = CourseFactory()
        with pytest.raises(CatalogueRefused, match="in the past"):
            create_series(sessions=[new(course), new(course, NOW - timedelta(days=1))], now=NOW, by=officer)
        assert not TrainingSession.objects.exists()

    def test_as_many_queries_for_many_sessions(self, as_office, terms):
        as_office.get(address("plan_series"))
        counts = []
        for number in (3, 30):
            courses = [CourseFactory() for _ in range(number)]
            asked = self.asked(*courses, half_terms=[f"2021/22-{one}" for one in (3, 4, 5, 6)])
            with CaptureQueriesContext(connection) as queries:
                as_office.get(address("plan_series", **asked))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15


class TestCopy:
    def test_a_year_with_its_package(self, as_office, terms):
        PackageFactory()
        TrainingSessionFactory(
            course__title="Briefing", starts_at=AUTUMN, capacity=25, join_link="https://meet.example/1"
        )
        where = address("copy_year", source="2021/22", target="2022/23")
        page = as_office.get(where).content.decode()
        assert "16 November 2022" in page
        assert "Assessment Package" in page

        source = TrainingSession.objects.get()
        response = as_office.post(where, {"selected": str(source.pk)}, follow=True)
        copy = source.copies.get().copy
        assert (copy.course, copy.starts_at, copy.capacity) == (source.course, AUTUMN_THERE, 25)
        assert (copy.join_link, copy.places_sold) == ("", 0)
        assert Package.objects.get(academic_year="2022/23").first_on == date(2022, 9, 1)
        assert "1 session was created. The package for 2022/23 was added." in response.content.decode()

    def test_copied_again_nothing_is_double_even_when_the_copy_was_moved(self, terms, officer):
        source = TrainingSessionFactory(starts_at=AUTUMN)
        once = [new(source.course, source=source)]
        copy_year(sessions=once, package=None, academic_year="2022/23", now=NOW, by=officer)
        TrainingSession.objects.exclude(pk=source.pk).update(starts_at=AUTUMN_THERE - timedelta(days=1))
        made = copy_year(sessions=once, package=None, academic_year="2022/23", now=NOW, by=officer)

        assert (len(made.sessions), made.there) == (0, 1)
        assert TrainingSession.objects.count() == 2
        assert copy_plan("2021/22", "2022/23", now=NOW).sessions[0].blocked == "Copied already"

    def test_what_needs_attention(self, terms):
        TrainingSessionFactory(starts_at=datetime(2022, 1, 5, 16, tzinfo=UTC))  # first week of Spring 1
        TrainingSessionFactory(starts_at=datetime(2021, 10, 27, 16, tzinfo=UTC))  # the holidays
        TrainingSessionFactory(starts_at=datetime(2022, 5, 4, 15, tzinfo=UTC))  # Summer 1, not known for next year
        TrainingSessionFactory(starts_at=AUTUMN, state=SessionState.CANCELLED)
        plan = {one.source.starts_at.month: one for one in copy_plan("2021/22", "2022/23", now=NOW).sessions}

        assert plan[1].notes == (
            "Not Wednesday 4 January 2023, which is no school day",
            "The term dates are provisional",
        )
        assert plan[10].notes == ("The original was not in a half term. Check the day",)
        assert plan[5].blocked == "The term dates of Summer 1, 2022/23 are not known"
        assert plan[11].notes == ("The original was cancelled",)
        assert [one.wanted for one in plan.values()].count(False) == 1

    def test_only_the_package(self, as_office, terms):
        PackageFactory()
        TrainingSessionFactory(starts_at=AUTUMN)
        as_office.post(address("copy_year", source="2021/22", target="2022/23"))

        assert Package.objects.filter(academic_year="2022/23").exists()
        assert TrainingSession.objects.count() == 1

    def test_a_year_is_not_copied_to_itself(self, as_office, terms):
        TrainingSessionFactory(starts_at=AUTUMN)
        page = as_office.get(address("copy_year", source="2021/22", target="2021/22")).content.decode()
        assert "Select another year" in page

    def test_nothing_to_copy(self, as_office):
        assert "no sessions to copy yet" in as_office.get(address("copy_year")).content.decode()

    def test_the_database_keeps_one_copy(self, terms, officer):
        source, one, other = (TrainingSessionFactory(starts_at=AUTUMN + timedelta(days=n)) for n in range(3))
        SessionCopy.objects.create(source=source, copy=one, academic_year="2022/23")
        for row in (
            SessionCopy(source=source, copy=other, academic_year="2022/23"),
            SessionCopy(source=other, copy=one, academic_year="2022/23"),
            SessionCopy(source=other, copy=other, academic_year="2022/23"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()

    def test_as_many_queries_for_30_sessions_as_for_3(self, as_office, terms):
        where = address("copy_year", source="2021/22", target="2022/23")
        as_office.get(where)
        counts = []
        for number in (3, 27):
            for at in range(number):
                TrainingSessionFactory(starts_at=AUTUMN + timedelta(minutes=at + number))
            with CaptureQueriesContext(connection) as queries:
                as_office.get(where)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15


@pytest.mark.django_db(transaction=True)
def test_two_people_who_copy_at_once_make_one_copy(officer):
    source = TrainingSessionFactory(starts_at=AUTUMN)
    made = []

    def copy():
        try:
            made.append(
                copy_year(
                    sessions=[new(source.course, source=source)],
                    package=None,
                    academic_year="2022/23",
                    now=NOW,
                    by=officer,
                )
            )
        finally:
            connection.close()

    threads = [Thread(target=copy) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(len(one.sessions) for one in made) == [0, 0, 0, 1]
    assert SessionCopy.objects.count() == 1
