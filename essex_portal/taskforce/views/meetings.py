"""The board's meetings: agenda, papers, decisions."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.requests import posted
from essex_portal.documents.uploads import hand_out
from essex_portal.taskforce.access import arisen_or_404, decision_or_404, meeting_or_404, paper_or_404
from essex_portal.taskforce.forms.meetings import ArisenForm, DecisionForm, MeetingForm, PaperForm
from essex_portal.taskforce.models import BoardDecision, BoardMeeting
from essex_portal.taskforce.queries import meetings as queries
from essex_portal.taskforce.services import meetings as services
from essex_portal.taskforce.services.meetings import MeetingRefused
from essex_portal.taskforce.views.permissions import for_keepers, keeps_programmes, views_tracker
from essex_portal.tracker.access import actions_for
from essex_portal.ui.saving import saved


@views_tracker
def meetings(request: HttpRequest) -> HttpResponse:
    """Every meeting, the newest first."""
    context = {
        "meetings": queries.meetings(),
        "today": timezone.localdate(),
        "keeps": keeps_programmes(request.user),
    }
    return render(request, "taskforce/meetings/meetings.html", context)


@views_tracker
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    found = meeting_or_404(pk)
    context = {
        "meeting": found,
        "agenda": queries.agenda_of(found),
        "arisen": queries.arisen_of(found, timezone.now()),
        "keeps": keeps_programmes(request.user),
    }
    return render(request, "taskforce/meetings/meeting.html", context)


@for_keepers
def add_meeting(request: HttpRequest) -> HttpResponse:
    return _edit_meeting(request, None)


@for_keepers
def change_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit_meeting(request, meeting_or_404(pk))


def _edit_meeting(request: HttpRequest, found: BoardMeeting | None) -> HttpResponse:
    form = MeetingForm(posted(request), initial=MeetingForm.initial_of(found) if found else {})
    done = saved(
        form,
        lambda values: services.save_meeting(meeting=found, values=values, by=request.user),
        MeetingRefused,
    )
    if done:
        messages.success(request, f"{done} was saved.")
        return redirect("taskforce:meeting", done.pk)
    back = reverse("taskforce:meeting", args=[found.pk]) if found else reverse("taskforce:meetings")
    return _form_page(request, form, "Change this meeting" if found else "Plan a board meeting", found, back)


@for_keepers
def add_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = meeting_or_404(pk)
    form = PaperForm(posted(request), request.FILES or None, meeting=found)
    done = saved(
        form,
        lambda values: services.add_paper(meeting=found, **values, by=request.user, now=timezone.now()),
        MeetingRefused,
    )
    if done:
        messages.success(request, f"“{done}” is laid before the meeting.")
        return redirect("taskforce:meeting", pk)
    return _form_page(request, form, "Add a paper", found, reverse("taskforce:meeting", args=[pk]))


@views_tracker
def paper(request: HttpRequest, pk: int) -> FileResponse:
    return hand_out(paper_or_404(pk).file)


@for_keepers
def withdraw_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = paper_or_404(pk)
    back = reverse("taskforce:meeting", args=[found.meeting_id])
    if request.method == "POST":
        services.withdraw_paper(paper=found, by=request.user, now=timezone.now())
        messages.success(request, f"“{found}” is taken back.")
        return redirect(back)
    context = {
        "title": f"Take “{found}” back?",
        "text": "Nobody can open it then. It stays in the records.",
        "confirm_text": "Take it back",
        "cancel_url": back,
        "warning": True,
    }
    return render(request, "ui/confirm.html", context)


@for_keepers
def add_decision(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit_decision(request, meeting_or_404(pk), None)


@for_keepers
def change_decision(request: HttpRequest, pk: int) -> HttpResponse:
    decision = decision_or_404(pk)
    return _edit_decision(request, decision.meeting, decision)


def _edit_decision(request: HttpRequest, found: BoardMeeting, decision: BoardDecision | None) -> HttpResponse:
    initial = {"text": decision.text, "item": decision.item} if decision else {}
    form = DecisionForm(posted(request), initial=initial, meeting=found)
    done = saved(
        form, lambda values: services.save_decision(meeting=found, decision=decision, **values, by=request.user)
    )
    if done:
        messages.success(request, f"Decision {done.number} was saved.")
        return redirect("taskforce:meeting", found.pk)
    title = f"Correct decision {decision.number}" if decision else "Write down a decision"
    return _form_page(request, form, title, found, reverse("taskforce:meeting", args=[found.pk]))


@for_keepers
def add_arisen(request: HttpRequest, pk: int) -> HttpResponse:
    """Note an action of the tracker that arose in the meeting."""
    found = meeting_or_404(pk)
    form = ArisenForm(posted(request), actions=actions_for(request.user))
    done = saved(
        form,
        lambda values: services.add_arisen(meeting=found, action=values["action"], by=request.user),
        MeetingRefused,
    )
    if done:
        messages.success(request, f"{done.action.reference} is noted.")
        return redirect("taskforce:meeting", pk)
    return _form_page(request, form, "Note an action that arose", found, reverse("taskforce:meeting", args=[pk]))


@for_keepers
def remove_arisen(request: HttpRequest, pk: int) -> HttpResponse:
    arisen = arisen_or_404(pk)
    back = reverse("taskforce:meeting", args=[arisen.meeting_id])
    if request.method == "POST":
        services.remove_arisen(arisen=arisen, by=request.user)
        messages.success(request, f"{arisen.action} is no longer noted for this meeting.")
        return redirect(back)
    context = {
        "title": f"Did {arisen.action} not arise in this meeting?",
        "text": "It is no longer shown here. The action itself stays in the tracker.",
        "confirm_text": "Remove it here",
        "cancel_url": back,
    }
    return render(request, "ui/confirm.html", context)


def _form_page(request: HttpRequest, form: Any, title: str, caption: Any, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "caption": caption, "back_url": back}
    return render(request, "ui/form_page.html", context)
