"""The phonics check as a duty, schools that have it, and who is trained on 10 November 2021."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from essex_portal.organisations.models import District, EstablishmentType, Organisation
from essex_portal.organisations.states import OrganisationKind
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment import starting_content
from traded_assessment.models import Duty
from traded_assessment.queries.coverage import CoverageOfYear

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
PHONICS = "Phonics screening check"
PRIMARY = {"phase": "Primary", "low_age": 4, "high_age": 11, "easting": 570000, "northing": 206000}


@pytest.fixture(autouse=True)
def on_the_briefing_day(briefing_day: None) -> None:
    """Every test here is of that day."""


@pytest.fixture
def duty(db):
    starting_content.load_duties()
    return Duty.objects.get(name=PHONICS)


@pytest.fixture
def mid(db):
    quadrant = Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="Mid")
    return District.objects.create(code="E07000070", name="Chelmsford", quadrant=quadrant)


def primary(**more):
    school = make_school(**PRIMARY | more)
    EstablishmentType.objects.filter(code=1).update(group_code=4, group_name="Local authority maintained schools")
    return school


def session(**more):
    return TrainingSessionFactory(course__duties=[PHONICS], capacity=100, **more)


def states(duty, **more):
    return {one.school.name: one.state for one in coverage(**more).of(duty)}


def coverage(by="quadrant"):
    return CoverageOfYear("2021/22", by, NOW.date())


def address(route, *args, **query):
    return reverse(f"traded_assessment:{route}", args=args, query=query)
