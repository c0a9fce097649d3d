"""A school that becomes an academy keeps its applications for funded places, and the places. Source: domain.md A7."""

from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.organisations.states import EstablishmentStatus
from partnerships.models import FundedApplication
from partnerships.queries.successors import open_successors
from partnerships.services.awards import locked_application
from partnerships.states import ApplicationState

ALIVE = (
    ApplicationState.DRAFT,
    ApplicationState.HANDED_IN,
    ApplicationState.WAITING,
    ApplicationState.AWARDED,
    ApplicationState.ACCEPTED,
)


def follow_applications(*, by: Any) -> int:
    """Give the applications of closed schools to the one school that took over from each; returns how many.

    Where several took over, or the successor applies itself, it stays as it is. Safe to run again and at once.
    """
    closed = FundedApplication.objects.filter(state__in=ALIVE, school__school__status=EstablishmentStatus.CLOSED)
    return sum(_follow(row, by) for row in closed.select_related("school__school"))


@transaction.atomic
def _follow(application: FundedApplication, by: Any) -> bool:
    current = locked_application(application)
    later = open_successors(current.school)
    there = FundedApplication.objects.filter(offer=current.offer, school__in=later)
    if len(later) != 1 or current.state not in ALIVE or there.exists():
        return False
    before, current.school = {"school": current.school.name}, later[0]
    current.save(update_fields=["school"])
    record(event="application.followed", target=current, by=by, before=before, after={"school": later[0].name})
    return True
