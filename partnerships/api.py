"""The directory, for everybody: `GET /partnerships`, and a school's partnerships for `GET /schools`."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from essex_portal.organisations.models import Organisation
from essex_portal.rest.openapi import problems
from essex_portal.rest.problems import INVALID, FieldError, Problem
from essex_portal.rest.schemas import ListOf, Page, Text
from partnerships import queries
from partnerships.models import PartnershipFacts, PartnershipMember

router = Router(tags=["Partnerships"])


class Member(Schema):
    urn: int = Field(examples=[114805])
    name: str = Field(examples=["Trinity Road Primary School"])
    since: dt.date = Field(description="Its first day in the partnership", examples=["2020-09-01"])


class Partnership(Schema):
    """A partnership on the day that is asked for."""

    id: int = Field(examples=[12])
    name: str = Field(examples=["Colne Valley"])
    short_name: str = Field(examples=[""])
    kind: str = Field(description="The code of the kind", examples=["local_cluster"])
    kind_name: str = Field(examples=["Local cluster"])
    quadrant: str = Field(examples=["Mid"])
    members: list[Member]


class Filters(Schema):
    quadrant: Text = Field("", max_length=100, description="Mid, North-East, South or West", examples=["Mid"])
    kind: Text = Field("", max_length=60, description="A kind’s code or name", examples=["local_cluster"])
    on: dt.date | None = Field(None, description="The day; today when it is left out", examples=["2021-11-10"])


@router.get("/partnerships", response={200: ListOf[Partnership], **problems()}, summary="Find partnerships")
def partnerships(request: HttpRequest, filters: Query[Filters], page: Query[Page]) -> ListOf[Partnership]:
    """The county’s partnerships of schools as at a day, by quadrant and name, each with its schools on that day."""
    on = filters.on or timezone.localdate()
    asked = queries.DirectoryFilters(
        on=on,
        quadrant=_chosen("quadrant", filters.quadrant, queries.quadrants()),
        kind=_chosen("kind", filters.kind, queries.kinds(), code="code") or "",
    )
    members = PartnershipMember.objects.filter(valid__contains=on).select_related("school__school")
    schools = Prefetch("partnership__partnership_members", members, to_attr="members_then")
    found = queries.directory(asked).prefetch_related(schools)
    return ListOf[Partnership](items=[_as_json(one, on) for one in found[page.cut()]], count=found.count())


def _chosen(field: str, value: str, among: QuerySet[Any], *, code: str = "pk") -> Any:
    """The key of what a filter names; None when it names nothing. Unknown names are refused, with those there are."""
    if not value:
        return None
    key = among.filter(name__iexact=value).values_list("pk", flat=True).first()
    if key is None and code != "pk":
        key = among.filter(**{code: value}).values_list("pk", flat=True).first()
    if key is None:
        names = ", ".join(among.values_list("name", flat=True))
        raise Problem(INVALID, errors=[FieldError(field, f"There is no {field} “{value}”. There are: {names}.")])
    return key


def _as_json(one: PartnershipFacts, on: dt.date) -> Partnership:
    members: list[PartnershipMember] = one.partnership.members_then
    return Partnership(
        id=one.partnership_id,
        name=one.name,
        short_name=one.short_name,
        kind=one.kind.code,
        kind_name=one.kind.name_on(on),
        quadrant=one.quadrant.name,
        members=[
            Member(urn=member.school.school.urn, name=member.school.name, since=member.valid.lower)
            for member in members
        ],
    )


def partnerships_of(schools: Collection[Organisation]) -> dict[int, list[tuple[str, str]]]:
    """For each school its partnerships today, as name and the code of the kind."""
    found = queries.facts_of_schools([school.pk for school in schools], timezone.localdate())
    return {key: [(one.name, one.kind.code) for one in listed] for key, listed in found.items()}
