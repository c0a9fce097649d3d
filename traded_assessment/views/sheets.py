"""The attendance sheet of a session: to print from the page, as a PDF, as CSV."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from traded_assessment.access import session_in_catalogue
from traded_assessment.queries.attendance import sheet_of
from traded_assessment.services.attendee_lists import request_sheet


@requires(Permission.MANAGE_TRAINING)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody expected, with a box to tick where attendance is not recorded yet."""
    session = session_in_catalogue(pk)
    context = {"session": session, "rows": sheet_of(session)}
    return render(request, "traded_assessment/office/sheet.html", context)


@requires(Permission.MANAGE_TRAINING)
@require_POST
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the PDF made, and wait for it on its own page."""
    document = request_sheet(session=session_in_catalogue(pk), by=request.user)
    return redirect("documents:status", document.pk)
