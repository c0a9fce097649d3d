"""Peer review visits. Every page asks `visit_access` who may read it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from essex_portal.accounts.access import signed_in
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.mail.calendar_files import events_file
from partnerships.calendar_events import event_of_visit
from partnerships.forms.offers import ReasonForm
from partnerships.forms.visits import BetweenForm, FindingsForm, VisitForm, WhenForm
from partnerships.queries.visits import partnerships_to_visit_in, schools_in, visits_seen_by
from partnerships.services import visits as services
from partnerships.services.refusals import VisitRefused
from partnerships.visit_access import may_write_visit, sides_of, visit_for, visit_to_write_for


@signed_in
def visits(request: PersonRequest) -> HttpResponse:
    """The visits that the person may read: coming ones, then past ones."""
    today = timezone.localdate()
    seen = visits_seen_by(request.user, today)
    context = {
        "coming": seen.filter(on__gte=today),
        "past": seen.filter(on__lt=today).order_by("-on", "-starts"),
        "may_arrange": partnerships_to_visit_in(request.user, today).exists(),
        "today": today,
    }
    return render(request, "partnerships/visits/list.html", context)


@signed_in
@require_safe
def visits_calendar(request: PersonRequest) -> HttpResponse:
    """The coming visits as a calendar file, without what is agreed."""
    today = timezone.localdate()
    coming = visits_seen_by(request.user, today).filter(on__gte=today)
    content = events_file([event_of_visit(visit) for visit in coming], about="Partnerships", name="Peer review")
    headers = {"Content-Disposition": 'attachment; filename="visits.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@signed_in
def new_visit(request: PersonRequest) -> HttpResponse:
    """First whose schools, then who visits whom and when."""
    today = timezone.localdate()
    own = partnerships_to_visit_in(request.user, today)
    if not own.exists():
        raise PermissionDenied("Headteachers of schools in a partnership, and partnership leads, arrange visits.")
    between = BetweenForm(request.GET if "partnership" in request.GET else None, own=own)
    context: dict[str, Any] = {"between": between}
    if between.is_bound and between.is_valid():
        chosen = between.cleaned_data
        schools = schools_in([one for one in chosen.values() if one is not None], today)
        form = VisitForm(posted(request), schools=schools, initial={"visitor": request.acting_for})
        if request.method == "POST" and form.is_valid() and (done := _arranged(request, form, chosen)):
            return done
        context["form"] = form
    return render(request, "partnerships/visits/new.html", context)


def _arranged(request: PersonRequest, form: VisitForm, between: dict[str, Any]) -> HttpResponse | None:
    plan = services.Plan(**between, **form.cleaned_data)
    try:
        visit = services.arrange_visit(plan=plan, by=request.user, now=timezone.now())
    except VisitRefused as refusal:
        form.add_error(refusal.field, str(refusal))
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, "The visit is arranged, and both schools have been told.")
        return redirect("partnerships:visit", visit.pk)
    return None


@signed_in
def visit(request: PersonRequest, pk: int) -> HttpResponse:
    """What is planned, what was agreed, and who may read it."""
    found, today = visit_for(request.user, pk), timezone.localdate()
    sides = sides_of(request.user, found)
    context = {
        "visit": found,
        "writes": may_write_visit(request.user, found) and found.cancelled_at is None,
        "sides": sides,
        "shares": all(services.shared_by(found, side) for side in sides) if sides else False,
        "has_begun": found.on <= today,
        "has_findings": bool(found.strengths or found.even_better),
        "overdue": bool(found.follow_up_on and found.follow_up_on < today and not found.follow_up_done_at),
    }
    return render(request, "partnerships/visits/visit.html", context)


@signed_in
def change_visit(request: PersonRequest, pk: int) -> HttpResponse:
    found = visit_to_write_for(request.user, pk)
    initial = {name: getattr(found, name) for name in ("on", "starts", "ends", "focus")}
    form = WhenForm(posted(request), initial=initial)

    def change() -> None:
        services.move_visit(visit=found, by=request.user, **form.cleaned_data)

    return _write(request, form, found, change, "Change the visit", "The visit is changed.")


@signed_in
def write_findings(request: PersonRequest, pk: int) -> HttpResponse:
    found = visit_to_write_for(request.user, pk)
    initial = {name: getattr(found, name) for name in ("strengths", "even_better", "follow_up_on")}
    form = FindingsForm(posted(request), initial=initial)

    def change() -> None:
        services.write_findings(visit=found, by=request.user, today=timezone.localdate(), **form.cleaned_data)

    return _write(request, form, found, change, "What you agreed", "What you agreed is kept.")


@signed_in
def cancel_visit(request: PersonRequest, pk: int) -> HttpResponse:
    found = visit_to_write_for(request.user, pk)
    form = ReasonForm(posted(request), hint="Both schools read this in their email", most=300)

    def change() -> None:
        services.cancel_visit(visit=found, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _write(request, form, found, change, "Cancel the visit", "The visit is cancelled.")


def _write(request: HttpRequest, form: Any, found: Any, change: Any, title: str, done: str) -> HttpResponse:
    """A form about one visit; what the service refuses stands on the page."""
    back = reverse("partnerships:visit", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            change()
        except VisitRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "title": title, "text": str(found), "confirm_text": "Save", "cancel_url": back}
    return render(request, "ui/confirm.html", context)


@signed_in
@require_POST
def share_visit(request: PersonRequest, pk: int) -> HttpResponse:
    """For one's own school: share, or take it back."""
    found, share = visit_to_write_for(request.user, pk), "take-back" not in request.POST
    try:
        shared = services.share_visit(visit=found, share=share, by=request.user, now=timezone.now())
    except (VisitRefused, PermissionDenied) as refusal:
        messages.error(request, str(refusal))
    else:
        if shared.is_shared:
            messages.success(request, "Both schools share it: the partnership can read it now.")
        else:
            messages.success(request, "Noted. The partnership reads it only while both schools share it.")
    return redirect("partnerships:visit", pk)


@signed_in
@require_POST
def finish_follow_up(request: PersonRequest, pk: int) -> HttpResponse:
    found = visit_to_write_for(request.user, pk)
    try:
        services.finish_follow_up(visit=found, by=request.user, now=timezone.now())
    except VisitRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The follow-up is done.")
    return redirect("partnerships:visit", pk)
