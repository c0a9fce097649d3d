"""Sharing a round's results by a link, and what somebody without an account sees through it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from essex_portal.accounts.access import public, requires
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from partnerships.forms.meetings import ShareForm
from partnerships.models import ResultsLink
from partnerships.queries.result_rows import board_of, history_of
from partnerships.queries.results import thresholds_in_force
from partnerships.results_access import link_made_by_lead, round_met_by
from partnerships.services.sharing import SharingRefused, link_of, share_results, token_of, withdraw_link
from partnerships.views.results import shown

leads = requires(Permission.LEAD_PARTNERSHIP)


@leads
def results_links(request: PersonRequest, pk: int) -> HttpResponse:
    """The links to a round's results, and making one more."""
    review, today = round_met_by(request.user, pk), timezone.localdate()
    form = ShareForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            share_results(review=review, **form.cleaned_data, by=request.user, now=timezone.now(), on=today)
        except SharingRefused as refusal:
            form.add_error("last_on", str(refusal))
        else:
            messages.success(request, "The link is made. Copy it from the list below.")
            return redirect("partnerships:results_links", pk)
    links = [(link, _state(link), _address(request, link)) for link in review.links.all()]
    return render(request, "partnerships/results/links.html", {"round": review, "links": links, "form": form})


@leads
def withdraw_results_link(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask, then let a link open nothing any more."""
    link = link_made_by_lead(request.user, pk)
    back = reverse("partnerships:results_links", args=[link.round_id])
    if request.method == "POST":
        withdraw_link(link=link, by=request.user, now=timezone.now())
        messages.success(request, f"The link for {link.made_for} opens nothing any more.")
        return redirect(back)
    context = {
        "title": "Withdraw this link?",
        "text": f"Whoever has the link for {link.made_for} can no longer see the results of {link.round}."
        " You can make another one at any time.",
        "confirm_text": "Withdraw the link",
        "cancel_url": back,
        "warning": True,
    }
    return render(request, "ui/confirm.html", context)


@public
@require_GET
@never_cache
def shared_results(request: HttpRequest, token: str) -> HttpResponse:
    """The results, for somebody with a link that is still good; a page of its own when it is over."""
    link = link_of(token)
    if link is None:
        raise Http404
    state = _state(link)
    if state != "open":
        response = render(request, "partnerships/results/link_over.html", {"link": link, "state": state}, status=410)
    else:
        thresholds = thresholds_in_force()
        history = history_of(link.round.partnership, thresholds)
        board = board_of(history.of(link.round), thresholds, earlier=history.before(link.round))
        response = render(request, "partnerships/results/shared.html", {**shown(board, thresholds), "link": link})
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _state(link: ResultsLink) -> str:
    """`open`, `withdrawn` or `expired`."""
    if link.withdrawn_at:
        return "withdrawn"
    return "expired" if link.last_on < timezone.localdate() else "open"


def _address(request: HttpRequest, link: ResultsLink) -> str:
    return request.build_absolute_uri(reverse("partnerships:shared_results", args=[token_of(link)]))
