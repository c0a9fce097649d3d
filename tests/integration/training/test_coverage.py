"""The coverage map: which schools have somebody trained for a duty, its pages, and keeping the duties."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from essex_portal.organisations.models import District, EstablishmentType, Organisation, SchoolLink
from essex_portal.organisations.states import OrganisationKind
from tests.factories.partnerships import add_school, make_partnership
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import CourseFactory, TrainingSessionFactory
from tests.integration.training.test_office_messages import book
from traded_assessment import starting_content
from traded_assessment.models import Attendee, Booking, Duty, DutyWindow
from traded_assessment.queries.coverage import CoverageOfYear, counts, narrowed, window_of, with_nobody
from traded_assessment.services.catalogue import CatalogueRefused
from traded_assessment.services.duties import DutyFacts, WindowFacts, save_duty, save_window
from traded_assessment.states import BookingState, Coverage, SessionState

pytestmark = pytest.mark.django_db

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
PHONICS = "Phonics screening check"
PRIMARY = {"phase": "Primary", "low_age": 4, "high_age": 11, "easting": 570000, "northing": 206000}


@pytest.fixture(autouse=True)
def briefing_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def duty(db):
    starting_content.load_duties()
    return Duty.objects.get(name=PHONICS)


@pytest.fixture
def mid(db):
    quadrant = Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="Mid")
    return District.objects.create(code="E07000070", name="Chelmsford", quadrant=quadrant)


def primary(**more):
    school = make_school(**PRIMARY | more)
    EstablishmentType.objects.filter(code=1).update(group_code=4, group_name="Local authority maintained schools")
    return school


def session(**more):
    return TrainingSessionFactory(course__duties=[PHONICS], capacity=100, **more)


def states(duty, **more):
    return {one.school.name: one.state for one in coverage(**more).of(duty)}


def coverage(by="quadrant"):
    return CoverageOfYear("2021/22", by, NOW.date())


def address(route, *args, **query):
    return reverse(f"traded_assessment:{route}", args=args, query=query)


class TestWhoIsTrained:
    def test_trained_booked_nobody_and_who_does_not_have_to(self, duty, head):
        school = [primary(name=name) for name in ("Attended", "Booked", "Nobody", "Away")]
        primary(name="Secondary", low_age=11, high_age=18)
        primary(name="Suffolk", la=935)
        make_school(name="Independent", type_code=11, **PRIMARY)
        at = session()
        for one in (*school[:2], school[3]):
            book(at, one, head, f"{one.pk}@school.example")
        for one, came in ((school[0], "attended"), (school[3], "absent")):
            person = Attendee.objects.get(booking__school=one)
            person.record(came, at=NOW, by_id=head.pk)
            person.save()

        assert states(duty) == {
            "Attended": Coverage.TRAINED,
            "Away": Coverage.NOBODY,
            "Booked": Coverage.BOOKED,
            "Nobody": Coverage.NOBODY,
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {"state": SessionState.CANCELLED},
            {"starts_at": datetime(2022, 6, 6, 9, tzinfo=UTC), "ends_at": datetime(2022, 6, 6, 10, tzinfo=UTC)},
            {"starts_at": datetime(2021, 7, 1, 9, tzinfo=UTC), "ends_at": datetime(2021, 7, 1, 10, tzinfo=UTC)},
        ],
        ids=["cancelled", "after the window opens", "the year before"],
    )
    def test_sessions_that_do_not_count(self, duty, head, changes):
        school = primary(name="School")
        book(session(**changes), school, head, "a@school.example")
        assert states(duty) == {"School": Coverage.NOBODY}

    def test_other_courses_and_cancelled_bookings_do_not_count(self, duty, head):
        school = primary(name="School")
        book(TrainingSessionFactory(), school, head, "a@school.example")
        book(session(), school, head, "b@school.example", state=BookingState.CANCELLED)
        assert states(duty) == {"School": Coverage.NOBODY}

    def test_places_without_a_name_are_booked(self, duty, head):
        school = primary(name="School")
        book(session(), school, head)
        assert states(duty) == {"School": Coverage.BOOKED}

    def test_what_a_predecessor_did_counts_also_in_a_circle(self, duty, head):
        school, before, first = primary(name="Academy"), make_school(la=882), make_school(la=882)
        for later, earlier in ((school, before), (before, first), (first, before)):
            SchoolLink.objects.create(later=later.school, earlier=earlier.school, kind="Predecessor")
        book(session(), before, head, "a@school.example")
        assert states(duty) == {"Academy": Coverage.BOOKED}

    def test_groups(self, duty, head, mid):
        booked = primary(name="In", district=mid)
        primary(name="Out")
        book(session(), booked, head, "a@school.example")
        found = coverage().of(duty)

        assert [(one.group.name, one.booked, one.nobody, one.share) for one in counts(found)] == [
            ("Mid", 1, 0, 100),
            ("No quadrant", 0, 1, 0),
        ]
        key = f"quadrant-{mid.quadrant_id}"
        assert [one.school.name for one in narrowed(found, group=key, state="")] == ["In"]
        assert [one.school.name for one in narrowed(found, group="", state="nobody")] == ["Out"]
        assert {one.in_words for one in coverage("district").of(duty)} == {"Chelmsford", "No district"}

    def test_all_duties_at_a_glance(self, duty, head, mid):
        infant = primary(name="Infant", district=mid, low_age=5, high_age=7)
        primary(name="Junior", low_age=7)
        book(session(), infant, head, "a@school.example")
        year = coverage()
        duties = list(Duty.objects.all())
        assert duties[0].name == PHONICS
        rows = {row.group.name: row.nobody for row in with_nobody([year.of(one) for one in duties])}
        assert rows == {"Mid": [0, 1, None, None], "No quadrant": [None, None, 1, 1]}

    def test_without_a_window_the_whole_year_counts(self, duty, head):
        school = primary(name="School")
        july = datetime(2022, 7, 6, 15, tzinfo=UTC)
        book(session(starts_at=july, ends_at=july.replace(hour=16)), school, head, "a@b.example")
        assert states(duty) == {"School": Coverage.NOBODY}
        duty.windows.all().delete()
        assert window_of(duty, "2021/22") is None
        assert states(duty) == {"School": Coverage.BOOKED}


class TestPages:
    def test_the_page_its_picture_and_its_csv_agree(self, as_office, duty, head, mid):
        book(session(), primary(name="Booked School", district=mid), head, "a@school.example")
        primary(name="=Nobody School")
        response = as_office.get(address("coverage"))
        page = response.content.decode()

        assert "6 June 2022" in page
        assert "Provisional" in page
        assert "2 schools by their place in the county. Nobody: 1, booked: 1, trained: 0." in page
        assert response.context["count"] == 2
        rows = list(csv.reader(io.StringIO(as_office.get(address("coverage_csv")).content.decode("utf-8-sig"))))
        assert [(row[0], row[5]) for row in rows[1:]] == [("'=Nobody School", "Nobody"), ("Booked School", "Booked")]

    def test_the_address_narrows_it(self, as_office, duty, head, mid):
        book(session(), primary(name="Booked School", district=mid), head, "a@school.example")
        primary(name="Other School")
        asked = {"duty": duty.pk, "by": "district", "group": "district-E07000070", "state": "booked"}
        page = as_office.get(address("coverage", **asked)).content.decode()
        assert "1 school in Chelmsford: booked" in page
        assert "Other School" not in page
        group_of_another_kind = asked | {"by": "quadrant", "state": ""}
        assert as_office.get(address("coverage", **group_of_another_kind)).context["count"] == 2

    @pytest.mark.parametrize(
        "nonsense", [{"duty": "x"}, {"year": "never"}, {"by": "moon"}, {"state": "?"}, {"group": "\x00"}]
    )
    def test_nonsense_in_the_address(self, as_office, duty, nonsense):
        assert as_office.get(address("coverage", **nonsense)).status_code == 200

    def test_writing_to_schools_with_nobody(self, as_office, duty, head):
        school = primary(name="Nobody School")
        primary(name="Nobody In The Portal", telephone="01245 000000")
        make_person(Role.HEADTEACHER, school, email="head@nobody.example")
        booked = primary(name="Booked School")
        book(session(), booked, make_person(Role.HEADTEACHER, booked), "a@school.example")
        where = address("write_to_schools", state="nobody")
        page = as_office.get(where).content.decode()
        assert "Training for the phonics screening check" in page
        assert "It begins on 6 June 2022." in page

        written = {"subject": "Training", "text": "Please book.", "reply_to": "t@council.example", "key": "k"}
        preview = as_office.post(where, written)
        assert "1 person gets it." in preview.content.decode()
        assert "1 school has nobody in the portal" in preview.content.decode()
        assert "01245 000000" in preview.content.decode()
        digest = preview.context["audience"].digest
        as_office.post(where, written | {"send": "1", "people": digest})
        assert [message.to for message in Message.objects.all()] == ["head@nobody.example"]

    def test_before_there_are_duties(self, as_office):
        assert "There are no duties yet" in as_office.get(address("coverage")).content.decode()

    @pytest.mark.parametrize("by", ["quadrant", "partnership"])
    def test_as_many_queries_for_30_schools_as_for_3(self, as_office, duty, head, mid, by):
        at = session()
        sizes = []
        for number in (3, 27):
            for one in range(number):
                school = primary(district=mid)
                make_partnership(schools=[school])
                book(at, school, head, f"{number}-{one}@school.example")
            as_office.get(address("coverage", by=by))
            with CaptureQueriesContext(connection) as queries:
                as_office.get(address("coverage", by=by))
            sizes.append(len(queries))
        assert sizes[0] == sizes[1] <= 15


class TestByPartnership:
    """What the portal's home adds: this app knows no partnership. docs/adr/0018."""

    @pytest.fixture
    def schools(self, duty, head):
        found = {name: primary(name=name) for name in ("Booked", "Nobody", "Alone", "Left")}
        book(session(), found["Booked"], head, "a@school.example")
        cluster = make_partnership("Cluster", schools=[found["Booked"], found["Nobody"]])
        make_partnership("Trust schools", kind="trust", schools=[found["Booked"]])
        add_school(cluster, found["Left"], until=NOW.date())
        return found

    def test_a_school_counts_in_each_of_its_partnerships_of_the_day(self, schools, duty):
        found = coverage("partnership").of(duty)
        assert [(one.group.name, one.booked, one.nobody) for one in counts(found)] == [
            ("Cluster", 1, 1),
            ("No partnership", 0, 2),
            ("Trust schools", 1, 0),
        ]
        assert [one.school.name for one in found] == sorted(schools), "each is listed once"

    def test_a_year_that_is_over_is_counted_by_its_last_day(self, schools, duty):
        year = CoverageOfYear("2020/21", "partnership", NOW.date())
        assert ("Cluster", 0, 3) in [(one.group.name, one.booked, one.nobody) for one in counts(year.of(duty))]

    def test_one_partnership_is_looked_at_and_written_to(self, as_office, schools, duty):
        make_person(Role.HEADTEACHER, schools["Nobody"], email="head@nobody.example")
        make_person(Role.HEADTEACHER, schools["Alone"], email="head@alone.example")
        key = f"partnership-{Organisation.objects.get(name='Cluster').pk}"
        asked = {"duty": duty.pk, "by": "partnership", "group": key, "state": "nobody"}
        page = as_office.get(address("coverage", **asked)).content.decode()
        assert "A school in more than one partnership is counted in each." in page
        assert "1 school in Cluster: nobody trained" in page
        written = {"subject": "Training", "text": "Please book.", "reply_to": "t@council.example", "key": "k"}
        preview = as_office.post(address("write_to_schools", **asked), written)
        assert [person.address for person in preview.context["audience"].recipients] == ["head@nobody.example"]
        content = as_office.get(address("coverage_csv", **asked)).content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content)))
        assert [row[:3:2] for row in rows] == [["School", "Partnership"], ["Nobody", "Cluster"]]


