"""`GET /tracker/programmes` and `GET /tracker/actions`: how plans stand, or stood on a day."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from essex_portal.accounts.api_auth import PersonalToken, caller_of
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.rest.openapi import problems
from essex_portal.rest.problems import INVALID, FieldError, Problem
from essex_portal.rest.schemas import ListOf, Page, Text
from essex_portal.tracker.access import actions_for, programmes_for
from essex_portal.tracker.models import Programme
from essex_portal.tracker.moments import as_at
from essex_portal.tracker.queries import ActionFilter, ActionRow, rows_of, versions_as_at
from essex_portal.tracker.queries.programmes import ProgrammeSeen, programmes_as_at
from essex_portal.tracker.queries.words import in_words_of
from essex_portal.tracker.states import RatingKind, Stage

router = Router(tags=["Tracker"], auth=PersonalToken("tracker"))

COUNTY = "county"
AS_AT = Field(None, description="As it was at the end of this day; now if left out", examples=["2021-11-30"])


class ProgrammeFilters(Schema):
    as_at: dt.date | None = AS_AT


class ActionFilters(Schema):
    programme: Text = Field("", max_length=50, description="Address of a programme", examples=["send-statement"])
    quadrant: Text = Field(
        "", max_length=100, description="Name of a quadrant, or `county` for the whole county", examples=["Mid"]
    )
    rating: Text = Field(
        "", max_length=20, description="Code of a rating, or what it means to the portal", examples=["red", "off_track"]
    )
    overdue: bool | None = Field(None, description="Only those past the day they were expected", examples=[True])
    as_at: dt.date | None = AS_AT


class RatingCount(Schema):
    code: str = Field(examples=["red"])
    name: str = Field(examples=["Red"])
    means: RatingKind = Field(examples=["off_track"])
    actions: int = Field(examples=[2])


class ProgrammeOut(Schema):
    programme: str = Field(description="Its address", examples=["send-statement"])
    title: str = Field(examples=["Joint Written Statement of Action"])
    owner: str = Field(examples=["Director of Education"])
    state: str = Field(examples=["active"])
    actions: int = Field(examples=[11])
    overdue: int = Field(examples=[1])
    unrated: int = Field(examples=[0])
    ratings: list[RatingCount]


class RatingOut(Schema):
    """What somebody said of the action."""

    code: str = Field(examples=["amber"])
    name: str = Field(examples=["Amber"])
    means: RatingKind = Field(examples=["slipping"])
    impact: str | None = Field(description="Code of the rating of its impact", examples=["grey"])
    sentence: str = Field(examples=["The supplier is two weeks late."])
    percent: int | None = Field(examples=[40])
    author: str = Field(examples=["Quadrant officer"])
    since: dt.datetime = Field(examples=["2021-11-10T09:30:00Z"])


class FactsOut(Schema):
    """What the milestones, measures and dates say, whatever the rating is."""

    means: RatingKind = Field(examples=["off_track"])
    sentences: list[str] = Field(examples=[["The milestone “Draft” was missed on 1 November 2021."]])
    contradict_rating: bool = Field(description="The rating is better than the facts", examples=[True])


class ActionOut(Schema):
    programme: str = Field(examples=["send-statement"])
    workstream: str = Field(examples=["Joint commissioning"])
    reference: str = Field(examples=["JC-2"])
    title: str = Field(examples=["Develop a SEND joint data set"])
    stage: Stage = Field(examples=["under_way"])
    quadrant: str | None = Field(description="Null for the whole county", examples=[None])
    leads: list[str] = Field(examples=[["Director of Commissioning and Policy (ECC)"]])
    owned: bool = Field(description="A lead has accepted it", examples=[True])
    when: str = Field(description="As the plan says it", examples=["autumn term 2021"])
    starts_on: dt.date | None = Field(examples=["2021-09-01"])
    baseline_on: dt.date | None = Field(description="First agreed", examples=["2021-12-17"])
    forecast_on: dt.date | None = Field(description="Expected", examples=["2022-01-31"])
    actual_on: dt.date | None = Field(description="Done", examples=[None])
    slippage_days: int | None = Field(description="Forecast less baseline", examples=[45])
    overdue: bool = Field(examples=[False])
    rating: RatingOut | None
    facts: FactsOut


@router.get(
    "/tracker/programmes", response={200: ListOf[ProgrammeOut], **problems(401, 403)}, summary="Programmes and ratings"
)
def programmes(request: HttpRequest, filters: Query[ProgrammeFilters], page: Query[Page]) -> ListOf[ProgrammeOut]:
    """The programmes that you may see, with the ratings of those of their actions that you may see."""
    user = caller_of(request).user
    found = programmes_for(user)
    seen = programmes_as_at(_moment(filters.as_at), found[page.cut()], actions_for(user))
    return ListOf[ProgrammeOut](items=[_programme(one) for one in seen], count=found.count())


@router.get(
    "/tracker/actions", response={200: ListOf[ActionOut], **problems(401, 403)}, summary="Find actions, now or as at"
)
def actions(request: HttpRequest, filters: Query[ActionFilters], page: Query[Page]) -> ListOf[ActionOut]:
    """The actions that you may see, by programme and reference. With `as_at`, all of it is as it was seen that day."""
    user, moment = caller_of(request).user, _moment(filters.as_at)
    wanted = ActionFilter(
        programme=_programme_named(user, filters.programme),
        quadrant=_quadrant_named(filters.quadrant),
        county=filters.quadrant == COUNTY,
        rating=filters.rating,
        overdue=bool(filters.overdue),
        visible=actions_for(user),
    )
    found = versions_as_at(moment, wanted)
    rows = rows_of(in_words_of(moment, found[page.cut()], "of__workstream"), moment, whole=False)
    return ListOf[ActionOut](items=[_action(row) for row in rows], count=found.count())


def _moment(day: dt.date | None) -> dt.datetime:
    return as_at(day, now=timezone.now(), zone=timezone.get_current_timezone()).moment


def _programme_named(user: Any, slug: str) -> Programme | None:
    if not slug:
        return None
    found = programmes_for(user).filter(slug=slug).first()
    if found is None:
        raise _unknown("programme", "There is no programme of that name that you may see.")
    return found


def _quadrant_named(name: str) -> Organisation | None:
    if not name or name == COUNTY:
        return None
    found = Organisation.objects.filter(kind=OrganisationKind.QUADRANT, name__iexact=name).first()
    if found is None:
        raise _unknown("quadrant", "There is no quadrant of that name.")
    return found


def _unknown(field: str, words: str) -> Problem:
    return Problem(INVALID, words, errors=[FieldError(field, words)])


def _programme(seen: ProgrammeSeen) -> dict[str, Any]:
    one = seen.programme
    ratings = [
        {"code": level.code, "name": level.name, "means": level.kind, "actions": number}
        for level, number in seen.ratings
    ]
    return {
        "programme": one.slug, "title": one.title, "owner": one.owner_office, "state": one.state,
        "actions": seen.actions, "overdue": seen.overdue, "unrated": seen.unrated, "ratings": ratings,
    }  # fmt: skip


def _action(row: ActionRow) -> dict[str, Any]:
    version = row.version
    same = ("title", "stage", "starts_on", "baseline_on", "forecast_on", "actual_on", "slippage_days")
    return {name: getattr(version, name) for name in same} | {
        "programme": row.action.programme.slug,
        "workstream": row.action.workstream.title,
        "reference": row.reference,
        "quadrant": version.quadrant.name if version.quadrant else None,
        "leads": [str(party) for party in row.parts.leads],
        "owned": not row.parts.is_unowned,
        "when": version.when_words,
        "overdue": row.is_overdue,
        "rating": _rating(row),
        "facts": {
            "means": row.judgement.kind,
            "sentences": list(row.judgement.sentences),
            "contradict_rating": row.is_contradicted,
        },
    }


def _rating(row: ActionRow) -> dict[str, Any] | None:
    said = row.latest
    if said is None:
        return None
    return {
        "code": said.delivery.code, "name": said.delivery.name, "means": said.delivery.kind,
        "impact": said.impact.code if said.impact else None, "sentence": said.sentence, "percent": said.percent,
        "author": said.author_words, "since": said.counts_from,
    }  # fmt: skip
