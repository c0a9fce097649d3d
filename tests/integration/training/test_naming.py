"""Places that are named later: by the school, by a link that it passes on; and somebody put in another's place."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.threads import at_once
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Attendee, Booking, TrainingSession
from traded_assessment.naming_links import naming_address
from traded_assessment.place_links import place_address
from traded_assessment.services.joining import join
from traded_assessment.services.naming import NamingRefused, name_people, renew_naming_link, substitute
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import BookingState, Product, SessionState

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
ANN = Person("Ann Other", "Year 1 lead", "ann@maple.example")
BEN = Person("Ben Other", "Year 2 lead", "ben@maple.example")


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(course__title="Phonics", capacity=9)


@pytest.fixture
def booking(school, head, session):
    """Ann, and two places without names."""
    line = OrderLineRequest(Product.SINGLE_SESSION, session.pk, (ANN,), unnamed=2)
    order = place_order(school=school, lines=[line], idempotency_key="key", by=head, now=NOW)
    return order.bookings.get()


def names():
    return list(Attendee.objects.values_list("name", flat=True))


class TestBookingLater:
    def test_places_without_names_are_sold_and_priced(self, booking, session):
        session.refresh_from_db()
        assert (booking.places, session.places_sold, names()) == (3, 3, ["Ann Other"])
        assert booking.order.gross == 110  # two blocks of two

    def test_an_order_of_nobody_named_at_all(self, school, head, session):
        line = OrderLineRequest(Product.SINGLE_SESSION, session.pk, unnamed=2)
        order = place_order(school=school, lines=[line], idempotency_key="key", by=head, now=NOW)
        assert order.bookings.get().places == 2


class TestNaming:
    def test_who_is_named_gets_their_own_link(self, booking, head):
        [ben] = name_people(booking=booking, people=[BEN], by=head, now=NOW)
        mail = Message.objects.get(to=BEN.email)
        assert place_address(ben) in mail.text
        assert mail.attachments.count() == 1

    @pytest.mark.parametrize(
        ("people", "words"),
        [
            ([], "at least one"),
            ([BEN, Person("C"), Person("D")], "Only 2 places have no name"),
            ([Person("Ann again", "", "ANN@maple.example")], "has a place already"),
            ([BEN, BEN], "has a place already"),
        ],
    )
    def test_refused(self, booking, head, people, words):
        with pytest.raises(NamingRefused, match=words):
            name_people(booking=booking, people=people, by=head, now=NOW)
        assert names() == ["Ann Other"]

    def test_up_to_the_start(self, booking, head, session):
        name_people(booking=booking, people=[BEN], by=head, now=session.starts_at - timedelta(seconds=1))
        with pytest.raises(NamingRefused, match="has begun"):
            name_people(booking=booking, people=[Person("Late")], by=head, now=session.starts_at)

    def test_not_for_what_is_cancelled(self, booking, head, session):
        TrainingSession.objects.update(state=SessionState.CANCELLED)
        with pytest.raises(NamingRefused, match="cancelled"):
            name_people(booking=booking, people=[BEN], by=head, now=NOW)
        TrainingSession.objects.update(state=SessionState.PUBLISHED)
        Booking.objects.update(state=BookingState.CANCELLED)
        with pytest.raises(NamingRefused, match="cancelled"):
            name_people(booking=booking, people=[BEN], by=head, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_many_who_name_themselves_at_once_take_exactly_the_places(booking):
    def take(number):
        try:
            return name_people(booking=booking, people=[Person(f"Person {number}")], by=None, now=NOW)
        except NamingRefused:
            return None

    taken = at_once([lambda number=number: take(number) for number in range(8)])
    connection.close()
    assert sum(one is not None for one in taken) == 2
    assert Attendee.objects.count() == 3


class TestSubstituting:
    def test_both_are_told_and_the_former_link_opens_nothing(self, booking, head, client):
        ann = booking.attendees.get()
        former = place_address(ann)
        with time_machine.travel(NOW, tick=False):
            assert client.get(former).status_code == 200
            after = substitute(attendee=ann, person=BEN, by=head, now=NOW)
            assert client.get(former).status_code == 404
            assert client.get(place_address(after)).status_code == 200
        assert place_address(after) in Message.objects.get(to=BEN.email).text
        passed_on = Message.objects.get(to=ANN.email, subject__startswith="Your place was passed on")
        assert "opens nothing any more" in passed_on.text

    def test_who_comes_back_is_told_again(self, booking, head):
        ann = booking.attendees.get()
        for person in (BEN, ANN):
            ann = substitute(attendee=ann, person=person, by=head, now=NOW)
        assert Message.objects.filter(to=ANN.email, subject__startswith="Your place: ").count() == 2

    def test_a_correction_of_the_same_person_keeps_the_link(self, booking, head):
        ann = booking.attendees.get()
        corrected = substitute(attendee=ann, person=Person("Anne Other", "", ANN.email), by=head, now=NOW)
        assert corrected.link_key == ann.link_key
        assert Message.objects.filter(subject__startswith="Your place was passed on").count() == 0
        assert names() == ["Anne Other"]

    def test_not_in_the_place_of_somebody_who_has_joined(self, booking, head, session):
        ann = booking.attendees.get()
        session.join_link = "https://meet.example/1"
        session.save(update_fields=["join_link"])
        before = session.starts_at - timedelta(minutes=5)
        join(attendee=ann, now=before)
        with pytest.raises(NamingRefused, match="has joined the session already"):
            substitute(attendee=ann, person=BEN, by=head, now=before)

    def test_not_somebody_who_has_a_place(self, booking, head):
        name_people(booking=booking, people=[BEN], by=head, now=NOW)
        with pytest.raises(NamingRefused, match="has a place already") as refused:
            substitute(attendee=Attendee.objects.get(name=ANN.name), person=BEN, by=head, now=NOW)
        assert refused.value.field == "email"

    def test_up_to_the_start(self, booking, head, session):
        with pytest.raises(NamingRefused, match="has begun"):
            substitute(attendee=booking.attendees.get(), person=BEN, by=head, now=session.starts_at)


@pytest.mark.usefixtures("briefing_day")
class TestPages:
    @pytest.fixture
    def as_teacher(self, teacher):
        return sign_in(Client(), teacher)

    def people_page(self, booking):
        return reverse("traded_assessment:booking_people", args=[booking.pk])

    def test_naming_on_the_page_of_the_order(self, as_teacher, booking):
        order = as_teacher.get(reverse("traded_assessment:order", args=[booking.order.reference])).content.decode()
        assert self.people_page(booking) in order
        said = as_teacher.post(self.people_page(booking), {"name": "Ben", "email": ""}, follow=True).content.decode()
        assert "Ben has a place." in said
        assert "1 place not named yet" in said

    def test_what_is_refused_stands_beside_its_field(self, as_teacher, booking):
        page = as_teacher.post(self.people_page(booking), {"name": "Ann", "email": ANN.email})
        assert page.context["form"].errors == {"email": ["Ann has a place already."]}

    def test_the_link_needs_no_account_and_shows_nobody(self, as_teacher, booking):
        as_teacher.post(reverse("traded_assessment:renew_naming_link", args=[booking.pk]))
        link = naming_address(Booking.objects.get().naming_link)
        visitor = Client()
        page = visitor.get(link).content.decode()
        assert "2 places are free" in page
        assert "Ann" not in page
        answer = visitor.post(link, {"name": "Ben", "job_title": "Teacher", "email": "ben@maple.example"})
        assert answer.url == place_address(Attendee.objects.get(name="Ben"))
        assert visitor.get(answer.url).status_code == 200

    def test_a_renewed_link_ends_the_first(self, booking, head):
        first = naming_address(renew_naming_link(booking=booking, by=head, now=NOW))
        second = naming_address(renew_naming_link(booking=booking, by=head, now=NOW))
        assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
        assert Client().get(second[:-2] + "/").status_code == 404

    def test_no_place_left_is_said(self, booking, head):
        link = naming_address(renew_naming_link(booking=booking, by=head, now=NOW))
        name_people(booking=booking, people=[BEN, Person("C")], by=head, now=NOW)
        assert "are taken" in Client().get(link).content.decode()
        assert "All places of this booking" in Client().post(link, {"name": "D"}).content.decode()

    def test_another_schools_people_find_nothing(self, booking):
        stranger = sign_in(Client(), make_person(Role.HEADTEACHER, make_school()))
        for route, pk in (("booking_people", booking.pk), ("substitute", booking.attendees.get().pk)):
            assert stranger.get(reverse(f"traded_assessment:{route}", args=[pk])).status_code == 404

    def test_substituting(self, as_teacher, booking):
        page = reverse("traded_assessment:substitute", args=[booking.attendees.get().pk])
        assert ANN.email in as_teacher.get(page).content.decode()
        as_teacher.post(page, {"name": "Ben", "email": BEN.email})
        assert names() == ["Ben"]

    def test_booking_without_names_in_the_browser(self, as_teacher, session):
        book = reverse("traded_assessment:book_session", args=[session.pk])
        rows = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-name": ""}
        assert "how many to name later" in as_teacher.post(book, rows).content.decode()
        assert "or fewer" in as_teacher.post(book, rows | {"later": "99"}).content.decode()
        check = as_teacher.post(book, rows | {"later": "2"}, follow=True)
        assert "2 places to name later" in check.content.decode()
        data = {"key": check.context["basket"].key, "shown": str(check.context["quote"].gross)}
        as_teacher.post(reverse("traded_assessment:check_order"), data)
        assert Booking.objects.get().places == 2
