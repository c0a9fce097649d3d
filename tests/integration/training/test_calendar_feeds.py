"""Calendar feeds: what they show, to whom, and that a revoked address shows nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import SchoolLink
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.places import book
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Attendee, Booking, CalendarFeed
from traded_assessment.place_links import place_address
from traded_assessment.queries.calendar_feeds import Owner, feed_path
from traded_assessment.services.calendar_feeds import make_feed, revoke_feed
from traded_assessment.services.order_requests import Person
from traded_assessment.states import SessionState

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)
PAGE = reverse("traded_assessment:calendars")


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(course__title="KS2 framework", starts_at=STARTS, join_link="https://meet.example/1")


@pytest.fixture
def lead(session, school, head):
    [person] = book(session, Person("Year 6 lead", "Teacher", "y6@maple.example"), school=school, by=head)
    return person


def fetch(feed, **headers):
    with time_machine.travel(NOW, tick=False):
        return Client().get(feed_path(feed), headers=headers)


def events(feed):
    return list(Calendar.from_ical(fetch(feed).content).walk("VEVENT"))


def post(client, route, whose):
    with time_machine.travel(NOW, tick=False):
        return client.post(reverse(f"traded_assessment:{route}", args=[whose]))


class TestWhatItShows:
    def test_a_school_sees_each_session_once_with_its_places(self, session, lead, school, head):
        book(session, Person("Deputy"), Person("Teacher"), school=school, by=head)
        feed = make_feed(owner=Owner(school=school), now=NOW, by=head)
        [event] = events(feed)
        assert event["summary"] == "KS2 framework"
        assert "3 places booked" in event["description"]
        content = fetch(feed).content.decode()
        assert "meet.example" not in content
        assert "Year 6 lead" not in content

    def test_it_follows_what_is_moved_cancelled_and_given_up(self, session, lead, school, head):
        feed = make_feed(owner=Owner(school=school), now=NOW, by=head)
        session.starts_at, session.ends_at = STARTS + timedelta(days=1), STARTS + timedelta(days=1, hours=1)
        session.state = SessionState.CANCELLED
        session.save(update_fields=["starts_at", "ends_at", "state"])
        [event] = events(feed)
        assert event["dtstart"].dt == session.starts_at
        assert event["status"] == "CANCELLED"
        Booking.objects.update(state="cancelled")
        assert events(feed) == []

    def test_a_school_that_took_over_sees_what_was_booked_before(self, lead, school):

        academy = make_school(type_code=34)
        SchoolLink.objects.create(earlier=school.school, later=academy.school)
        assert len(events(make_feed(owner=Owner(school=academy), now=NOW, by=None))) == 1

    def test_an_account_sees_its_own_places_with_the_personal_links(self, session, lead, school, head):
        person = make_person(Role.SCHOOL_MEMBER, school, email="Y6@maple.example")
        [event] = events(make_feed(owner=Owner(user=person), now=NOW, by=person))
        assert place_address(lead) in event["description"]
        assert events(make_feed(owner=Owner(user=head), now=NOW, by=head)) == []

    def test_a_person_with_a_place_sees_all_their_places_at_the_school(self, lead, school, head):
        later = TrainingSessionFactory(starts_at=STARTS + timedelta(days=7))
        book(later, Person("Lead", email="y6@maple.example"), school=school, by=head)
        other = make_school()
        book(later, Person("Lead", email="y6@maple.example"), school=other, by=make_person(Role.HEADTEACHER, other))
        assert len(events(make_feed(owner=Owner(attendee=lead), now=NOW, by=None))) == 2


class TestTheAddress:
    @pytest.fixture
    def feed(self, lead, school, head):
        return make_feed(owner=Owner(school=school), now=NOW, by=head)

    def test_unchanged_it_answers_304(self, feed, session):
        first = fetch(feed)
        assert first.headers["Content-Type"].startswith("text/calendar")
        etag = first.headers["ETag"]
        assert fetch(feed, if_none_match=etag).status_code == 304
        session.course.title = "Another title"
        session.course.save()
        assert fetch(feed, if_none_match=etag).status_code == 200

    def test_revoked_it_is_gone(self, feed, school, head):
        assert revoke_feed(owner=Owner(school=school), now=NOW, by=head)
        answer = fetch(feed)
        assert (answer.status_code, b"KS2" in answer.content) == (410, False)
        assert not revoke_feed(owner=Owner(school=school), now=NOW, by=head)
        assert AuditEvent.objects.filter(event="calendar_feed.revoked").count() == 1

    def test_renewed_the_old_one_is_gone_and_the_new_one_works(self, feed, school, head):
        new = make_feed(owner=Owner(school=school), now=NOW, by=head)
        assert fetch(feed).status_code == 410
        assert fetch(new).status_code == 200

    @pytest.mark.parametrize("token", ["x", "1-abc", "1-0123456789abcdef~x"])
    def test_a_made_up_one_is_not_found(self, feed, token):
        assert Client().get(reverse("traded_assessment:calendar_feed", args=[token])).status_code == 404

    def test_an_account_that_is_closed_shows_nothing(self, lead, head):
        feed = make_feed(owner=Owner(user=head), now=NOW, by=head)
        User.objects.filter(pk=head.pk).update(is_active=False)
        assert fetch(feed).status_code == 410

    def test_a_place_given_to_another_person_ends_the_first_ones_calendar(self, lead):
        feed = make_feed(owner=Owner(attendee=lead), now=NOW, by=None)
        Attendee.objects.update(name="Another", email="other@maple.example")
        assert fetch(feed).status_code == 410

    def test_it_is_noted_that_a_calendar_fetched_it(self, feed):
        fetch(feed)
        feed.refresh_from_db()
        assert feed.read_on == NOW.date()


class TestThePages:
    @pytest.fixture(autouse=True)
    def today(self):
        with time_machine.travel(NOW, tick=False):
            yield

    def test_a_schools_people_get_renew_and_end_its_address(self, client, head, school, lead):
        sign_in(client, head)
        post(client, "renew_calendar", "school")
        feed = CalendarFeed.objects.get()
        assert feed_path(feed) in client.get(PAGE).content.decode()
        post(client, "renew_calendar", "school")
        assert CalendarFeed.objects.filter(revoked_at=None).count() == 1
        post(client, "revoke_calendar", "school")
        assert not CalendarFeed.objects.filter(revoked_at=None).exists()
        assert "Get an address" in client.get(PAGE).content.decode()

    def test_an_account_has_its_own(self, client, head):
        sign_in(client, head)
        post(client, "renew_calendar", "own")
        assert CalendarFeed.objects.get().user == head

    def test_who_acts_for_no_school_has_no_schools(self, client, officer):
        sign_in(client, officer)
        assert post(client, "renew_calendar", "school").status_code == 404
        assert post(client, "renew_calendar", "no-such").status_code == 404
        assert not CalendarFeed.objects.exists()

    def test_a_person_with_a_place_needs_no_account(self, lead):
        address = place_address(lead, "place_calendar")
        with time_machine.travel(NOW, tick=False):
            visitor = Client()
            visitor.post(address)
            feed = CalendarFeed.objects.get()
            assert feed_path(feed) in visitor.get(address).content.decode()
            visitor.post(address, {"revoke": "1"})
            assert feed_path(feed) not in visitor.get(address).content.decode()
        assert fetch(feed).status_code == 410


class TestWhatTheDatabaseHolds:
    def test_a_feed_has_one_owner(self, school, head):
        for owners in ({}, {"school": school, "user": head}):
            with pytest.raises(IntegrityError, match="a_calendar_feed_has_one_owner"), transaction.atomic():
                CalendarFeed.objects.create(made_at=NOW, **owners)

    def test_one_address_in_use_a_school(self, school):
        CalendarFeed.objects.create(made_at=NOW, school=school)
        with pytest.raises(IntegrityError, match="one_calendar_feed_a_school"), transaction.atomic():
            CalendarFeed.objects.create(made_at=NOW, school=school)
