"""A round's results as a PDF that a worker makes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import signed_in
from essex_portal.documents.access import document_for
from essex_portal.documents.pages import status_of
from partnerships.results_access import round_seen_by
from partnerships.services.reports import request_report


@signed_in
def results_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the report, and see how far it is."""
    review = round_seen_by(request.user, pk, timezone.localdate())
    if request.method == "POST":
        document = request_report(review=review, on=timezone.localdate(), by=request.user)
        return redirect(f"{request.path}?pdf={document.pk}")
    asked = request.GET.get("pdf", "")
    made = asked.isascii() and asked.isdecimal() and len(asked) < 19
    status = status_of(document_for(request.user, int(asked))) if made else {}
    return render(request, "partnerships/results/report.html", {"round": review, **status})
