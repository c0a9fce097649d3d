"""Who enters what is done for reading, and the only way to fetch the Task Force's things for a person: it, or 404."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from essex_portal.accounts.permissions import holds, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.taskforce.models import (
    ArisenAction,
    BoardDecision,
    BoardMeeting,
    BoardPaper,
    ReadingActivity,
    ReadingYear,
)
from essex_portal.taskforce.queries.reading import reading_year


@dataclass(frozen=True)
class Entering:
    """For whom a person enters activities: `organisation`, or, for officers, anybody whom they name."""

    organisation: Organisation | None


def entering_of(request: HttpRequest) -> Entering:
    """For the school that the person acts for, the partnership that they lead, or, for officers, anybody.

    Raises PermissionDenied, with words, for everybody else.
    """
    user: Any = request.user
    school: Organisation | None = request.acting_for  # type: ignore[attr-defined]
    if school and holds(user, Permission.SHARE_READING, school):
        return Entering(school)
    if holds(user, Permission.UPDATE_ACTIONS):
        return Entering(None)
    if holds(user, Permission.LEAD_PARTNERSHIP):
        return Entering(organisations_with(user, Permission.LEAD_PARTNERSHIP).first())
    raise PermissionDenied("Schools, partnership leads and quadrant officers enter what is done for reading.")


def may_enter(request: HttpRequest) -> bool:
    try:
        entering_of(request)
    except PermissionDenied:
        return False
    return True


def may_change(user: Any, activity: ReadingActivity) -> bool:
    """The school or partnership that does it, the officers of its quadrant, and who keeps the programmes."""
    organisation = activity.organisation
    if organisation and holds(user, Permission.SHARE_READING, organisation):
        return True
    if organisation and holds(user, Permission.LEAD_PARTNERSHIP, organisation):
        return True
    quadrant = activity.district.quadrant if activity.district else None
    if quadrant and holds(user, Permission.UPDATE_ACTIONS, quadrant):
        return True
    return holds(user, Permission.KEEP_PROGRAMMES) or (
        activity.entered_by_id == user.pk and holds(user, Permission.UPDATE_ACTIONS)
    )


def activity_or_404(pk: int) -> ReadingActivity:
    """An activity on the map; everybody signed in may read it. Raises Http404."""
    related = ("organisation__school__district", "district__quadrant", "reading_year", "entered_by")
    found = ReadingActivity.objects.filter(pk=pk, withdrawn_at=None).select_related(*related).first()
    if found is None:
        raise Http404
    return found


def activity_changed_by(user: Any, pk: int) -> ReadingActivity:
    """An activity on the map, for those who may change it. Raises Http404 for others."""
    activity = activity_or_404(pk)
    if not may_change(user, activity):
        raise Http404
    return activity


def reading_year_or_404() -> ReadingYear:
    found = reading_year()
    if found is None:
        raise Http404
    return found


def meeting_or_404(pk: int) -> BoardMeeting:
    """A meeting of the board; the view asks for VIEW_TRACKER or more."""
    found = BoardMeeting.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def paper_or_404(pk: int) -> BoardPaper:
    """A paper that was not taken back. Raises Http404."""
    found = BoardPaper.objects.filter(pk=pk, withdrawn_at=None).select_related("file", "meeting").first()
    if found is None:
        raise Http404
    return found


def decision_or_404(pk: int) -> BoardDecision:
    found = BoardDecision.objects.filter(pk=pk).select_related("meeting").first()
    if found is None:
        raise Http404
    return found


def arisen_or_404(pk: int) -> ArisenAction:
    found = ArisenAction.objects.filter(pk=pk).select_related("meeting", "action").first()
    if found is None:
        raise Http404
    return found
