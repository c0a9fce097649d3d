"""Writing to attendees and schools: who gets it, the preview, one mail each, and what stays of it."""

from datetime import UTC, datetime

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from essex_portal.mail.services import deliver
from tests.factories.accounts import join
from tests.factories.people import make_person
from tests.factories.places import write_booking
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import OfficeMessage, OfficeMessageRecipient
from traded_assessment.queries.audiences import audience_of_schools, audience_of_sessions
from traded_assessment.services.messages import Letter, MessageRefused, write_to
from traded_assessment.states import BookingState, RecipientPart

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
LETTER = Letter("Bring your data", "See https://example.org/data\nfor the sheet.", "training@council.example")
ALL = (RecipientPart.ATTENDEE, RecipientPart.BOOKER, RecipientPart.HEADTEACHER)


@pytest.fixture
def session(db):
    return TrainingSessionFactory(course__title="Phonics", capacity=40)


def address(route, *args, **query):
    return reverse(f"traded_assessment:{route}", args=args, query=query)


def addresses(audience):
    return {one.address: one.part for one in audience.recipients}


class TestAudience:
    def test_each_part_and_each_address_once(self, session, school, head, teacher):
        write_booking(session, school, teacher, "ann@maple.example", "HEAD@maple.example", "")

        assert addresses(audience_of_sessions([session], ALL)) == {
            "ann@maple.example": RecipientPart.ATTENDEE,
            "HEAD@maple.example": RecipientPart.ATTENDEE,
            "office@maple.example": RecipientPart.BOOKER,
        }
        assert addresses(audience_of_sessions([session], [RecipientPart.HEADTEACHER])) == {
            "head@maple.example": RecipientPart.HEADTEACHER
        }

    def test_cancelled_bookings_and_other_sessions_get_nothing(self, session, school, head):
        write_booking(session, school, head, "gone@maple.example", state=BookingState.CANCELLED)
        write_booking(TrainingSessionFactory(), school, head, "other@maple.example")

        assert audience_of_sessions([session], ALL).recipients == []

    def test_schools_by_headteacher_else_by_anybody_else_by_nobody(self, school, head, teacher):
        only_office, nobody = make_school(name="Oak"), make_school(name="Yew")
        clerk = make_person(Role.SCHOOL_MEMBER, only_office, email="clerk@oak.example")
        left = join(clerk, nobody, Role.SCHOOL_MEMBER)
        left.ended_at = NOW
        left.save()
        audience = audience_of_schools([school, only_office, nobody], about="Three schools")

        assert addresses(audience) == {
            "head@maple.example": RecipientPart.HEADTEACHER,
            "clerk@oak.example": RecipientPart.CONTACT,
        }
        assert audience.unreachable == [nobody]

    def test_the_same_number_of_queries_for_many(self, session, school, head):
        counts = []
        for number in (2, 20):
            for one in range(number):
                write_booking(session, make_school(), head, f"{number}-{one}@school.example")
            with CaptureQueriesContext(connection) as queries:
                audience_of_sessions([session], ALL)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 4


