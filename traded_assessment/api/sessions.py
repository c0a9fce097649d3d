"""`GET /training/sessions`: the public catalogue."""

import datetime as dt
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator

from essex_portal.organisations.queries import school_calendar
from essex_portal.rest.openapi import problems
from essex_portal.rest.schemas import ListOf, Page
from essex_portal.school_calendar import SchoolCalendar, academic_year_dates
from traded_assessment.models import TrainingSession
from traded_assessment.states import SessionState

router = Router(tags=["Training"])


class SessionOut(Schema):
    """A dated session of the package, or an event priced per person."""

    id: int = Field(examples=[12])
    product: str = Field(description="single_session or event", examples=["single_session"])
    title: str = Field(examples=["Administering the phonics screening check"])
    half_term: str | None = Field(description="Null when it lies in the holidays", examples=["Spring 2"])
    academic_year: str | None = Field(examples=["2021/22"])
    starts_at: dt.datetime = Field(examples=["2022-03-03T16:00:00Z"])
    ends_at: dt.datetime = Field(examples=["2022-03-03T17:00:00Z"])
    capacity: int = Field(examples=[60])
    places_left: int = Field(examples=[23])


def _spelled(academic_year: str) -> str:
    try:
        academic_year_dates(academic_year)
    except ValueError as error:
        raise ValueError("This must be an academic year, such as 2021/22.") from error
    return academic_year


class Filters(Schema):
    academic_year: Annotated[str, AfterValidator(_spelled)] | None = Field(
        None,
        description="All that was or will be on offer in that year, instead of what can be booked now",
        examples=["2021/22"],
    )


@router.get("/training/sessions", response={200: ListOf[SessionOut], **problems()}, summary="Training on offer")
def sessions(request: HttpRequest, filters: Query[Filters], page: Query[Page]) -> ListOf[SessionOut]:
    """The sessions and events that can be booked, in the order of their dates. All of them are online."""
    found = _on_offer(filters.academic_year)
    calendar = school_calendar()
    return ListOf[SessionOut](
        items=[_session_out(session, calendar) for session in found[page.cut()]], count=found.count()
    )


def _on_offer(academic_year: str | None) -> QuerySet[TrainingSession]:
    sessions = TrainingSession.objects.select_related("course")
    if academic_year is None:
        return sessions.filter(state=SessionState.PUBLISHED, starts_at__gt=timezone.now())
    first_on, last_on = academic_year_dates(academic_year)
    return sessions.exclude(state=SessionState.CANCELLED).filter(starts_at__date__range=(first_on, last_on))


def _session_out(session: TrainingSession, calendar: SchoolCalendar) -> SessionOut:
    half_term = calendar.half_term_of(timezone.localdate(session.starts_at))
    return SessionOut(
        id=session.pk,
        product=session.course.product,
        title=session.course.title,
        half_term=half_term.name if half_term else None,
        academic_year=half_term.academic_year if half_term else None,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        capacity=session.capacity,
        places_left=session.places_left,
    )
