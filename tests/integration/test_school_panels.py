"""What partnerships and training show on a school's page: to whom, and that the ways from it open."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import SchoolDetails
from essex_portal.organisations.panels import school_panels
from essex_portal.organisations.states import EstablishmentStatus
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import make_partnership
from tests.factories.people import make_person
from tests.factories.places import write_booking
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment import starting_content
from traded_assessment.models import Attendee

pytestmark = pytest.mark.usefixtures("briefing_day")

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def school(db):
    starting_content.load_duties()
    made = make_school(phase="Primary", low_age=4, high_age=11)
    made.school.type.group_code = 4
    made.school.type.save()
    make_partnership("Cluster", schools=[made])
    head = make_person(Role.HEADTEACHER, made)
    for number in range(3):
        session = TrainingSessionFactory(course__duties=["Phonics screening check"])
        write_booking(session, made, head, f"teacher-{number}@school.example")
    for person in Attendee.objects.all():
        person.record("attended", at=NOW, by_id=head.pk)
        person.save()
    return made


def page(role, school):
    client = sign_in(Client(), make_account(role))
    response = client.get(f"/schools/{school.school.urn}/")
    assert response.status_code == 200
    return client, response.content.decode()


def test_the_office_sees_who_is_trained_and_books_for_the_school(school):
    office, seen = page(Role.TRAINING_OFFICE, school)
    row = re.search(r"Phonics screening check</th>.*?</tr>", seen, re.S).group()
    assert ">3<" in row
    assert "Nobody yet" in seen
    assert "Its statement" not in seen
    office.post(re.search(r'action="(/training/office/book-for/\d+/)"', seen).group(1))
    assert f"Booking for <strong>{school.name}" in office.get("/training/").content.decode()


def test_finance_goes_to_its_statement_and_the_director_reads_both(school):
    finance, seen = page(Role.FINANCE, school)
    assert "People trained" not in seen
    assert finance.get(re.search(r'href="(/training/finance/statements/\d+/)"', seen).group(1)).status_code == 200
    _, seen = page(Role.DIRECTOR, school)
    assert "People trained" in seen
    assert "Its statement" in seen
    assert "Book training for it" not in seen


def test_everybody_signed_in_sees_its_partnerships_and_no_more(school):
    client, seen = page(Role.ADMISSIONS_OFFICER, school)
    assert client.get(re.search(r'href="(/partnerships/\d+/)">Cluster', seen).group(1)).status_code == 200
    assert "Training</h2>" not in seen


def test_a_closed_school_cannot_be_booked_for(school):
    SchoolDetails.objects.filter(organisation=school).update(status=EstablishmentStatus.CLOSED)
    _, seen = page(Role.TRAINING_OFFICE, school)
    assert "Book training for it" not in seen


def test_as_many_queries_for_30_people_as_for_3(school):
    office, _ = page(Role.TRAINING_OFFICE, school)
    sizes = []
    for number in (0, 27):
        head = make_person(Role.HEADTEACHER, school)
        for one in range(number):
            make_partnership(kind="federation" if not one else "local_cluster", schools=[school])
            write_booking(
                TrainingSessionFactory(course__duties=["Phonics screening check"]), school, head, f"a{one}@b.example"
            )
        with CaptureQueriesContext(connection) as queries:
            office.get(f"/schools/{school.school.urn}/")
        sizes.append(len(queries))
    assert sizes[0] == sizes[1] <= 15


def test_a_day_long_ago_shows_what_the_register_knew_alone(school):
    client, _ = page(Role.TRAINING_OFFICE, school)
    assert "Cluster" not in client.get(f"/schools/{school.school.urn}/?on=2021-01-10").content.decode()


def test_each_panel_is_there_once(school):
    titles = [panel.title for panel in school_panels(school, make_account(Role.DIRECTOR), NOW.date())]
    assert titles == ["Partnerships", "Training"]
