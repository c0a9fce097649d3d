"""Watching actions and keeping filters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import action_for
from essex_portal.tracker.models import DigestOff
from essex_portal.tracker.services import personal

NAME, QUERY = 60, 500

sees_tracker = requires(Permission.VIEW_TRACKER)


@require_POST
@sees_tracker
def watch(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Begin or, with `stop`, end watching."""
    action = action_for(request.user, slug, reference)
    if "stop" in request.POST:
        personal.unwatch(action=action, by=request.user)
        messages.success(request, f"You no longer watch {reference}.")
    else:
        personal.watch(action=action, by=request.user, now=timezone.now())
        messages.success(request, f"You watch {reference}. Its changes come in your daily summary.")
    return redirect("tracker:action", slug, reference)


@require_POST
@sees_tracker
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the list under a name."""
    name = request.POST.get("name", "").strip()[:NAME]
    query = QueryDict(request.POST.get("query", "")[:QUERY])
    if name:
        personal.save_filter(name=name, query=query.urlencode(), by=request.user)
        messages.success(request, f"The filters are kept as “{name}”.")
    else:
        messages.error(request, "The filters are not kept yet: give them a name.")
    return redirect(f"{reverse('tracker:actions')}?{query.urlencode()}")


@require_POST
@sees_tracker
def remove_filter(request: HttpRequest, pk: int) -> HttpResponse:
    personal.remove_filter(pk=pk, by=request.user)
    return redirect("tracker:actions")


@sees_tracker
def digest(request: HttpRequest) -> HttpResponse:
    """Whether the morning's summary comes."""
    is_on = not DigestOff.objects.filter(user=request.user).exists()
    if request.method == "POST":
        wants = request.POST.get("wants") == "yes"
        personal.switch_digest(on=wants, by=request.user, now=timezone.now())
        messages.success(request, "The morning’s summary comes." if wants else "The morning’s summary comes no more.")
        return redirect("accounts:account")
    return render(request, "tracker/digest.html", {"is_on": is_on})
