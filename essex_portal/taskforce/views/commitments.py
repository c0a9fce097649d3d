"""The commitments as the briefing's matrix: what will be done, the difference wanted, when and who."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from essex_portal.taskforce.queries.meetings import next_meeting
from essex_portal.taskforce.states import PROGRAMME
from essex_portal.taskforce.views.permissions import views_tracker
from essex_portal.tracker.access import actions_for
from essex_portal.tracker.models import Programme
from essex_portal.tracker.queries import ActionFilter, actions_as_at


@views_tracker
def commitments(request: HttpRequest) -> HttpResponse:
    """Each commitment with its rating, leading to its action."""
    programme, now = Programme.objects.filter(slug=PROGRAMME).first(), timezone.now()
    wanted = ActionFilter(programme=programme, visible=actions_for(request.user))
    context = {
        "programme": programme,
        "rows": actions_as_at(now, wanted) if programme else [],
        "next_meeting": next_meeting(timezone.localdate()),
    }
    return render(request, "taskforce/commitments.html", context)
