"""The training office: who came to a session."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.table_files import TableRefused
from essex_portal.ui.words import counted
from traded_assessment.access import session_in_catalogue
from traded_assessment.attendance_files import FileRow, KnownPerson, match, read_attendance
from traded_assessment.forms.attendance import AttendanceFileForm, AttendanceForm
from traded_assessment.models import Attendee, TrainingSession
from traded_assessment.queries.attendance import people_of_session, unnamed_places
from traded_assessment.services.attendance import AttendanceRefused, correct_attendance
from traded_assessment.states import Attendance


@requires(Permission.MANAGE_TRAINING)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody with a place in one form."""
    session = session_in_catalogue(pk)
    form = AttendanceForm(posted(request), people=people_of_session(session))
    if request.method == "POST" and form.is_valid():
        try:
            done = correct_attendance(
                session=session, corrections=form.corrections(), now=timezone.now(), by=request.user
            )
        except AttendanceRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved. The attendance of {counted(done.changed, 'person,people')} changed.")
            if done.left:
                people = counted(done.left, "person was,people were")
                messages.warning(request, f"{people} recorded meanwhile by joining or by somebody else, and left so.")
            return redirect("traded_assessment:attendance", pk)
    elif request.method == "POST":
        messages.error(request, "Somebody was named or left meanwhile. Check the list and save it again.")
        return redirect("traded_assessment:attendance", pk)
    return _page(request, session, form)


@requires(Permission.MANAGE_TRAINING)
def upload_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the form in from a file. Nothing is saved before the person has looked at it and saves it."""
    session = session_in_catalogue(pk)
    form = AttendanceFileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        people = list(people_of_session(session))
        try:
            rows = read_attendance(form.cleaned_data["file"].read())
        except TableRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            said, unknown = match(rows, [_known(one) for one in people])
            return _page(request, session, AttendanceForm(None, people=people, said=said), unknown=unknown)
    return render(request, "traded_assessment/attendance/upload.html", {"form": form, "session": session})


def _page(
    request: HttpRequest, session: TrainingSession, form: AttendanceForm, *, unknown: list[FileRow] | None = None
) -> HttpResponse:
    rows = form.rows
    context = {
        "form": form,
        "session": session,
        "rows": rows,
        "states": Attendance.choices,
        "from_file": unknown is not None,
        "unknown": unknown,
        "proposed": sum(differs for _, _, differs in rows),
        "unnamed": unnamed_places(session),
        "figures": {state: sum(chosen == state for _, chosen, _ in rows) for state in Attendance},
        "begun": session.starts_at <= timezone.now(),
    }
    return render(request, "traded_assessment/attendance/attendance.html", context)


def _known(person: Attendee) -> KnownPerson:
    school = person.booking.school
    return KnownPerson(person.pk, person.name, person.email, school.name, str(school.school.urn))
