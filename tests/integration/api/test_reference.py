"""The reference page: every call, with a request that can be sent as it stands."""

import json
import re

import pytest
from django.test import Client

from essex_portal.api import api
from essex_portal.rest.problems import KINDS
from essex_portal.rest.reference import calls_by_tag
from traded_assessment.api.bookings import BookingIn
from traded_assessment.api.quotes import QuoteIn


@pytest.fixture
def page(client, db):
    response = client.get("/api/v1/docs")
    assert response.status_code == 200
    return response.content.decode()


def every_call():
    return [call for calls in calls_by_tag(api).values() for call in calls]


def test_shows_every_call(page):
    for call in every_call():
        assert f'id="{call.anchor}"' in page
        assert call.path in page


def test_explains_every_kind_of_problem(page):
    for kind in KINDS:
        assert f'id="problem-{kind.slug}"' in page


def test_needs_no_script_of_its_own(page):
    assert "swagger" not in page.lower()
    assert set(re.findall(r'<script[^>]*src="([^"]+)"', page)) == set(
        re.findall(r'<script[^>]*src="([^"]+)"', Client().get("/contact/").content.decode())
    )


def test_says_what_a_call_answers_and_takes(page):
    assert "lines[].attendees[].name" in page
    assert "Idempotency-Key" in page
    assert "Content-Type: application/json" in page


def test_every_part_is_explained_or_speaks_for_itself():
    for call in every_call():
        assert call.paragraphs != [""]
        assert "None" not in call.command


@pytest.mark.parametrize(("anchor", "schema"), [("quotes", QuoteIn), ("book", BookingIn)])
def test_an_example_can_be_sent_as_it_stands(anchor, schema):
    [call] = [call for call in every_call() if call.anchor == anchor]
    body = re.search(r"-d '(.*)'", call.command, re.DOTALL).group(1)
    schema.model_validate(json.loads(body))


@pytest.mark.parametrize("limit", [0, 600])
def test_names_the_limit_where_there_is_one(client, db, settings, limit):
    settings.API_REQUESTS_PER_MINUTE = limit
    assert (b"600 requests a minute" in client.get("/api/v1/docs").content) is bool(limit)
