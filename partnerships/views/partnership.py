"""One partnership's page, as at a day, and what can be taken from it."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.documents.access import document_for
from essex_portal.documents.pages import status_of
from essex_portal.organisations.models import Organisation
from essex_portal.ui.access import signed_in
from essex_portal.ui.sheets import sheet_response
from partnerships import queries
from partnerships.access import may_lead, partnership_or_404
from partnerships.directory_sheets import MEMBERS, member_rows
from partnerships.forms.directory import day_asked
from partnerships.models import PartnershipFacts
from partnerships.panels import About, Place, panels_for
from partnerships.pictures import map_of
from partnerships.queries.boards import seats_of
from partnerships.queries.directory import facts_among
from partnerships.queries.members import MembersOn, member_schools, totals_of
from partnerships.queries.offices import contacts_of
from partnerships.queries.self_review import self_review_of
from partnerships.queries.taken import places_taken
from partnerships.queries.visits import visits_of
from partnerships.services.profiles import request_profile

LATEST_MEETINGS = 6


@signed_in
def partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """Its schools in a table and on a map, its phases and pupils, its contacts and what it has done."""
    found, today = partnership_or_404(pk), timezone.localdate()
    form, on = day_asked(request.GET, today)
    history = list(queries.history_of_facts(found))
    facts, facts_today = (facts_among(history, day) for day in (on, today))
    quadrant = (facts_today or history[0]).quadrant if history else None
    keeps = quadrant is not None and holds(request.user, Permission.KEEP_PARTNERSHIPS, quadrant)
    leads = may_lead(request.user, found)
    changes = keeps or leads
    context = {
        "partnership": found,
        "day_form": form,
        "form": form if form.errors else None,
        "on": on,
        "is_past": on != today,
        "facts": facts,
        "history": history,
        "may_keep": keeps,
        "may_change": changes,
        "leads": leads,
        "visits": visits_of(found, request.user, today).order_by("-on")[:LATEST_MEETINGS],
        **(_as_at(found, facts, About(found, on, request.user, changes)) if facts else {}),
        **_pdf(request),
    }
    return render(request, "partnerships/partnership/partnership.html", context)


def _as_at(found: Organisation, facts: PartnershipFacts, about: About) -> dict[str, Any]:
    on, members = about.on, MembersOn(found, about.on)
    schools = members.schools()
    about = replace(about, schools=[one.facts.school_id for one in schools])
    return {
        "schools": schools,
        "keeps_members": about.keeps and not facts.follows_register,
        "totals": totals_of(schools),
        "picture": map_of(schools, name=facts.name),
        "former": members.former,
        "coming": members.coming,
        "contacts": contacts_of(found, facts.quadrant, on),
        "seats": seats_of(found, on),
        "meetings": found.partnership_meetings.filter(held_on__lte=on)[:LATEST_MEETINGS],
        "self_review": self_review_of(found, facts.quadrant, about),
        "taken": places_taken(about.schools),
        "panels": panels_for(Place.PARTNERSHIP, about),
    }


@signed_in
def members_sheet(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Its schools on a day, as CSV or xlsx."""
    found = partnership_or_404(pk)
    _, on = day_asked(request.GET, timezone.localdate())
    facts = queries.facts_of(found, on)
    if form not in ("csv", "xlsx") or facts is None:
        raise Http404
    rows = member_rows(facts, member_schools(found, on), on)
    return sheet_response(form, f"{slugify(facts.name)[:60]}-{on}", MEMBERS, rows)


@signed_in
@require_POST
def make_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a worker for the profile as a PDF, and go back to the page that shows how far it is."""
    found = partnership_or_404(pk)
    _, on = day_asked(request.POST, timezone.localdate())
    document = request_profile(partnership=found, on=on, by=request.user)
    if document is None:
        raise Http404
    return redirect(f"{request.path.removesuffix('profile/')}?on={on}&pdf={document.pk}#profile")


def _pdf(request: HttpRequest) -> dict[str, object]:
    """The PDF that was asked for here, being made or ready."""
    asked = request.GET.get("pdf", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return {}
    return status_of(document_for(request.user, int(asked)))
