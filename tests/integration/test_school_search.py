"""Finding schools of the real register, as people type."""

import pytest

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import SchoolFilters, SchoolSearch, search_schools
from essex_portal.organisations.services.starting_content import load_starting_content
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db


def found(q: str, **filters: object) -> list[Organisation]:
    return list(search_schools(SchoolFilters(q=q, **filters)))  # type: ignore[arg-type]


@pytest.fixture
def register() -> None:
    load_starting_content()


@pytest.mark.usefixtures("register")
def test_typing_errors_are_forgiven() -> None:
    for typed, town in (
        ("Colchestr", "Colchester"),
        ("chemsford", "Chelmsford"),
        ("Brantwood", "Brentwood"),
        ("harlw", "Harlow"),
        ("claton", "Clacton-on-Sea"),
    ):
        schools = found(typed, status="open")
        assert schools, typed
        assert any(school.school.town == town for school in schools[:10]), typed


@pytest.mark.usefixtures("register")
def test_the_closest_name_comes_first() -> None:
    for typed, first in (
        ("tanglewood nursery", "Tanglewood Nursery School"),
        ("Tanglwood", "Tanglewood Nursery School"),
        ("trinity road primary", "Trinity Road Primary School"),
        ("plume", "Plume School"),
        ("thurstable school", "Thurstable School Sports College and Sixth Form Centre"),
    ):
        assert found(typed, status="open")[0].name.startswith(first.split(" School")[0]), typed


@pytest.mark.usefixtures("register")
def test_a_town_and_a_name_narrow_one_another() -> None:
    schools = found("st mary colchestr", status="open")
    assert schools
    assert all("Colchester" in school.school.town + school.name for school in schools)
    assert "St Mary" in schools[0].name


@pytest.mark.usefixtures("register")
def test_a_urn_finds_that_school_alone() -> None:
    assert [school.name for school in found("114698")] == ["Tanglewood Nursery School"]
    assert found("999999") == []


@pytest.mark.usefixtures("register")
def test_a_postcode_or_its_start_with_or_without_the_space() -> None:
    for typed in ("CM1 2DX", "cm12dx", "CM1  2dx"):
        assert {school.school.postcode for school in found(typed)} == {"CM1 2DX"}, typed
    assert {school.school.postcode[:5] for school in found("CM1 2")} == {"CM1 2"}
    outward = [school.school.postcode.split()[0] for school in found("cm1")]
    assert outward[0] == "CM1"
    assert set(outward) == {"CM1", "CM11", "CM12", "CM13", "CM14", "CM15", "CM16", "CM17", "CM18", "CM19"}


@pytest.mark.usefixtures("register")
def test_each_facet_counts_what_it_would_leave() -> None:
    filters = SchoolFilters(status="open", authority=881, phase="Secondary")
    values = SchoolSearch(filters).facets()
    for facet in ("quadrant", "district", "type", "phase", "trust", "authority"):
        value = max(values[facet], key=lambda one: one.count)
        key = int(value.key) if value.key.isdigit() else value.key
        chosen = SchoolFilters(**(vars(filters) | {facet: key}))  # type: ignore[arg-type]
        assert search_schools(chosen).count() == value.count, facet
    assert {value.key: value.count for value in values["status"]}["open"] == search_schools(filters).count()
    assert [value.name for value in values["quadrant"]] == ["Mid", "North-East", "South", "West"]


def test_a_chosen_value_that_nothing_fits_stays_in_its_facet() -> None:
    make_school(la=881, type_code=1)
    make_school(la=935, type_code=34)
    values = SchoolSearch(SchoolFilters(authority=881, type=34)).facets()
    assert [(value.name, value.count) for value in values["type"]] == [
        ("Academy converter", 0),
        ("Community school", 1),
    ]


def test_odd_searches_do_no_harm() -> None:
    make_school(name="Ordinary Primary School")
    for typed in ("%", "_", "'", '"', "\\", "\x00", "(", "a" * 500, "ö€漢", "1", "12345678901234567890"):
        found(typed)
    assert [school.name for school in found("ordinry")] == ["Ordinary Primary School"]
