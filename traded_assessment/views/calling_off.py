"""The training office calls a session off: what it would do, then how far it has come."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.jobs.services import retry
from traded_assessment.access import session_in_catalogue
from traded_assessment.forms.calling_off import CallOffForm
from traded_assessment.models import SessionCallOff
from traded_assessment.queries.calling_off import Outlook, outlook_of, sessions_to_move_to, settled
from traded_assessment.services.calling_off import call_off
from traded_assessment.services.catalogue import CatalogueRefused

ROWS_A_PAGE = 50
SHOWN_BEFORE = 100


@requires(Permission.MANAGE_TRAINING)
def cancel_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a session off, after a reason and a look at what happens to whom."""
    session, now = session_in_catalogue(pk), timezone.now()
    form = CallOffForm(posted(request), sessions=sessions_to_move_to(session, now))
    context: dict[str, Any] = {"form": form, "session": session}
    if request.method == "POST" and form.is_valid():
        outlook = outlook_of(session, form.chosen)
        if not outlook.outcomes or request.POST.get("seen") == _seen(outlook):
            try:
                call_off(
                    session=session,
                    reason=form.cleaned_data["reason"],
                    move_to=form.chosen,
                    by=request.user,
                    now=now,
                )
            except CatalogueRefused as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                return redirect("traded_assessment:session_call_off", pk)
        context |= {"outlook": outlook, "seen": _seen(outlook), "shown": outlook.outcomes[:SHOWN_BEFORE]}
    return render(request, "traded_assessment/changes/call_off.html", context)


@requires(Permission.MANAGE_TRAINING)
def session_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the call-off has come, and what became of each booking."""
    session, found = _of_session(pk)
    context = {
        "session": session,
        "call_off": found,
        "job": found,
        "name": "Bookings",
        "status_url": reverse("traded_assessment:session_call_off", args=[pk]),
        "ready_url": reverse("traded_assessment:session_call_off", args=[pk]),
        "ready_text": "See what became of each booking",
        "retry_url": reverse("traded_assessment:retry_call_off", args=[pk]),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "ui/job_status.html", context)
    context["page"] = Paginator(settled(found), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "traded_assessment/changes/called_off.html", context)


@requires(Permission.MANAGE_TRAINING)
@require_POST
def retry_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on where a call-off has failed."""
    _, found = _of_session(pk)
    retry(found)
    messages.success(request, "The rest of the bookings are being settled.")
    return redirect("traded_assessment:session_call_off", pk)


def _of_session(pk: int) -> tuple[Any, SessionCallOff]:
    session = session_in_catalogue(pk)
    found = SessionCallOff.objects.select_related("move_to__course", "called_off_by").filter(training_session=pk)
    if (row := found.first()) is None:
        raise Http404
    return session, row


def _seen(outlook: Outlook) -> str:
    """What was on the page when somebody confirms: anything else is shown first."""
    return f"{len(outlook.moving)} {len(outlook.credited)} {outlook.back}"
