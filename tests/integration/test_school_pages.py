"""The pages of schools: for every signed-in person, and for nobody else."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.organisations.models import Organisation, SchoolLink
from essex_portal.organisations.states import OrganisationKind
from tests.factories.accounts import make_account, sign_in
from tests.factories.register import register_row, take_in
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db

SEARCH = reverse("organisations:search")


@pytest.fixture
def person(client: Client) -> Client:
    return sign_in(client, make_account())


def page_of(client: Client, urn: int, **query: str) -> str:
    address = reverse("organisations:school", args=[urn])
    return client.get(f"{address}?{urlencode(query)}").content.decode()


def test_people_who_are_not_signed_in_are_asked_to(client: Client) -> None:
    school = make_school()
    for address in (SEARCH, reverse("organisations:school", args=[school.school.urn])):
        response = client.get(address)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_the_search_lists_what_it_finds_and_keeps_the_filters_in_the_address(person: Client) -> None:
    make_school(name="Hill Primary School", phase="Primary")
    make_school(name="Vale Secondary School", phase="Secondary")
    page = person.get(SEARCH, {"phase": "Primary"}).content.decode()
    assert "Hill Primary School" in page
    assert "Vale Secondary School" not in page
    assert '<option value="Primary" selected>Primary (1)</option>' in page
    assert '<option value="Secondary">Secondary (1)</option>' in page


def test_closed_schools_are_shown_when_asked_for(person: Client) -> None:
    make_school(name="Former School", status=2)
    page = person.get(SEARCH, {"q": "former"}).content.decode()
    assert "1 school fits whatever" in page
    assert "?q=former&amp;status=any" in page
    assert "Former School" in person.get(SEARCH, {"q": "former", "status": "any"}).content.decode()


def test_an_empty_search_says_what_to_try(person: Client) -> None:
    assert "Check the spelling" in person.get(SEARCH, {"q": "zzzzqqq"}).content.decode()
    make_school(name="Hill School", phase="Primary")
    page = person.get(SEARCH, {"q": "hill", "phase": "Secondary", "status": "any"}).content.decode()
    assert "Search without the filters" in page


@pytest.mark.parametrize(
    "query",
    [
        {"page": "99"}, {"page": "x"}, {"type": "x"}, {"type": "9" * 30}, {"trust": "0"}, {"status": "odd"},
        {"quadrant": "-1"}, {"district": "\x00"}, {"q": "\x00"}, {"phase": "\udcff"},
    ],
)  # fmt: skip
def test_an_odd_address_is_still_a_page(person: Client, query: dict[str, str]) -> None:
    make_school()
    assert person.get(f"{SEARCH}?{urlencode(query, errors='replace')}").status_code == 200


def test_the_search_takes_as_many_queries_for_3_schools_as_for_30(person: Client) -> None:
    counts = []
    for more in (3, 27):
        for _ in range(more):
            make_school(phase="Primary")
        person.get(SEARCH)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            person.get(SEARCH, {"q": "primary"})
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_a_schools_page_has_its_facts_their_source_and_their_date(person: Client) -> None:
    school = make_school(name="Hill Primary School", low_age=4, high_age=11, telephone="01245 000000")
    page = page_of(person, school.school.urn)
    for words in ("Hill Primary School", "Community school", "4 to 11", "Essex (881)", "01245 000000", "CM1 1AA"):
        assert words in page, words
    assert "Get Information About Schools, Department for Education, as of 1 September 2021" in page
    assert "Open Government Licence v3.0" in page


def test_a_schools_page_shows_what_it_was_on_a_date(person: Client) -> None:
    take_in(register_row(1, EstablishmentName="Old Name", OpenDate="01-09-2005"), as_of=dt.date(2023, 11, 16))
    take_in(register_row(1, EstablishmentName="New Name", OpenDate="01-09-2005"), as_of=dt.date(2024, 9, 20))
    assert "New Name" in page_of(person, 1)
    before = page_of(person, 1, on="2024-09-19")
    assert "Old Name" in before
    assert "This is what the school was on 19 September 2024" in before
    boxes = page_of(person, 1, on_day="19", on_month="9", on_year="2024")
    assert "This is what the school was on 19 September 2024" in boxes
    long_ago = page_of(person, 1, on="2004-01-01")
    assert "Not open yet" in long_ago
    assert "first register file is of 16 November 2023" in long_ago


@pytest.mark.parametrize("on", ["", "soon", "2024-02-30", "0000-00-00", "20240919x", "\x00", "99999-01-01"])
def test_a_wrong_date_is_explained_and_the_facts_of_today_are_shown(person: Client, on: str) -> None:
    school = make_school(name="Hill School")
    response = person.get(reverse("organisations:school", args=[school.school.urn]), {"on": on})
    assert response.status_code == 200
    page = response.content.decode()
    assert "Hill School" in page
    assert "govuk-error-summary" in page
    assert "This is what the school was" not in page


def test_a_schools_page_links_to_those_before_and_after(person: Client) -> None:
    old = make_school(name="Old School", status=2)
    new = make_school(name="New Academy", type_code=34)
    SchoolLink.objects.create(
        earlier=old.school, later=new.school, kind="Predecessor", established_on=dt.date(2012, 9, 1)
    )
    assert "It was followed by" in page_of(person, old.school.urn)
    after = page_of(person, new.school.urn)
    assert "It took over from" in after
    assert reverse("organisations:school", args=[old.school.urn]) in after
    assert "1 September 2012" in after


def test_a_schools_page_is_read_with_few_queries(person: Client) -> None:
    urn = make_school().school.urn
    page_of(person, urn)
    with CaptureQueriesContext(connection) as queries:
        page_of(person, urn, on="2022-01-01")
    assert len(queries) <= 12


def test_an_unknown_urn_is_404(person: Client) -> None:
    assert person.get(reverse("organisations:school", args=[999_999])).status_code == 404
    assert person.get(reverse("organisations:school", args=[10**30])).status_code == 404


@pytest.mark.parametrize(
    ("website", "href"),
    [
        ("www.hill.essex.sch.uk", "http://www.hill.essex.sch.uk"),
        ("https://hill.example/a?b=1", "https://hill.example/a?b=1"),
        ("javascript:alert(1)", None),
        ('hill.example/"><script>', "http://hill.example/&quot;&gt;&lt;script&gt;"),
        ("none yet", None),
    ],
)
def test_only_a_web_address_becomes_a_link(person: Client, website: str, href: str | None) -> None:
    page = page_of(person, make_school(website=website, name="<b>Bold</b>").school.urn)
    assert "<b>Bold" not in page
    assert "<script>" not in page
    assert 'href="javascript' not in page
    assert (f'href="{href}"' in page) if href else (website in page)


def test_a_trust_leads_to_its_schools(person: Client) -> None:
    trust = Organisation.objects.create(kind=OrganisationKind.TRUST, name="HILL TRUST")
    school = make_school(trust=trust)
    address = f"{SEARCH}?trust={trust.pk}"
    assert address in page_of(person, school.school.urn)
    assert school.name in person.get(address).content.decode()
