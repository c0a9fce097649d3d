"""The attendance sheet: every place that is sold, on the page, as CSV and as PDF."""

import csv
import io

import pypdf
import pytest
from django.urls import reverse

from essex_portal.documents import services as documents
from essex_portal.documents.models import Document
from tests.factories.places import write_booking
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.attendance_sheet import sheet_pdf
from traded_assessment.models import Attendee, Booking
from traded_assessment.queries.attendance import sheet_of
from traded_assessment.states import BookingState

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(school, head):
    session = TrainingSessionFactory(course__title="Phonics", capacity=40)
    write_booking(session, make_school(name="Willow School"), head, "zoe@willow.example", "adam@willow.example")
    write_booking(session, school, head, "ann@maple.example")
    write_booking(session, school, head, "gone@maple.example", state=BookingState.CANCELLED)
    Booking.objects.filter(school=school, state=BookingState.BOOKED).update(places=2)
    return session


def address(route, session):
    return reverse(f"traded_assessment:{route}", args=[session.pk])


def words_of(content):
    reader = pypdf.PdfReader(io.BytesIO(content))
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def test_every_place_by_school_and_name_with_those_not_named_yet(session):
    assert [(row.school, row.name) for row in sheet_of(session)] == [
        ("Maple Primary School", "Person ann@maple.example"),
        ("Maple Primary School", ""),
        ("Willow School", "Person adam@willow.example"),
        ("Willow School", "Person zoe@willow.example"),
    ]


def test_the_page_and_the_csv(as_office, session):
    page = as_office.get(address("attendance_sheet", session)).content.decode()
    assert "4 places are sold" in page
    assert "Not named yet" in page
    assert "gone@maple.example" not in page
    lines = as_office.get(address("attendees", session)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert [row["Name"] for row in rows] == [row.name for row in sheet_of(session)]


def test_nobody_yet(as_office):
    page = as_office.get(address("attendance_sheet", TrainingSessionFactory())).content.decode()
    assert "Nobody has booked yet" in page


def test_a_tagged_pdf_with_every_name(session):
    content = sheet_pdf(session, sheet_of(session))

    words = words_of(content)
    assert "Phonics" in words
    assert "Person zoe@willow.example" in words
    assert "Not named yet" in words
    assert pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert content == sheet_pdf(session, sheet_of(session))


def test_a_worker_makes_it_once_for_the_same_people(as_office, session):
    for _ in range(2):
        response = as_office.post(address("attendance_sheet_pdf", session))
        document = Document.objects.get()
        assert response["Location"] == reverse("documents:status", args=[document.pk])
    documents.make(document.pk)
    response = as_office.get(reverse("documents:download", args=[document.pk]))
    assert "Person adam@willow.example" in words_of(b"".join(response.streaming_content))

    Attendee.objects.filter(email="ann@maple.example").update(name="Somebody else")
    as_office.post(address("attendance_sheet_pdf", session))
    assert Document.objects.count() == 2


def test_a_school_cannot_open_it(client, session, head):
    client.force_login(head, backend="essex_portal.accounts.backends.PortalBackend")
    assert client.post(address("attendance_sheet_pdf", session)).status_code == 403


def test_an_attendance_that_is_recorded_is_on_the_sheet(as_office, session, officer):
    person = Attendee.objects.get(email="ann@maple.example")
    person.record("absent", at=session.ends_at, by_id=officer.pk)
    person.save()
    assert "Did not attend" in as_office.get(address("attendance_sheet", session)).content.decode()
