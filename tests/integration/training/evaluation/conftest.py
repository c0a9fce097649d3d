"""A session that somebody attended, the questions about it, and the steps of answering them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.factories.places import book, came
from tests.factories.training import CourseFactory, TrainingSessionFactory
from traded_assessment import starting_content
from traded_assessment.models import EvaluationForm
from traded_assessment.place_links import place_address
from traded_assessment.services.order_requests import Person

STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)
AFTER = STARTS + timedelta(hours=2)


@pytest.fixture
def course(open_for_business):
    return CourseFactory(title="Understanding the KS2 framework", duties=["KS2 assessment and moderation"])


@pytest.fixture
def session(course):
    return TrainingSessionFactory(course=course, starts_at=STARTS)


@pytest.fixture
def form(db):
    starting_content.load_evaluation()
    return EvaluationForm.objects.get()


@pytest.fixture
def lead(session, school, head, form):
    [person] = book(session, Person("Year 6 lead", "Teacher", "y6@maple.example"), school=school, by=head)
    return came(person)


def open_page(attendee, *, data=None, at=AFTER, route="place_evaluation"):
    with time_machine.travel(at, tick=False):
        address = place_address(attendee, route)
        return Client().post(address, data) if data is not None else Client().get(address)
