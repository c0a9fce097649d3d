"""A caller of the API on 10 November 2021, with everything on sale, and schools with their people and tokens."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.accounts.services import make_token
from essex_portal.organisations.models import Organisation
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import on_sale
from traded_assessment.models import SupplierDetails


@pytest.fixture(autouse=True)
def on_the_briefing_day(briefing_day: None) -> None:
    """Every test here is of that day."""


@dataclass
class Caller:
    """Another system: it has a token, or none, and nothing like a session."""

    secret: str = ""

    def get(self, path: str, **query: Any) -> HttpResponse:
        return Client().get(f"/api/v1{path}", query, headers=self.headers())

    def post(self, path: str, body: Any, *, key: str | None = None) -> HttpResponse:
        """`body` is made JSON, unless it is bytes."""
        headers = self.headers() | ({"Idempotency-Key": key} if key is not None else {})
        sent = body if isinstance(body, bytes) else json.dumps(body)
        return Client().post(f"/api/v1{path}", sent, content_type="application/json", headers=headers)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}


def caller_for(user: User, *scopes: str, organisation: Organisation | None = None) -> Caller:
    """Somebody's token with these scopes; with an organisation, that school's own."""
    _, secret = make_token(
        user=user, organisation=organisation, name="Test", scopes=scopes, expires_on=None, by=None, now=timezone.now()
    )
    return Caller(secret)


@pytest.fixture
def anybody(db: None) -> Caller:
    return Caller()


@pytest.fixture
def open_for_business(db: None) -> None:
    """Package, prices and VAT rule of 2021/22, and the council as invoices name it."""
    on_sale()
    SupplierDetails.objects.get_or_create(
        valid_from=date(2021, 9, 1),
        defaults={"name": "Essex County Council", "address": "County Hall", "contact": "office@training.example"},
    )


@pytest.fixture
def school(open_for_business: None) -> Organisation:
    return make_school(name="Maple Primary School", urn=114805)


@pytest.fixture
def head(school: Organisation) -> User:
    return make_person(Role.HEADTEACHER, school)


@pytest.fixture
def caller(head: User, school: Organisation) -> Caller:
    """The school's own token, good for everything that a headteacher may do."""
    return caller_for(head, "bookings", "invoices", organisation=school)


def problem(response: HttpResponse, status: int, slug: str) -> dict[str, Any]:
    """The problem answered, after a look at its shape."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == f"/api/v1/docs#problem-{slug}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == response["X-Request-Id"]
    return body


def fields_at_fault(response: HttpResponse, status: int = 422, slug: str = "invalid") -> list[str]:
    return [error["field"] for error in problem(response, status, slug)["errors"]]
