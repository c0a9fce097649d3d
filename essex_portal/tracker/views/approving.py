"""The queue of submitted updates: approve, or send back with a reason."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import update_to_decide_for
from essex_portal.tracker.forms.updates import SendBackForm
from essex_portal.tracker.queries.mine import waiting_updates
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.services.updates import approve_update, send_back_update

PER_PAGE = 25

approves = requires(Permission.APPROVE_UPDATES)


@approves
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the oldest first."""
    page = Paginator(waiting_updates(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracker/approvals.html", {"page": page})


@require_POST
@approves
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    update = update_to_decide_for(request.user, pk)
    try:
        approve_update(update=update, by=request.user, now=timezone.now())
    except TrackerRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The update of {update.action.reference} is approved.")
    return redirect("tracker:approvals")


@approves
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the author, with what should change."""
    update = update_to_decide_for(request.user, pk)
    form = SendBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            send_back_update(update=update, by=request.user, now=timezone.now(), **form.cleaned_data)
        except TrackerRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The update of {update.action.reference} went back to its author.")
            return redirect("tracker:approvals")
    return render(request, "tracker/send_back.html", {"update": update, "form": form})
