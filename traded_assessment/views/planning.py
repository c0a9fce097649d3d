"""Planning many sessions at once. What is asked lives in the address, so a preview changes nothing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from essex_portal.school_calendar import academic_year_of
from essex_portal.ui.words import counted
from traded_assessment.forms.planning import SeriesForm, YearCopyForm
from traded_assessment.queries import planning as queries
from traded_assessment.queries.office import years_with_sessions
from traded_assessment.queries.planning import Planned
from traded_assessment.services import planning as services
from traded_assessment.services.catalogue import CatalogueRefused

manages_training = requires(Permission.MANAGE_TRAINING)

NOTHING = "Select at least one session"
CHANGED = "The plan has changed since you opened this page. Check it and create the sessions again."


@manages_training
def plan_series(request: HttpRequest) -> HttpResponse:
    """Sessions of several courses by half term: asked, previewed, created at once."""
    now = timezone.now()
    half_terms = queries.half_terms_ahead(timezone.localdate(now))
    form = SeriesForm(request.GET or None, half_terms=half_terms, initial={"capacity": 40, "starts": "4pm"})
    plan = queries.series_plan(form.series(), now=now) if form.is_valid() else []
    context: dict[str, Any] = {"form": form, "plan": plan, "half_terms": half_terms}
    if request.method == "POST" and plan:
        chosen = _chosen(request, plan)
        if isinstance(chosen, str):
            context["errors"] = [{"text": chosen, "href": "#plan"}]
        else:
            return _create(request, lambda: services.create_series(sessions=chosen, now=now, by=request.user))
    return render(request, "traded_assessment/office/plan_series.html", context)


@manages_training
def copy_year(request: HttpRequest) -> HttpResponse:
    """A year's sessions, and its package, moved to the same places of another year."""
    now = timezone.now()
    sources, targets = years_with_sessions(), queries.years_in_calendar()
    form = YearCopyForm(request.GET or None, sources=sources, targets=targets)
    context: dict[str, Any] = {"form": form, "sources": sources, "targets": targets}
    if form.is_valid():
        source, target = form.cleaned_data["source"], form.cleaned_data["target"]
        plan = queries.copy_plan(source, target, now=now)
        context |= {"plan": plan.sessions, "package": plan.package, "source": source, "target": target}
        if request.method == "POST":
            chosen = _chosen(request, plan.sessions, may_be_none=plan.package is not None)
            if isinstance(chosen, str):
                context["errors"] = [{"text": chosen, "href": "#plan"}]
            else:
                return _create(
                    request,
                    lambda: services.copy_year(
                        sessions=chosen, package=plan.package, academic_year=target, now=now, by=request.user
                    ),
                )
    return render(request, "traded_assessment/office/copy_year.html", context)


def _chosen(
    request: HttpRequest, plan: Sequence[Planned], *, may_be_none: bool = False
) -> list[services.NewSession] | str:
    """The ticked sessions, or why they cannot be created as they are."""
    ticked = set(request.POST.getlist("selected"))
    open_ones = {one.key: one for one in plan if not one.blocked}
    if not ticked and not may_be_none:
        return NOTHING
    if not ticked <= open_ones.keys():
        return CHANGED
    return [
        services.NewSession(one.course, one.starts_at, one.ends_at, one.capacity, one.source)
        for key, one in open_ones.items()
        if key in ticked and one.starts_at and one.ends_at
    ]


def _create(request: HttpRequest, create: Any) -> HttpResponse:
    try:
        made = create()
    except CatalogueRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    messages.success(request, _what_was_made(made))
    years = [academic_year_of(timezone.localdate(session.starts_at)) for session in made.sessions]
    return redirect(f"{reverse('traded_assessment:office_sessions')}?{urlencode({'year': max(years, default='')})}")


def _what_was_made(made: services.Made) -> str:
    words = [f"{counted(len(made.sessions), 'session was,sessions were')} created."]
    if made.package:
        words.append(f"The package for {made.package.academic_year} was added.")
    if made.there:
        words.append(f"{counted(made.there, 'was,were')} there already.")
    return " ".join(words)
