"""Who came, as the training office records it: the page, its file, and what it leaves alone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.audit.models import AuditEvent
from tests.factories.accounts import sign_in
from tests.factories.places import book, came
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Attendee, Booking
from traded_assessment.services.attendance import AttendanceRefused, Correction, correct_attendance
from traded_assessment.services.joining import join
from traded_assessment.services.order_requests import Person
from traded_assessment.states import Attendance

STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)
AFTER = STARTS + timedelta(hours=2)


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(starts_at=STARTS, join_link="https://meet.example/1", capacity=60)


@pytest.fixture
def people(session, school, head):
    named = (Person("Year 2 teacher", "Teacher", "y2@maple.example"), Person("Deputy"), Person("Assessment lead"))
    return book(session, *named, school=school, by=head)


@pytest.fixture
def office(client, officer):
    with time_machine.travel(AFTER, tick=False):
        yield sign_in(client, officer)


@pytest.fixture
def url(session):
    return reverse("traded_assessment:attendance", args=[session.pk])


def said(*states):
    """What the form sends: as it was shown, and as the office says."""
    return {
        f"{when}_{person.pk}": state
        for person, now in states
        for when, state in (("was", person.attendance), ("now", now))
    }


def states():
    return list(Attendee.objects.order_by("pk").values_list("attendance", flat=True))


class TestThePage:
    def test_one_form_records_everybody_and_says_who_did_it(self, office, officer, url, people):
        y2, deputy, lead = people
        office.post(url, said((y2, "attended"), (deputy, "absent"), (lead, "not_recorded")))
        assert states() == ["attended", "absent", "not_recorded"]
        y2.refresh_from_db()
        assert (y2.attendance_by, y2.attendance_at) == (officer, AFTER)
        changes = AuditEvent.objects.filter(event="attendance.corrected")
        assert {(one.before["attendance"], one.after["attendance"]) for one in changes} == {
            ("not_recorded", "attended"),
            ("not_recorded", "absent"),
        }
        shown = office.get(url).content.decode()
        assert "Training office, 14 March 2022 at 6pm" in shown

    def test_a_correction_is_taken_back(self, office, url, people):
        came(people[0])
        office.post(url, said((people[0], "not_recorded"), (people[1], "absent"), (people[2], "absent")))
        assert states() == ["not_recorded", "absent", "absent"]
        assert Attendee.objects.get(pk=people[0].pk).attendance_at is None

    def test_the_rest_is_marked_with_one_press(self, office, url, people):
        data = said(*((person, person.attendance) for person in people)) | {f"now_{people[0].pk}": "attended"}
        office.post(url, data | {"rest": "absent"})
        assert states() == ["attended", "absent", "absent"]

    def test_who_joined_meanwhile_is_left_as_they_are(self, office, url, people):
        data = said(*((person, "absent") for person in people))
        join(attendee=people[0], now=STARTS)
        shown = office.post(url, data, follow=True).content.decode()
        assert states() == ["attended", "absent", "absent"]
        assert "1 person was recorded meanwhile" in shown

    def test_somebody_named_meanwhile_sends_back_to_the_list(self, office, url, people, session, school, head):
        data = said(*((person, "attended") for person in people))
        Booking.objects.filter(pk=people[0].booking_id).update(places=F("places") + 1)
        Attendee.objects.create(booking=people[0].booking, name="A fourth")
        assert "named or left meanwhile" in office.post(url, data, follow=True).content.decode()
        assert set(states()) == {"not_recorded"}

    def test_before_the_start_nothing_can_be_recorded(self, session, people, officer):
        with pytest.raises(AttendanceRefused, match="has not begun"):
            correct_attendance(
                session=session,
                corrections={people[0].pk: Correction(Attendance.NOT_RECORDED, Attendance.ATTENDED)},
                now=STARTS - timedelta(seconds=1),
                by=officer,
            )

    def test_places_without_a_name_are_named_as_such(self, office, url, people):
        Booking.objects.update(places=5)
        shown = office.get(url).content.decode()
        assert "Not named yet" in shown
        assert "Maple Primary School: 2 places" in shown

    def test_who_came_stays_listed_when_the_booking_is_cancelled(self, office, url, people):
        came(people[0])
        Booking.objects.update(state="cancelled")
        shown = office.get(url).content.decode()
        assert "Year 2 teacher" in shown
        assert "Deputy" not in shown

    def test_thirty_people_take_as_many_queries_as_three(self, office, url, people, session, school, head):
        office.get(url)

        def queries():
            with CaptureQueriesContext(connection) as found:
                office.get(url)
            return len(found)

        few = queries()
        book(session, *(Person(f"Teacher {n}") for n in range(30)), school=school, by=head)
        assert queries() == few <= 15


class TestTheFile:
    @pytest.fixture
    def upload(self, office, session):
        def sent(text, encoding="utf-8"):
            file = SimpleUploadedFile("came.csv", text.encode(encoding), content_type="text/csv")
            url = reverse("traded_assessment:upload_attendance", args=[session.pk])
            return office.post(url, {"file": file}).content.decode()

        return sent

    def test_the_list_comes_back_filled_in_and_is_shown_before_it_is_saved(self, office, upload, url, people, session):
        listed = office.get(reverse("traded_assessment:attendees", args=[session.pk])).content.decode("utf-8-sig")
        lines = listed.splitlines()
        filled = [
            lines[0],
            *(f"{line}{'no' if 'Deputy' in line else 'yes'}" for line in lines[1:]),
            "Maple Primary School,1,Somebody else,,,,,yes",
        ]
        shown = upload("\r\n".join(filled))
        assert "Nothing is saved yet. The file changes 3 people" in shown
        assert "Line 5: Somebody else" in shown
        assert set(states()) == {"not_recorded"}
        y2, deputy, lead = people
        for person, state in ((y2, "attended"), (deputy, "absent"), (lead, "attended")):
            assert f'id="now-{person.pk}-{state}" value="{state}" checked' in shown

    def test_a_report_of_a_meeting_service_is_read(self, upload, people):
        report = (
            "Summary\nTotal\t2\n\nFull Name\tFirst Join\tEmail\nY2 at Maple\t16:00\tY2@maple.example\ndeputy\t16:01\t\n"
        )
        shown = upload(report, "utf-16")
        assert "The file changes 2 people" in shown

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("a,b\n1,2\n", "needs a heading"),
            ("Name,Email\n,\n", "names nobody"),
            ("", "is empty"),
        ],
    )
    def test_what_is_no_list_is_refused_in_words(self, upload, people, text, words):
        assert words in upload(text)
