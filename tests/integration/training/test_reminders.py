"""Reminders before a session, and the question after it: to whom, once, and not for what is cancelled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from essex_portal.mail.models import Message
from tests.factories.places import book, came
from tests.factories.training import TrainingSessionFactory
from traded_assessment import tasks
from traded_assessment.models import Attendee, Booking, DeliverySettings
from traded_assessment.place_links import place_address
from traded_assessment.services.order_requests import Person
from traded_assessment.services.reminders import ask_for_evaluations, send_reminders
from traded_assessment.states import Attendance, SessionState

STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)
A_WEEK_BEFORE = STARTS - timedelta(days=7, hours=8)
A_DAY_BEFORE = STARTS - timedelta(days=1, hours=8)
AFTER = STARTS + timedelta(hours=2)


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(starts_at=STARTS)


@pytest.fixture
def people(session, school, head):
    named = (Person("Year 2 teacher", "Teacher", "y2@maple.example"), Person("Deputy"))
    found = book(session, *named, school=school, by=head)
    Message.objects.all().delete()
    return found


def mails():
    return [(one.to, one.subject) for one in Message.objects.order_by("pk")]


class TestBefore:
    def test_each_person_is_reminded_a_week_and_a_day_before_once(self, people):
        for now in (A_WEEK_BEFORE - timedelta(days=1), A_WEEK_BEFORE, A_WEEK_BEFORE + timedelta(hours=1)):
            send_reminders(now=now)
        assert [to for to, _ in mails()] == ["y2@maple.example", "head@maple.example"]
        send_reminders(now=A_DAY_BEFORE)
        assert len(mails()) == 4
        assert "tomorrow" in mails()[2][1]

    def test_each_has_the_personal_link_and_who_has_no_address_is_told_through_the_booker(self, people):
        send_reminders(now=A_DAY_BEFORE)
        own, through = Message.objects.order_by("pk")
        assert place_address(people[0]) in own.text
        assert "15 minutes before the start" in own.text
        assert through.to == "head@maple.example"
        assert "Please hand this on to Deputy" in through.text
        assert place_address(people[1]) in through.text
        assert own.holds_secret
        assert through.holds_secret

    def test_the_booker_is_reminded_of_places_without_a_name(self, people):
        Booking.objects.update(places=4)
        send_reminders(now=A_DAY_BEFORE)
        mail = Message.objects.get(subject__startswith="Name your 2 colleagues")
        assert mail.to == "head@maple.example"
        assert "2 places have no name yet" in mail.text
        assert reverse("traded_assessment:booking_people", args=[people[0].booking_id]) in mail.text

    def test_nobody_is_reminded_of_what_is_cancelled(self, people, session):
        Booking.objects.update(state="cancelled")
        assert send_reminders(now=A_DAY_BEFORE) == 0
        Booking.objects.update(state="booked")
        session.state = SessionState.CANCELLED
        session.save()
        assert send_reminders(now=A_DAY_BEFORE) == 0

    def test_who_is_named_in_somebodys_place_is_reminded_too(self, people):
        send_reminders(now=A_DAY_BEFORE)
        Attendee.objects.filter(name="Deputy").update(name="Year 4 teacher", email="y4@maple.example")
        assert send_reminders(now=A_DAY_BEFORE) == 1
        assert mails()[-1][0] == "y4@maple.example"

    def test_a_session_that_was_moved_reminds_again(self, people, session):
        send_reminders(now=A_DAY_BEFORE)
        session.starts_at += timedelta(days=7)
        session.ends_at += timedelta(days=7)
        session.save()
        assert send_reminders(now=A_DAY_BEFORE + timedelta(days=7)) == 2

    def test_the_office_sets_the_days(self, people):
        settings = DeliverySettings.objects.create(reminder_days=[3])
        assert send_reminders(now=A_WEEK_BEFORE) == 0
        assert send_reminders(now=STARTS - timedelta(days=3)) == 2
        settings.reminder_days = []
        settings.save()
        assert send_reminders(now=A_DAY_BEFORE) == 0

    def test_after_the_start_nobody_is_reminded(self, people):
        assert send_reminders(now=STARTS) == 0


class TestAfter:
    def test_who_attended_is_asked_once_after_the_end(self, people):
        came(people[0])
        assert ask_for_evaluations(now=STARTS + timedelta(hours=1, minutes=29)) == 0
        assert ask_for_evaluations(now=STARTS + timedelta(hours=1, minutes=30)) == 1
        assert ask_for_evaluations(now=AFTER) == 0
        [mail] = Message.objects.all()
        assert mail.to == "y2@maple.example"
        assert place_address(people[0], "place_evaluation") in mail.text

    def test_attendance_recorded_late_is_asked_late(self, people):
        assert ask_for_evaluations(now=AFTER) == 0
        came(people[1])
        assert ask_for_evaluations(now=AFTER + timedelta(days=5)) == 1
        assert mails() == [("head@maple.example", mails()[0][1])]

    def test_who_did_not_attend_is_not_asked(self, people):
        people[0].record(Attendance.ABSENT, at=AFTER, by_id=None)
        people[0].save()
        assert ask_for_evaluations(now=AFTER) == 0

    def test_the_tasks_are_safe_with_nothing_to_do(self, db):
        tasks.send_reminders()
        tasks.ask_for_evaluations()
        assert not Message.objects.exists()


def test_many_bookings_take_few_queries(session, school, head, django_assert_max_num_queries):
    for number in range(6):
        book(session, Person(f"Teacher {number}", email=f"t{number}@maple.example"), school=school, by=head)
    send_reminders(now=A_DAY_BEFORE)
    with django_assert_max_num_queries(5):
        assert send_reminders(now=A_DAY_BEFORE) == 0
