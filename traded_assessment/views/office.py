"""The training office: what is coming, courses, sessions, packages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from traded_assessment.access import session_in_catalogue
from traded_assessment.forms.office import CourseForm, PackageForm, SessionForm
from traded_assessment.models import Course, Package, TrainingSession
from traded_assessment.office_tables import AttendeeTable, CourseTable, PackageTable, SessionTable
from traded_assessment.queries import office as queries
from traded_assessment.queries.attendance import attendees_of, unnamed_places
from traded_assessment.queries.audiences import messages_about
from traded_assessment.queries.waiting import schools_waiting_at
from traded_assessment.services import catalogue as services
from traded_assessment.services.attendee_lists import attendee_csv
from traded_assessment.services.catalogue import CatalogueRefused
from traded_assessment.views.saving import saved

manages_training = requires(Permission.MANAGE_TRAINING)


@manages_training
def office(request: HttpRequest) -> HttpResponse:
    """What is coming, and what waits for the office."""
    now = timezone.now()
    sessions = list(queries.sessions_ahead(now))
    table = SessionTable(sessions, now=now, exclude=("selected",))
    RequestConfig(request, paginate=False).configure(table)
    context = {"table": table, "figures": queries.figures(sessions)}
    return render(request, "traded_assessment/office/dashboard.html", context)


@manages_training
def sessions(request: HttpRequest) -> HttpResponse:
    """Every session of an academic year."""
    years = queries.years_with_sessions()
    year = request.GET.get("year", "")
    shown = year if year in years else next(iter(years), "")
    now = timezone.now()
    table = SessionTable(queries.sessions_of_year(shown) if shown else TrainingSession.objects.none(), now=now)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {"table": table, "years": years, "year": shown}
    return render(request, "traded_assessment/office/sessions.html", context)


@manages_training
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session with everybody who comes."""
    shown = session_in_catalogue(pk)
    table = AttendeeTable(attendees_of(shown))
    RequestConfig(request, paginate={"per_page": 100}).configure(table)
    context = {
        "session": shown,
        "table": table,
        "unnamed": unnamed_places(shown),
        "waiting": schools_waiting_at(shown),
        "availability": shown.availability_at(timezone.now()),
        "office_messages": messages_about(shown),
    }
    return render(request, "traded_assessment/office/session.html", context)


@manages_training
def attendees(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who comes, as CSV."""
    shown = session_in_catalogue(pk)
    name = f"attendees-{slugify(shown.course.title)[:60]}-{timezone.localdate(shown.starts_at)}.csv"
    return HttpResponse(
        attendee_csv(shown),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@manages_training
def add_session(request: HttpRequest) -> HttpResponse:
    return _edit_session(request, None, {"capacity": 40})


@manages_training
def change_session(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_in_catalogue(pk)
    return _edit_session(request, found, SessionForm.initial_of(found))


def _edit_session(request: HttpRequest, session: TrainingSession | None, initial: dict[str, Any]) -> HttpResponse:
    form = SessionForm(request.POST or None, initial=initial)
    if done := saved(
        form, lambda: services.save_session(session=session, facts=form.facts(), now=timezone.now(), by=request.user)
    ):
        messages.success(request, "The session was saved.")
        return redirect("traded_assessment:office_session", done.pk)
    return render(request, "traded_assessment/office/edit_session.html", {"form": form, "session": session})


@manages_training
@require_POST
def close_session(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, pk, services.close_session, "The session takes no more bookings.")


@manages_training
@require_POST
def reopen_session(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, pk, services.reopen_session, "The session can be booked again.")


def _move(request: HttpRequest, pk: int, move: Any, done: str) -> HttpResponse:
    try:
        move(session=session_in_catalogue(pk), by=request.user)
    except CatalogueRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("traded_assessment:office_session", pk)


@manages_training
def courses(request: HttpRequest) -> HttpResponse:
    table = CourseTable(queries.courses())
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "traded_assessment/office/courses.html", {"table": table})


@manages_training
def add_course(request: HttpRequest) -> HttpResponse:
    return _edit_course(request, None, {"minutes": 60})


@manages_training
def change_course(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Course, pk=pk)
    return _edit_course(request, found, CourseForm.initial_of(found))


def _edit_course(request: HttpRequest, course: Course | None, initial: dict[str, Any]) -> HttpResponse:
    form = CourseForm(request.POST or None, initial=initial)
    if done := saved(form, lambda: services.save_course(course=course, facts=form.facts(), by=request.user)):
        messages.success(request, f"“{done.title}” was saved.")
        return redirect("traded_assessment:courses")
    return render(request, "traded_assessment/office/edit_course.html", {"form": form, "course": course})


@manages_training
def packages(request: HttpRequest) -> HttpResponse:
    table = PackageTable(queries.packages())
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "traded_assessment/office/packages.html", {"table": table})


@manages_training
def add_package(request: HttpRequest) -> HttpResponse:
    """A new year's package, with what the last one said."""
    latest = queries.packages().first()
    return _edit_package(request, None, PackageForm.initial_after(latest) if latest else {})


@manages_training
def change_package(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Package, pk=pk)
    return _edit_package(request, found, PackageForm.initial_of(found))


def _edit_package(request: HttpRequest, package: Package | None, initial: dict[str, Any]) -> HttpResponse:
    form = PackageForm(request.POST or None, initial=initial)
    if done := saved(form, lambda: services.save_package(package=package, facts=form.facts(), by=request.user)):
        messages.success(request, f"{done} was saved.")
        return redirect("traded_assessment:packages")
    return render(request, "traded_assessment/office/edit_package.html", {"form": form, "package": package})
