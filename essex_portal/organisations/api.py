"""The school register, for everybody: `GET /schools` and `GET /schools/{urn}`."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router, Schema

from essex_portal.organisations.models import EstablishmentType, Organisation, SchoolLink
from essex_portal.organisations.queries import (
    SchoolFilters,
    address_lines,
    predecessors,
    school_by_urn,
    search_schools,
    successors,
)
from essex_portal.organisations.states import OrganisationKind
from essex_portal.rest.openapi import problems
from essex_portal.rest.problems import INVALID, FieldError, Problem
from essex_portal.rest.schemas import ListOf, Page, Text

router = Router(tags=["Schools"])

PartnershipsOf = Callable[[Collection[Organisation]], dict[int, list[tuple[str, str]]]]
_partnerships_of: PartnershipsOf = lambda schools: {}  # noqa: E731 (a default that is replaced)


def tell_partnerships(read: PartnershipsOf) -> None:
    """Say how a school's partnerships are read: for schools, the name and kind of each, by the school's number.

    The directory lies above this app, so `essex_portal.api` brings the two together.
    """
    global _partnerships_of
    _partnerships_of = read


SOURCE = "Get Information About Schools, Department for Education"
LICENCE = "Open Government Licence v3.0"
AS_THEY_ARE = (
    "urn", "phase", "establishment_number", "low_age", "high_age", "gender", "religious_character",
    "admissions_policy", "sixth_form", "capacity", "pupils", "postcode", "telephone", "website", "ward", "as_of",
)  # fmt: skip


class Coded(Schema):
    code: int = Field(examples=[1])
    name: str = Field(examples=["Community school"])


class Trust(Schema):
    uid: int | None = Field(description="Group UID in the register", examples=[2062])
    name: str = Field(examples=["Academy Transformation Trust"])


class Link(Schema):
    urn: int = Field(examples=[115397])
    name: str = Field(examples=["Dame Bradbury’s School"])
    kind: str = Field(description="The register’s own words", examples=["Predecessor - merged"])
    on: dt.date | None = Field(examples=["2016-03-03"])


class Partnership(Schema):
    """A partnership that the school belongs to."""

    name: str = Field(examples=["Colne Learning Partnership"])
    kind: str = Field(description="The code of the kind", examples=["local_cluster"])


class School(Schema):
    """What the register says. Null and empty mean that it does not say."""

    urn: int = Field(examples=[114805])
    name: str = Field(examples=["Trinity Road Primary School"])
    status: str = Field(examples=["Open"])
    type: Coded
    phase: str = Field(examples=["Primary"])
    local_authority: Coded = Field(examples=[{"code": 881, "name": "Essex"}])
    establishment_number: int | None = Field(examples=[2210])
    low_age: int | None = Field(examples=[4])
    high_age: int | None = Field(examples=[11])
    gender: str = Field(examples=["Mixed"])
    religious_character: str = Field(examples=["Does not apply"])
    admissions_policy: str = Field(examples=[""])
    sixth_form: str = Field(examples=[""])
    capacity: int | None = Field(examples=[315])
    pupils: int | None = Field(examples=[321])
    address: list[str] = Field(examples=[["Trinity Road", "Chelmsford", "Essex", "CM2 6HS"]])
    postcode: str = Field(examples=["CM2 6HS"])
    telephone: str = Field(examples=["01245354517"])
    website: str = Field(examples=["www.trinityroad.essex.sch.uk"])
    district: str | None = Field(examples=["Chelmsford"])
    ward: str = Field(examples=["Trinity"])
    quadrant: str | None = Field(description="The county’s own areas: Mid, North-East, South, West", examples=["Mid"])
    trust: Trust | None = Field(description="The academy trust; null for other schools", examples=[None])
    partnerships: list[Partnership] = Field(examples=[[]])
    opened_on: dt.date | None = Field(examples=[None])
    closed_on: dt.date | None = Field(examples=[None])
    as_of: dt.date = Field(description="The day that these facts speak of", examples=["2023-11-16"])
    source: str = Field(examples=[SOURCE])
    licence: str = Field(examples=[LICENCE])


class SchoolWithLinks(School):
    predecessors: list[Link] = Field(description="Schools that this one took over from")
    successors: list[Link] = Field(description="Schools that took over from this one")


class Filters(Schema):
    q: Text = Field(
        "",
        max_length=100,
        description="Words of the name or town, a postcode or its start, or a URN",
        examples=["trinity road"],
    )
    la: int | None = Field(None, ge=0, le=9999, description="Local authority’s code, such as 881", examples=[881])
    type: Text = Field("", max_length=100, description="Type of establishment: its code or its name")
    quadrant: Text = Field("", max_length=100, description="Mid, North-East, South or West")
    status: Literal["", "open", "closed", "proposed"] = Field("", description="Open, closed, or proposed to open")


@router.get("/schools", response={200: ListOf[School], **problems()}, summary="Find schools")
def schools(request: HttpRequest, filters: Query[Filters], page: Query[Page]) -> ListOf[School]:
    """Every school and college of the register, closed ones too, the best match first. Typing errors are forgiven."""
    found = search_schools(_search(filters)).select_related("school__trust__trust")
    shown = list(found[page.cut()])
    return ListOf[School](items=[School(**facts) for facts in _facts_of(shown)], count=found.count())


@router.get("/schools/{int:urn}", response={200: SchoolWithLinks, **problems(404)}, summary="One school")
def school(
    request: HttpRequest, urn: Annotated[int, Path(description="The school’s number", examples=[114805])]
) -> SchoolWithLinks:
    """What the register says of a school, and the schools before and after it."""
    found = school_by_urn(urn)
    if found is None:
        raise Http404
    return SchoolWithLinks(
        **_facts_of([found])[0],
        predecessors=[_link(link, link.earlier) for link in predecessors(found)],
        successors=[_link(link, link.later) for link in successors(found)],
    )


def _search(filters: Filters) -> SchoolFilters:
    quadrants = Organisation.objects.filter(kind=OrganisationKind.QUADRANT)
    return SchoolFilters(
        q=filters.q,
        status=filters.status,
        authority=filters.la,
        type=_chosen("type", filters.type, EstablishmentType.objects.all()),
        quadrant=_chosen("quadrant", filters.quadrant, quadrants),
    )


def _chosen(field: str, value: str, among: QuerySet[Any]) -> int | None:
    """The key of what a filter names, by key or by name; None when it names nothing. Unknown names are refused."""
    if not value:
        return None
    by = {"pk": int(value)} if value.isdecimal() and len(value) < 10 else {"name__iexact": value}
    key = among.filter(**by).values_list("pk", flat=True).first()
    if key is None:
        names = ", ".join(among.values_list("name", flat=True))
        raise Problem(INVALID, errors=[FieldError(field, f"There is no {field} “{value}”. There are: {names}.")])
    return key


def _facts_of(schools: Sequence[Organisation]) -> list[dict[str, Any]]:
    partnerships = _partnerships_of(schools)
    return [_facts(school, partnerships.get(school.pk, [])) for school in schools]


def _facts(organisation: Organisation, partnerships: list[tuple[str, str]]) -> dict[str, Any]:
    details = organisation.school
    return {name: getattr(details, name) for name in AS_THEY_ARE} | {
        "name": organisation.name,
        "status": details.get_status_display(),
        "type": Coded(code=details.type.code, name=details.type.name),
        "local_authority": Coded(code=details.local_authority.code, name=details.local_authority.name),
        "address": address_lines(organisation),
        "district": details.district.name if details.district else None,
        "quadrant": details.district.quadrant.name if details.district and details.district.quadrant else None,
        "trust": _trust(details.trust) if details.trust else None,
        "partnerships": [Partnership(name=name, kind=kind) for name, kind in partnerships],
        "opened_on": organisation.opened_on,
        "closed_on": organisation.closed_on,
        "source": SOURCE,
        "licence": LICENCE,
    }


def _trust(trust: Organisation) -> Trust:
    details = getattr(trust, "trust", None)
    return Trust(uid=details.group_uid if details else None, name=trust.name)


def _link(link: SchoolLink, other: Any) -> Link:
    return Link(urn=other.urn, name=other.organisation.name, kind=link.kind, on=link.established_on)
