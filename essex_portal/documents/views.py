"""A document's state, its bytes, and another try when it could not be made."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from essex_portal.documents import services
from essex_portal.documents.access import document_for
from essex_portal.documents.models import Document
from essex_portal.documents.pages import status_of
from essex_portal.jobs.services import retry as retry_job
from essex_portal.jobs.states import JobState
from essex_portal.ui.access import signed_in


@signed_in
@require_GET
@never_cache
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is: a fragment for the page that asks every two seconds, a page of its own for everybody else."""
    document = document_for(request.user, pk)
    template = "ui/job_status.html" if request.htmx else "documents/status.html"  # type: ignore[attr-defined]
    return render(request, template, status_of(document))


@signed_in
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file. One that is not ready, or whose bytes are gone, answers with its state instead."""
    document = document_for(request.user, pk)
    if document.state != JobState.READY:
        return redirect("documents:status", pk)
    return file_response(document) or redirect("documents:status", pk)


def file_response(document: Document) -> FileResponse | None:
    """The bytes of a document that is ready. None when they are gone: it is marked so, for another try."""
    try:
        content = services.open_document(document)
    except FileNotFoundError:
        services.mark_as_lost(document)
        return None
    response = FileResponse(content, as_attachment=True, filename=document.filename, content_type=document.content_type)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@signed_in
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Try to make it again, and go back to the page that asked."""
    document = document_for(request.user, pk)
    retry_job(document)
    return HttpResponseRedirect(_page_that_asked(request, document))


def _page_that_asked(request: HttpRequest, document: Document) -> str:
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return page
    return reverse("documents:status", args=[document.pk])
