"""The join page: who sees the link to a session, from when, and what joining records."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from tests.factories.accounts import sign_in
from tests.factories.cancellations import make_policies
from tests.factories.people import make_person
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Attendee, Booking, DeliverySettings
from traded_assessment.place_links import place_address, place_token
from traded_assessment.services.exchanging import exchange
from traded_assessment.services.joining import JoinRefused, join
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Attendance, Product, SessionState

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)
MEETING = "https://meet.example/secret"


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(starts_at=STARTS, join_link=MEETING)


@pytest.fixture
def order(school, head, session):
    people = (Person("Year 2 teacher", "Teacher", "y2@maple.example"), Person("Deputy"))
    line = OrderLineRequest(Product.SINGLE_SESSION, session.pk, people)
    return place_order(school=school, lines=[line], idempotency_key="key-1", by=head, now=NOW)


@pytest.fixture
def teacher_2(order):
    return Attendee.objects.get(name="Year 2 teacher")


def page(attendee, at, client=None):
    with time_machine.travel(at, tick=False):
        return (client or Client()).get(place_address(attendee))


def press_join(attendee, at):
    with time_machine.travel(at, tick=False):
        return Client().post(reverse("traded_assessment:join_session", args=[place_token(attendee)]))


class TestTheLink:
    def test_the_mail_to_each_person_has_their_own_link_and_never_the_meeting(self, teacher_2, order):
        mail = Message.objects.get(to="y2@maple.example")
        assert place_address(teacher_2) in mail.text
        calendar = bytes(mail.attachments.get().content).decode().replace("\r\n ", "")
        assert place_address(teacher_2) in calendar
        assert not any(MEETING in message.text for message in Message.objects.all())
        assert MEETING not in calendar

    def test_the_booker_hands_on_the_links_of_people_without_an_address(self, order, teacher_2):
        confirmation = Message.objects.get(key=f"order:{order.reference}:confirmation")
        assert place_address(Attendee.objects.get(name="Deputy")) in confirmation.text
        assert place_address(teacher_2) not in confirmation.text
        assert confirmation.holds_secret

    def test_the_order_page_leads_there_but_not_those_who_only_read(self, order, head, teacher_2, client):
        url = reverse("traded_assessment:order", args=[order.reference])
        assert place_address(teacher_2) in sign_in(client, head).get(url).content.decode()
        director = make_person(Role.DIRECTOR)
        shown = sign_in(Client(), director).get(url).content.decode()
        assert "Year 2 teacher" in shown
        assert place_address(teacher_2) not in shown

    @pytest.mark.parametrize("token", ["x", "1-abcdefabcdef", "1-abcdefabcdef~x"])
    def test_a_link_that_nobody_signed_opens_nothing(self, db, token):
        answer = Client().get(reverse("traded_assessment:place", args=[token]))
        assert answer.status_code == 404
        assert "This link opens nothing" in answer.content.decode()

    def test_another_person_in_the_place_ends_the_link(self, teacher_2):
        address = place_address(teacher_2)
        teacher_2.name, teacher_2.email = "Year 3 teacher", "y3@maple.example"
        teacher_2.save()
        assert Client().get(address).status_code == 404
        teacher_2.refresh_from_db()
        assert page(teacher_2, NOW).status_code == 200

    def test_a_corrected_name_or_an_address_added_later_does_not(self, teacher_2, order):
        address = place_address(teacher_2)
        Attendee.objects.filter(pk=teacher_2.pk).update(name="Teacher of Year 2", email="Y2@maple.example")
        assert Client().get(address).status_code == 200
        deputy = Attendee.objects.get(name="Deputy")
        address = place_address(deputy)
        Attendee.objects.filter(pk=deputy.pk).update(email="deputy@maple.example")
        assert Client().get(address).status_code == 200


class TestThePage:
    def test_before_it_opens_it_says_when_and_hides_the_meeting(self, teacher_2):
        shown = page(teacher_2, STARTS - timedelta(minutes=15, seconds=1))
        assert "You can join from 14 March 2022 at 3:45pm" in shown.content.decode()
        assert "Join now" not in shown.content.decode()
        assert "meet.example" not in str(shown.headers) + shown.content.decode()
        assert "form-action 'self';" in f"{shown.headers['Content-Security-Policy']};"

    def test_the_button_is_there_from_15_minutes_before_until_the_end(self, teacher_2, session):
        for at in (STARTS - timedelta(minutes=15), session.ends_at):
            shown = page(teacher_2, at)
            assert "Join now" in shown.content.decode()
            assert "meet.example" not in str(shown.headers) + shown.content.decode()
            assert "form-action 'self' https: http:;" in f"{shown.headers['Content-Security-Policy']};"
        assert "This session is over" in page(teacher_2, session.ends_at + timedelta(seconds=1)).content.decode()

    def test_a_page_left_open_is_loaded_anew_when_the_session_opens(self, teacher_2):
        waiting = page(teacher_2, STARTS - timedelta(hours=1)).content.decode()
        assert 'hx-trigger="every 15s"' in waiting
        assert "hx-trigger" not in page(teacher_2, STARTS - timedelta(days=2)).content.decode()
        client = Client(headers={"HX-Request": "true"})
        assert "HX-Refresh" not in page(teacher_2, STARTS - timedelta(hours=1), client).headers
        assert page(teacher_2, STARTS, client).headers["HX-Refresh"] == "true"

    def test_the_office_sets_the_minutes(self, teacher_2):
        DeliverySettings.objects.create(join_minutes=60)
        assert "Join now" in page(teacher_2, STARTS - timedelta(minutes=60)).content.decode()

    def test_without_a_link_it_says_so(self, teacher_2, session):
        session.join_link = ""
        session.save()
        assert "Almost there" in page(teacher_2, STARTS).content.decode()
        assert press_join(teacher_2, STARTS).url == place_address(teacher_2)

    def test_a_booking_that_was_moved_says_where_to(self, teacher_2, head):
        make_policies()
        later = TrainingSessionFactory(starts_at=STARTS + timedelta(days=7), course__title="The other date")
        later.course = teacher_2.booking.training_session.course
        later.save(update_fields=["course"])
        exchange(booking=teacher_2.booking, to=later, key="move-1", by=head, now=NOW)
        shown = page(teacher_2, STARTS).content.decode()
        assert "has moved this booking to" in shown
        assert "21 March 2022 at 4pm" in shown
        assert place_address(later.bookings.get().attendees.get(name="Year 2 teacher")) in shown

    def test_a_cancelled_booking_explains_itself_and_shows_where_the_person_goes_now(
        self, teacher_2, order, school, head
    ):
        later = TrainingSessionFactory(starts_at=STARTS + timedelta(days=7), course__title="The other date")
        people = (Person("Year 2 teacher", "Teacher", "Y2@maple.example"),)
        line = OrderLineRequest(Product.SINGLE_SESSION, later.pk, people)
        place_order(school=school, lines=[line], idempotency_key="key-2", by=head, now=NOW)
        Booking.objects.filter(pk=teacher_2.booking_id).update(state="cancelled")
        shown = page(teacher_2, STARTS).content.decode()
        assert "has cancelled this booking" in shown
        assert place_address(Attendee.objects.get(booking__training_session=later)) in shown
        assert press_join(teacher_2, STARTS).url == place_address(teacher_2)
        teacher_2.refresh_from_db()
        assert teacher_2.attendance == Attendance.NOT_RECORDED

    def test_a_cancelled_session_explains_itself(self, teacher_2, session):
        session.state = SessionState.CANCELLED
        session.save()
        assert "has cancelled this session" in page(teacher_2, STARTS).content.decode()


class TestJoining:
    def test_it_records_the_first_moment_and_leads_to_the_meeting(self, teacher_2):
        assert press_join(teacher_2, STARTS).url == MEETING
        assert press_join(teacher_2, STARTS + timedelta(minutes=5)).url == MEETING
        teacher_2.refresh_from_db()
        assert (teacher_2.attendance, teacher_2.joined_at) == (Attendance.ATTENDED, STARTS)
        assert teacher_2.recorded_by_joining
        assert AuditEvent.objects.filter(event="attendance.joined").count() == 1

    def test_outside_the_window_nothing_is_recorded(self, teacher_2, session):
        for at in (STARTS - timedelta(minutes=16), session.ends_at + timedelta(seconds=1)):
            with pytest.raises(JoinRefused):
                join(attendee=teacher_2, now=at)
        assert not Attendee.objects.filter(joined_at__isnull=False).exists()

    def test_looking_at_the_page_records_nothing(self, teacher_2):
        page(teacher_2, STARTS)
        assert Client().get(reverse("traded_assessment:join_session", args=[place_token(teacher_2)])).status_code == 405
        assert not Attendee.objects.filter(joined_at__isnull=False).exists()


class TestWhatTheDatabaseHolds:
    @pytest.fixture
    def came(self, teacher_2):
        join(attendee=teacher_2, now=STARTS)
        return teacher_2

    def test_who_came_cannot_be_removed(self, came):
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            came.delete()

    def test_who_came_stays_the_same_person(self, came):
        with pytest.raises(IntegrityError, match="stays the same person"), transaction.atomic():
            Attendee.objects.filter(pk=came.pk).update(email="other@maple.example")

    def test_attendance_says_when(self, teacher_2):
        with pytest.raises(IntegrityError, match="recorded_attendance_says_when"), transaction.atomic():
            Attendee.objects.filter(pk=teacher_2.pk).update(attendance=Attendance.ABSENT)

    def test_there_is_one_row_of_settings(self, db):
        with pytest.raises(IntegrityError, match="one_row_of_delivery_settings"), transaction.atomic():
            DeliverySettings.objects.create(id=2)


class TestSettings:
    URL = reverse("traded_assessment:delivery_settings")

    def test_the_office_changes_them_and_the_trail_says_so(self, as_office):
        answer = as_office.post(
            self.URL, {"join_minutes": "30", "reminder_days": "1, 14,7", "evaluation_minutes": "10"}
        )
        assert answer.status_code == 302
        row = DeliverySettings.objects.get()
        assert (row.join_minutes, row.reminder_days, row.evaluation_minutes) == (30, [14, 7, 1], 10)
        change = AuditEvent.objects.get(event="delivery_settings.changed")
        assert (change.before["join_minutes"], change.after["reminder_days"]) == (15, [14, 7, 1])
        assert "14, 7, 1" in as_office.get(self.URL).content.decode()

    @pytest.mark.parametrize("days", ["soon", "0", "61", "1.5", "٣", "-1"])
    def test_days_that_are_none_are_refused(self, as_office, days):
        answer = as_office.post(self.URL, {"join_minutes": "15", "reminder_days": days, "evaluation_minutes": "10"})
        assert "Enter whole numbers from 1 to 60" in answer.content.decode()
        assert not DeliverySettings.objects.exists()

    def test_no_days_are_no_reminders(self, as_office):
        as_office.post(self.URL, {"join_minutes": "15", "reminder_days": "", "evaluation_minutes": "10"})
        assert DeliverySettings.objects.get().reminder_days == []
