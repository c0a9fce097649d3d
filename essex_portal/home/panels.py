"""What the pages of partnerships and quadrants show of other parts: training covered, actions of the tracker."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import actions_for
from essex_portal.tracker.queries.actions import ActionFilter, versions_as_at
from partnerships.panels import About, Panel, Place, panel
from traded_assessment.models import Attendee
from traded_assessment.states import Attendance, BookingState, SessionState

MOST_ACTIONS = 12


def add_panels() -> None:
    """Say what is shown where. Called once, when the portal starts."""
    panel(Place.PARTNERSHIP)(training_covered)
    panel(Place.QUADRANT)(actions_of_quadrant)


def training_covered(about: About) -> Panel | None:
    """By course: how many of the partnership's schools and people were trained, or are booked, in the last year.

    For its lead, its officers and the county's offices: what a single school books is its own affair.
    """
    if not about.keeps and not holds_for_county(about.user, Permission.VIEW_SCHOOL_BOOKINGS):
        return None
    rows = list(_training(about.schools, about.on))
    return Panel("Training covered", "home/panels/training.html", {"rows": rows, "schools": len(about.schools)})


def _training(schools: Sequence[int], on: date) -> QuerySet[Any]:
    people = Attendee.objects.filter(
        booking__school__in=schools,
        booking__state=BookingState.BOOKED,
        booking__training_session__starts_at__date__range=(date(on.year - 1, on.month, 1), date(on.year + 1, 12, 31)),
    ).exclude(booking__training_session__state=SessionState.CANCELLED)
    attended = Q(attendance=Attendance.ATTENDED)
    ahead = Q(booking__training_session__starts_at__date__gt=on)
    return (
        people.order_by()
        .values("booking__training_session__course__title")
        .annotate(
            people=Count("pk", filter=attended),
            schools=Count("booking__school", filter=attended, distinct=True),
            booked=Count("pk", filter=ahead),
        )
        .order_by("booking__training_session__course__title")
    )


def actions_of_quadrant(about: About) -> Panel | None:
    """The open actions of SEND and other programmes in the quadrant, for those who may see the tracker."""
    if not holds(about.user, Permission.VIEW_TRACKER):
        return None
    wanted = ActionFilter(quadrant=about.organisation, visible=actions_for(about.user), open_only=True)
    found = versions_as_at(timezone.now(), wanted)
    context = {"versions": list(found[:MOST_ACTIONS]), "quadrant": about.organisation}
    return Panel("Actions", "home/panels/actions.html", context)