class TestDuties:
    def test_pages(self, as_office, duty):
        assert PHONICS in as_office.get(address("duties")).content.decode()
        day = {"opens_on": "2023-06-12", "closes_on": "2023-06-16"}
        as_office.post(address("add_window", duty.pk), day)
        window = DutyWindow.objects.get(duty=duty, academic_year="2022/23")
        assert not window.provisional
        page = as_office.post(address("change_window", window.pk), day | {"opens_on": "2022-06-12"}).content.decode()
        assert "The day must be in 2022/23" in page

    def test_a_new_name_goes_to_the_courses(self, as_office, duty):
        EstablishmentType.objects.create(code=1, name="Community school", group_code=4, group_name="Maintained")
        course = CourseFactory(duties=["Other", PHONICS])
        facts = {"name": "Phonics check", "year_group": "1", "type_groups": ["4"]}
        response = as_office.post(address("change_duty", duty.pk), facts)
        assert response.status_code == 302
        course.refresh_from_db()
        assert course.duties == ["Other", "Phonics check"]
        event = AuditEvent.objects.get(event="duty.changed")
        assert (event.before["name"], event.after["name"]) == (PHONICS, "Phonics check")

    def test_names_are_different(self, duty, officer):
        facts = DutyFacts("Multiplication tables check", 1, [4])
        with pytest.raises(CatalogueRefused, match="already"):
            save_duty(duty=duty, facts=facts, by=officer)

    @pytest.mark.parametrize(
        ("opens", "closes", "words"),
        [
            (date(2022, 6, 10), date(2022, 6, 6), "The last day"),
            (date(2022, 6, 6), date(2022, 6, 10), "has a window in 2021/22 already"),
            (date(2022, 8, 31), date(2022, 9, 1), "must be in 2021/22"),
        ],
    )
    def test_windows_that_cannot_be(self, duty, officer, opens, closes, words):
        facts = WindowFacts("2021/22", opens, closes, provisional=False)
        with pytest.raises(CatalogueRefused, match=words):
            save_window(duty=duty, window=None, facts=facts, by=officer)

    def test_the_database_holds_windows_and_year_groups(self, duty):
        window = duty.windows.get()
        for change in (
            lambda: DutyWindow.objects.filter(pk=window.pk).update(closes_on=date(2022, 6, 1)),
            lambda: DutyWindow.objects.create(
                duty=duty, academic_year="2021/22", opens_on=window.opens_on, closes_on=window.closes_on
            ),
            lambda: Duty.objects.update(year_group=14),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()

    def test_the_starting_content_is_loaded_once_and_keeps_what_was_changed(self, duty):
        duty.windows.update(opens_on=date(2022, 6, 7))
        starting_content.load_duties()
        assert Duty.objects.count() == 4
        assert duty.windows.get().opens_on == date(2022, 6, 7)

    def test_courses_choose_among_duties(self, as_office, duty):
        course = CourseFactory(duties=["An older duty"])
        page = as_office.get(address("change_course", course.pk)).content.decode()
        assert PHONICS in page
        assert "An older duty" in page
        facts = {"title": "Phonics", "product": "single_session", "minutes": "60", "duties": [PHONICS]}
        as_office.post(address("change_course", course.pk), facts)
        course.refresh_from_db()
        assert course.duties == [PHONICS]


def test_booked_never_counts_below_nothing(duty, head):
    """A person who did not attend out of one place leaves nobody, however the rows came about."""
    school = primary(name="School")
    book(session(), school, head, "a@school.example", "b@school.example")
    for person in Attendee.objects.all():
        person.record("absent", at=NOW, by_id=head.pk)
        person.save()
    assert Booking.objects.get().places == 2
    assert states(duty) == {"School": Coverage.NOBODY}