class TestSending:
    def send(self, session, officer, key="one"):
        audience = audience_of_sessions([session], ALL)
        return write_to(audience=audience, letter=LETTER, key=key, now=NOW, by=officer)

    def test_one_mail_each_with_the_links_and_the_address_for_answers(self, session, school, head, officer):
        write_booking(session, school, head, "ann@maple.example")
        sent = self.send(session, officer)

        assert [one.address for one in sent.recipients.all()] == ["ann@maple.example", "head@maple.example"]
        assert list(sent.sessions.all()) == [session]
        queued = Message.objects.get(to="ann@maple.example")
        assert "See https://example.org/data\nfor the sheet." in queued.text
        deliver(queued.pk)
        assert outbox.outbox[0].reply_to == ["training@council.example"]
        event = AuditEvent.objects.get(event="office_message.sent")
        assert event.after == {"about": "Phonics, 14 March 2022", "recipients": 2}

    def test_pressed_twice_it_is_one_message(self, session, school, head, officer):
        write_booking(session, school, head, "ann@maple.example")

        assert self.send(session, officer) == self.send(session, officer)
        assert Message.objects.count() == 2
        assert self.send(session, officer, key="two") != self.send(session, officer)

    def test_to_nobody_it_is_refused(self, session, officer):
        with pytest.raises(MessageRefused):
            self.send(session, officer)

    def test_what_was_sent_stays(self, session, school, head, officer):
        write_booking(session, school, head, "ann@maple.example")
        sent = self.send(session, officer)
        recipient = sent.recipients.first()
        for change in (
            lambda: OfficeMessage.objects.update(text="Other words"),
            lambda: OfficeMessageRecipient.objects.update(address="x@example.org"),
            lambda: recipient.delete(),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficeMessageRecipient.objects.create(
                message=sent, address="ANN@maple.example", part="booker", school=school,
                mail=Message.objects.create(key="x", to="ann@maple.example", subject="-"),
            )  # fmt: skip


WRITTEN = {
    "subject": LETTER.subject,
    "text": LETTER.text,
    "reply_to": LETTER.reply_to,
    "key": "k",
    "parts": ["attendee"],
}


class TestPages:
    def test_written_previewed_sent(self, as_office, session, school, head):
        write_booking(session, school, head, "ann@maple.example")
        where = address("write_to_attendees", selected=session.pk)
        assert "Phonics, 14 March 2022" in as_office.get(where).content.decode()

        preview = as_office.post(where, WRITTEN)
        page = preview.content.decode()
        assert "1 person gets it." in page
        assert "ann@maple.example" in page
        assert 'href="https://example.org/data"' in page
        assert not Message.objects.exists()

        digest = preview.context["audience"].digest
        response = as_office.post(where, WRITTEN | {"send": "1", "people": digest}, follow=True)
        assert "on its way to 1 person" in response.content.decode()
        assert "Waiting to be sent" in response.content.decode()
        assert LETTER.subject in as_office.get(address("office_messages")).content.decode()
        assert LETTER.subject in as_office.get(address("office_session", session.pk)).content.decode()

    def test_other_people_than_were_previewed(self, as_office, session, school, head):
        write_booking(session, school, head, "ann@maple.example")
        where = address("write_to_attendees", selected=session.pk)
        digest = as_office.post(where, WRITTEN).context["audience"].digest
        write_booking(session, school, head, "bob@maple.example")
        page = as_office.post(where, WRITTEN | {"send": "1", "people": digest}).content.decode()

        assert "have changed since you opened this page" in page
        assert "2 people get it." in page
        assert not OfficeMessage.objects.exists()

    def test_change_goes_back_to_what_was_written(self, as_office, session, school, head):
        write_booking(session, school, head, "ann@maple.example")
        response = as_office.post(address("write_to_attendees", selected=session.pk), WRITTEN | {"change": "1"})
        page = response.content.decode()
        assert "Write to attendees" in page
        assert "Bring your data" in page

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"subject": ""}, "Enter subject"),
            ({"text": " "}, "Enter message"),
            ({"reply_to": "nobody"}, "Enter an email address"),
            ({"parts": []}, "Select who gets it"),
        ],
    )
    def test_mistakes_are_said(self, as_office, session, changes, words):
        page = as_office.post(address("write_to_attendees", selected=session.pk), WRITTEN | changes).content.decode()
        assert words in page

    def test_nobody_to_write_to(self, as_office, session):
        page = as_office.post(address("write_to_attendees", selected=session.pk), WRITTEN).content.decode()
        assert "0 people get it." in page
        assert "Send to" not in page

    @pytest.mark.parametrize("selected", ["", "0", "x", "²"])
    def test_no_session_chosen(self, as_office, selected):
        response = as_office.get(address("write_to_attendees", selected=selected), follow=True)
        assert "Select at least one session" in response.content.decode()

    @pytest.mark.parametrize("route", ["office_messages", "office_message"])
    def test_as_many_queries_for_30_rows_as_for_3(self, as_office, officer, session, school, head, route):
        args = ()
        counts = []
        for number in (3, 30):
            for one in range(number):
                write_booking(session, school, head, f"{number}-{one}@maple.example")
                TestSending().send(session, officer, key=f"{number}-{one}")
            if route == "office_message":
                args = (OfficeMessage.objects.first().pk,)
            as_office.get(address(route, *args))
            with CaptureQueriesContext(connection) as queries:
                as_office.get(address(route, *args))
            counts.append(len(queries))
            session.capacity = 100
            session.save()
        assert counts[0] == counts[1] <= 15
