"""The register by API: found, shown and never more than asked for."""

from datetime import date

import pytest

from essex_portal.organisations.models import District, Organisation, SchoolLink, TrustDetails
from essex_portal.organisations.states import EstablishmentStatus, OrganisationKind
from tests.factories.schools import make_school
from tests.integration.api.conftest import fields_at_fault, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def mid():
    quadrant = Organisation.objects.filter(kind=OrganisationKind.QUADRANT, name="Mid").first()
    quadrant = quadrant or Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="Mid")
    District.objects.update_or_create(code="E07000070", defaults={"name": "Chelmsford", "quadrant": quadrant})
    return quadrant


@pytest.fixture
def academy(mid):
    trust = Organisation.objects.create(kind=OrganisationKind.TRUST, name="Oak Trust")
    TrustDetails.objects.create(organisation=trust, group_uid=2062)
    return make_school(name="Oak Academy", urn=139001, type_code=34, trust=trust, district_id="E07000070")


def urns(response):
    assert response.status_code == 200, response.content
    return [item["urn"] for item in response.json()["items"]]


class TestOneSchool:
    def test_shows_what_the_register_says(self, anybody, academy):
        body = anybody.get("/schools/139001").json()
        assert body["name"] == "Oak Academy"
        assert body["status"] == "Open"
        assert body["type"] == {"code": 34, "name": "Academy converter"}
        assert body["local_authority"] == {"code": 881, "name": "Essex"}
        assert body["trust"] == {"uid": 2062, "name": "Oak Trust"}
        assert (body["district"], body["quadrant"]) == ("Chelmsford", "Mid")
        assert body["address"] == ["1 School Lane", "Chelmsford", "CM1 1AA"]
        assert body["partnerships"] == []

    def test_says_where_it_comes_from_and_of_which_day(self, anybody, academy):
        body = anybody.get("/schools/139001").json()
        assert body["as_of"] == "2021-09-01"
        assert body["licence"] == "Open Government Licence v3.0"
        assert "Get Information About Schools" in body["source"]

    def test_a_thin_row_is_null_and_not_invented(self, anybody, mid):
        make_school(urn=139002)
        body = anybody.get("/schools/139002").json()
        assert [body[name] for name in ("district", "quadrant", "trust", "low_age", "opened_on")] == [None] * 5

    def test_leads_to_predecessors_and_successors(self, anybody, academy):
        before = make_school(name="Oak Primary", urn=115001, status=EstablishmentStatus.CLOSED)
        SchoolLink.objects.create(
            earlier=before.school, later=academy.school, kind="Successor", established_on=date(2016, 9, 1)
        )
        link = {"urn": 115001, "name": "Oak Primary", "kind": "Successor", "on": "2016-09-01"}
        assert anybody.get("/schools/139001").json()["predecessors"] == [link]
        assert anybody.get("/schools/115001").json()["successors"] == [link | {"urn": 139001, "name": "Oak Academy"}]

    @pytest.mark.parametrize("urn", ["999999", "99999999999999999999999", "none", "-1"])
    def test_no_such_school(self, anybody, urn):
        problem(anybody.get(f"/schools/{urn}"), 404, "not-found")


class TestFinding:
    def test_by_words(self, anybody, academy):
        make_school(name="Elm Primary")
        assert urns(anybody.get("/schools", q="oak")) == [139001]

    def test_by_authority_type_and_quadrant(self, anybody, academy):
        make_school(urn=139003, la=883)
        make_school(urn=139004)
        assert urns(anybody.get("/schools", la=883)) == [139003]
        assert urns(anybody.get("/schools", type=34)) == [139001]
        assert urns(anybody.get("/schools", type="academy converter")) == [139001]
        assert urns(anybody.get("/schools", quadrant="mid")) == [139001]

    def test_by_status(self, anybody, academy):
        make_school(urn=115001, status=EstablishmentStatus.CLOSED)
        assert urns(anybody.get("/schools", status="closed")) == [115001]
        assert urns(anybody.get("/schools", status="open")) == [139001]

    def test_what_is_left_blank_asks_for_nothing(self, anybody, academy):
        assert urns(anybody.get("/schools", q="", la="", type="", quadrant="", page="")) == [139001]

    def test_nothing_found(self, anybody, academy):
        assert anybody.get("/schools", q="zzzzzz").json() == {"items": [], "count": 0}

    @pytest.mark.parametrize(
        "query", [{"quadrant": "Centre"}, {"type": "Grammar"}, {"type": "9" * 30}, {"la": "Essex"}, {"status": "gone"}]
    )
    def test_an_unknown_value_is_refused(self, anybody, academy, query):
        assert fields_at_fault(anybody.get("/schools", **query)) == list(query)

    def test_an_unknown_quadrant_is_answered_with_those_there_are(self, anybody, academy):
        body = problem(anybody.get("/schools", quadrant="Centre"), 422, "invalid")
        assert "Mid" in body["errors"][0]["message"]

    def test_control_characters_are_refused(self, anybody):
        assert fields_at_fault(anybody.get("/schools", q="oak\x00")) == ["q"]


class TestPages:
    @pytest.fixture(autouse=True)
    def schools(self):
        for number in range(7):
            make_school(name=f"Ash {number}", urn=140000 + number)

    def test_cut_the_list_and_count_it_whole(self, anybody):
        body = anybody.get("/schools", q="ash", page=2, page_size=3).json()
        assert body["count"] == 7
        assert [item["urn"] for item in body["items"]] == [140003, 140004, 140005]

    def test_beyond_the_end_is_empty(self, anybody):
        assert anybody.get("/schools", page=9).json() == {"items": [], "count": 7}

    @pytest.mark.parametrize(
        ("field", "value"),
        [("page", 0), ("page", "two"), ("page", 10**20), ("page_size", 0), ("page_size", 101), ("page_size", -5)],
    )
    def test_outside_the_limits(self, anybody, field, value):
        assert fields_at_fault(anybody.get("/schools", **{field: value})) == [field]

    def test_a_page_of_100_is_the_largest(self, anybody):
        assert len(anybody.get("/schools", page_size=100).json()["items"]) == 7


def test_as_many_queries_for_30_schools_as_for_3(anybody, mid, django_assert_num_queries):
    def add(number):
        trust = Organisation.objects.create(kind=OrganisationKind.TRUST, name=f"Trust {number}")
        TrustDetails.objects.create(organisation=trust, group_uid=number + 1)
        make_school(trust=trust, district_id="E07000070")

    for size in (3, 30):
        while (number := Organisation.objects.filter(kind=OrganisationKind.SCHOOL).count()) < size:
            add(number)
        with django_assert_num_queries(3):  # the last asks for their partnerships
            assert len(urns(anybody.get("/schools"))) == size
