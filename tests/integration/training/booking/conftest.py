"""The booking pages on 10 November 2021, without JavaScript: who books, what is on offer, and the steps of booking."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import TrainingSession
from traded_assessment.states import Product

CHECK = reverse("traded_assessment:check_order")
SUBSCRIBE = reverse("traded_assessment:book_subscription")
BOOKINGS = reverse("traded_assessment:bookings")


@pytest.fixture(autouse=True)
def on_the_briefing_day(briefing_day: None) -> None:
    """Every test here is of that day."""


@pytest.fixture
def session(open_for_business) -> TrainingSession:
    return TrainingSessionFactory(course__title="Understanding the KS2 teacher assessment framework")


@pytest.fixture
def event(open_for_business) -> TrainingSession:
    return TrainingSessionFactory(course__title="Teachers new to Year 2", course__product=Product.EVENT)


@pytest.fixture
def as_head(head) -> Client:
    client = Client()
    client.force_login(head)
    return client


@pytest.fixture
def as_teacher(teacher) -> Client:
    client = Client()
    client.force_login(teacher)
    return client


def page_of(session: TrainingSession) -> str:
    return reverse("traded_assessment:book_session", args=[session.pk])


def rows(*people: Any, **more: str) -> dict[str, str]:
    """What the people page posts; a person is a name, or a name, role and address."""
    data = {"people-TOTAL_FORMS": str(len(people)), "people-INITIAL_FORMS": "0"} | more
    for number, person in enumerate(people):
        name, job_title, email = person if isinstance(person, tuple) else (person, "", "")
        data |= {
            f"people-{number}-name": name, f"people-{number}-job_title": job_title, f"people-{number}-email": email
        }  # fmt: skip
    return data


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def confirm(client: Client, **changes: str) -> Any:
    """Press the button of the check page as it is shown now."""
    page = client.get(CHECK)
    shown = {"key": page.context["basket"].key, "shown": str(page.context["quote"].gross), "purchase_order": ""}
    return client.post(CHECK, shown | changes)
