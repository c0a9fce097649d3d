"""The page and the file of a school's training record."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import EstablishmentType, SchoolDetails, SchoolLink
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.places import book, came, evaluate
from tests.factories.schools import make_school
from tests.factories.training import CourseFactory, TrainingSessionFactory
from traded_assessment import starting_content
from traded_assessment.models import Certificate, Duty, EvaluationForm
from traded_assessment.services.order_requests import Person

STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)
PAGE, FILE = reverse("traded_assessment:training_record"), reverse("traded_assessment:training_record_file")
LEAD = Person("Year 6 lead", "Teacher", "y6@maple.example")


@pytest.fixture
def session(open_for_business):
    for name, year_group in (("Multiplication tables check", 4), ("GCSE", 11)):
        Duty.objects.create(name=name, year_group=year_group, type_groups=[4])
    course = CourseFactory(title="KS2 framework", duties=["KS2 assessment and moderation"])
    return TrainingSessionFactory(course=course, starts_at=STARTS, capacity=60)


@pytest.fixture
def as_head(client, head):
    return sign_in(client, head)


def test_it_says_who_attended_what_and_what_nobody_is_trained_for(as_head, session, school, head):
    SchoolDetails.objects.update(low_age=4, high_age=11)
    EstablishmentType.objects.update(group_code=4)
    starting_content.load_evaluation()
    lead, other = book(session, LEAD, Person("=Deputy"), school=school, by=head)
    evaluate(came(lead), EvaluationForm.objects.get(), now=STARTS + timedelta(hours=2))
    came(other)
    shown = as_head.get(PAGE).content.decode()
    code = Certificate.objects.get().code
    assert "Nobody has been trained for: <strong>Multiplication tables check</strong>" in shown
    assert code in shown
    assert "Not evaluated yet" in shown
    assert "GCSE" not in shown  # no duty of a primary school
    file = as_head.get(FILE)
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(row["Name"], row["Session"], row["Date"], row["Certificate"]) for row in rows] == [
        ("'=Deputy", "KS2 framework", "2022-03-14", ""),
        ("Year 6 lead", "KS2 framework", "2022-03-14", code),
    ]


def test_who_has_a_place_but_did_not_come_is_not_in_it(as_head, session, school, head):
    book(session, LEAD, school=school, by=head)
    shown = as_head.get(PAGE).content.decode()
    assert "Nobody has attended a session yet" in shown
    assert "Year 6 lead" not in shown


def test_a_school_that_took_over_keeps_the_record_of_the_earlier_one(session, school, head):
    came(*book(session, LEAD, school=school, by=head))
    academy = make_school(name="Maple Academy", type_code=34)
    SchoolLink.objects.create(earlier=school.school, later=academy.school)
    successor = sign_in(Client(), make_person(Role.HEADTEACHER, academy))
    assert "Year 6 lead" in successor.get(PAGE).content.decode()
    stranger = sign_in(Client(), make_person(Role.HEADTEACHER, make_school()))
    assert "Year 6 lead" not in stranger.get(PAGE).content.decode()


def test_thirty_people_take_as_many_queries_as_three(as_head, session, school, head):
    as_head.get(PAGE)

    def queries():
        with CaptureQueriesContext(connection) as found:
            as_head.get(PAGE)
        return len(found)

    def add(start, count):
        named = [Person(f"Teacher {n}", email=f"t{n}@maple.example") for n in range(start, start + count)]
        for person in book(session, *named, school=school, by=head):
            came(person)

    add(0, 3)
    few = queries()
    add(3, 30)
    assert queries() == few <= 15
