"""Questions for a decision: asked of an action or a programme, decided by the director."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import action_to_update_for, decision_for, decisions_for, programme_to_keep_for
from essex_portal.tracker.forms.board import AskDecisionForm, DecideForm, WithdrawForm
from essex_portal.tracker.models import Action, Programme
from essex_portal.tracker.services.decisions import ask_decision, decide, withdraw_request
from essex_portal.tracker.services.refusals import TrackerRefused

ANSWERED_SHOWN = 30


@requires(Permission.VIEW_TRACKER)
def decisions(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and the latest answers."""
    asked = decisions_for(request.user)
    context = {
        "waiting": asked.filter(closed_at=None),
        "answered": asked.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")[:ANSWERED_SHOWN],
        "may_decide": holds(request.user, Permission.APPROVE_UPDATES),
    }
    return render(request, "tracker/board/decisions.html", context)


@requires(Permission.UPDATE_ACTIONS)
def ask_about_action(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Ask for a decision about an action."""
    action = action_to_update_for(request.user, slug, reference)
    return _ask(request, action.programme, action)


@requires(Permission.KEEP_PROGRAMMES)
def ask_about_programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a decision about a whole programme."""
    return _ask(request, programme_to_keep_for(request.user, slug), None)


def _ask(request: HttpRequest, programme: Programme, action: Action | None) -> HttpResponse:
    form = AskDecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        ask_decision(programme=programme, action=action, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "The question is on the board’s list")
        return redirect("tracker:decisions")
    context = {"form": form, "programme": programme, "action": action}
    return render(request, "tracker/board/ask.html", context)


@requires(Permission.VIEW_TRACKER)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: decide it, or take it back."""
    asked = decision_for(request.user, pk)
    may_decide = holds(request.user, Permission.APPROVE_UPDATES)
    may_withdraw = asked.asked_by_id == request.user.pk or holds(request.user, Permission.KEEP_PROGRAMMES)
    form = (DecideForm if may_decide else WithdrawForm)(posted(request))
    if request.method == "POST" and (may_decide or may_withdraw) and form.is_valid():
        close = decide if may_decide else withdraw_request
        words = {"answer" if may_decide else "reason": form.cleaned_data["answer"]}
        try:
            close(request=asked, by=request.user, now=timezone.now(), **words)
        except TrackerRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Decided" if may_decide else "The question is taken back")
            return redirect("tracker:decisions")
    context = {"asked": asked, "form": form, "may_decide": may_decide, "may_withdraw": may_withdraw}
    return render(request, "tracker/board/decision.html", context)
