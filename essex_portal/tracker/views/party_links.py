"""Partners without an account: asked by an officer, answering by their link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import public, requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import action_to_edit_for, link_of, party_of
from essex_portal.tracker.forms.party_links import AnswerForm, AskPartyForm
from essex_portal.tracker.forms.updates import UpdateForm
from essex_portal.tracker.models import PartyLink
from essex_portal.tracker.party_link_tokens import party_address
from essex_portal.tracker.queries import rows_of, versions_as_at
from essex_portal.tracker.services.party_links import answer_by_link, ask_party, seen_base, update_by_link
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.states import Handshake


@requires(Permission.UPDATE_ACTIONS)
def ask(request: HttpRequest, slug: str, reference: str, pk: int) -> HttpResponse:
    """Mail an office a link to accept its part."""
    action = action_to_edit_for(request.user, slug, reference)
    party = party_of(action, pk)
    form = AskPartyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_party(party=party, to=form.cleaned_data["to"], by=request.user, now=timezone.now())
        except TrackerRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The link is on its way. The action is unowned until the office accepts.")
            return redirect("tracker:action", slug, reference)
    context = {"action": action, "programme": action.programme, "party": party.versions.current().get(), "form": form}
    return render(request, "tracker/links/ask.html", context)


@public
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What the plan says of the partner, and the partner's answer."""
    link = link_of(token, timezone.now())
    if link is None:
        return render(request, "tracker/links/ended.html", status=404)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            answer_by_link(link=link, answer=Handshake(said["answer_is"]), words=said["answer"], now=timezone.now())
        except TrackerRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Thank you. Your answer is in the plan.")
            return redirect(party_address(link))
    return render(request, "tracker/links/answer.html", _context(link, token, form))


@public
def update(request: HttpRequest, token: str) -> HttpResponse:
    """The partner says how the action goes."""
    link = link_of(token, timezone.now())
    if link is None:
        return render(request, "tracker/links/ended.html", status=404)
    levels = list(link.party.action.programme.rating_levels.all())
    form = UpdateForm(posted(request), levels=levels, initial={"base": seen_base(link)})
    if request.method == "POST" and form.is_valid():
        try:
            update_by_link(link=link, facts=form.facts, base=form.cleaned_data["base"], now=timezone.now())
        except TrackerRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Thank you. Your update is with the office that keeps the plan.")
            return redirect(party_address(link))
    return render(request, "tracker/links/update.html", _context(link, token, form))


def _context(link: PartyLink, token: str, form: Any) -> dict[str, Any]:
    action, now = link.party.action, timezone.now()
    row = rows_of(versions_as_at(now).filter(of=action), now, whole=False)[0]
    return {"link": link, "token": token, "form": form, "row": row, "party": link.party.versions.current().get()}
