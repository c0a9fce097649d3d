"""`GET /partnerships`, and a school's partnerships."""

from datetime import date

import pytest

from tests.factories.partnerships import add_school, make_partnership, make_quadrant
from tests.factories.schools import make_school
from tests.integration.api.test_problems import problem

pytestmark = pytest.mark.django_db


def names(response):
    return [item["name"] for item in response.json()["items"]]


def test_lists_members_as_at_the_day(anybody):
    marsh = make_partnership("Marsh", quadrant=make_quadrant("Mid"))
    add_school(marsh, make_school(name="Oak Primary", urn=139001), since=date(2021, 9, 1), until=date(2021, 11, 1))
    [then] = anybody.get("/partnerships", on="2021-10-31").json()["items"]
    assert then["members"] == [{"urn": 139001, "name": "Oak Primary", "since": "2021-09-01"}]
    assert (then["kind"], then["kind_name"], then["quadrant"]) == ("local_cluster", "Local cluster", "Mid")
    [today] = anybody.get("/partnerships").json()["items"]
    assert today["members"] == []


def test_by_quadrant_and_kind(anybody):
    make_partnership("Marsh", quadrant=make_quadrant("Mid"))
    make_partnership("Oak Trust", kind="trust")
    assert names(anybody.get("/partnerships", quadrant="mid")) == ["Marsh"]
    assert names(anybody.get("/partnerships", kind="trust")) == ["Oak Trust"]
    assert names(anybody.get("/partnerships", kind="multi-academy trust")) == ["Oak Trust"]


@pytest.mark.parametrize("query", [{"quadrant": "Centre"}, {"kind": "club"}, {"on": "soon"}])
def test_an_unknown_value_is_refused(anybody, query):
    make_partnership()
    assert [
        error["field"] for error in problem(anybody.get("/partnerships", **query), 422, "invalid")["errors"]
    ] == list(query)


def test_a_school_names_its_partnerships(anybody):
    make_partnership("Marsh", schools=[make_school(urn=139001)])
    expected = [{"name": "Marsh", "kind": "local_cluster"}]
    assert anybody.get("/schools/139001").json()["partnerships"] == expected
    assert anybody.get("/schools").json()["items"][0]["partnerships"] == expected


def test_as_many_queries_for_30_as_for_3(anybody, django_assert_num_queries):
    for size in (3, 30):
        while len(names(anybody.get("/partnerships"))) < size:
            make_partnership(schools=[make_school()])
        with django_assert_num_queries(3):
            assert len(names(anybody.get("/partnerships"))) == size
