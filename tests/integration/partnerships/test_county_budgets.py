"""The county whole: every partnership of the list, 600 schools, three past rounds of each, within the budget."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from partnerships import starting_content
from partnerships.models import Forum, Offer, PartnershipFacts, Round, RoundSchool
from partnerships.seeding import seed_evaluations
from tests.factories.accounts import make_account, sign_in
from tests.factories.calendar import make_half_terms
from tests.factories.offers import make_district
from tests.factories.partnerships import add_school, make_quadrant
from tests.factories.schools import make_school

TODAY, NOW = date(2021, 11, 10), datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
QUADRANTS = {"North-East": "Tendring", "Mid": "Chelmsford", "South": "Basildon", "West": "Harlow"}
SCHOOLS = 600
MOST = 15
COUNTY = (
    "directory", "boards", "offices", "isolation", "compared_results", "thresholds", "contacts", "who_to_call",
    "stated_counts", "visits", "forums", "offers", "office_offers", "offers_money", "proposals", "upload",
    "question_sets",
)  # fmt: skip


@pytest.fixture
def county(db):
    """53 partnerships with their schools, and three published rounds of each."""
    quadrants = {name: make_quadrant(name) for name in QUADRANTS}
    make_half_terms()
    starting_content.load()
    partnerships = [facts.partnership for facts in PartnershipFacts.objects.select_related("partnership")]
    districts = [make_district(district, quadrant) for quadrant, district in QUADRANTS.items()]
    for number in range(SCHOOLS):
        school = make_school(name=f"School {number}", district=districts[number % 4], phase="Primary")
        add_school(partnerships[number % len(partnerships)], school)
    seed_evaluations(today=TODAY)
    with connection.cursor() as cursor:  # else the plans are those for the few rows of the tests before
        cursor.execute("ANALYZE")
    return quadrants


def address(name: str, *args: object) -> str:
    return reverse(f"partnerships:{name}", args=args)


def walked(newest: Round, asked: RoundSchool) -> Iterator[tuple[User, list[str]]]:
    """Who opens what: each page by somebody who may."""
    partnership, offer, forum = newest.partnership, Offer.objects.first(), Forum.objects.first()
    quadrant = PartnershipFacts.objects.get(partnership=partnership).quadrant
    about = [address("partnership", partnership.pk), address("quadrant", quadrant.pk)]
    results = address("round_results", newest.pk)
    yield make_account(Role.ADMINISTRATOR), [*map(address, set(COUNTY) - {"compared_results"}), *about]
    yield make_account(Role.ADMINISTRATOR), [address("office_offer", offer.pk), address("forum", forum.pk)]
    yield make_account(Role.DIRECTOR), [address("directory"), *about, address("compared_results"), results]
    yield make_account(Role.QUADRANT_OFFICER, quadrant), [address("directory"), *about, address("isolation")]
    lead = [address(name, partnership.pk) for name in ("partnership", "rounds", "next_steps")]
    of_round = [address(name, newest.pk) for name in ("round", "meeting")] + [
        address("meeting_statement", newest.pk, 1)
    ]
    yield make_account(Role.PARTNERSHIP_LEAD, partnership), [*lead, *of_round, results]
    own = [*map(address, ("school_rounds", "school_results", "own_partnerships", "offers", "forums", "visits"))]
    yield make_account(Role.HEADTEACHER, asked.school), [*own, address("school_round_results", newest.pk)]


@time_machine.travel(NOW)
def test_every_page_opens_within_its_budget_of_statements(county):
    asked = RoundSchool.objects.filter(handed_in_at__isnull=False).select_related("round", "school").latest("pk")
    for person, pages in walked(asked.round, asked):
        client = Client()
        sign_in(client, person)
        client.get(address("directory"))  # the first page of a session writes the session down
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                status = client.get(page).status_code
            assert (status, len(queries) <= MOST) == (200, True), f"{page}: {status}, {len(queries)} statements"
