"""The administrator's register imports: list, upload, progress, outcome, rejected rows."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from essex_portal.organisations.access import imports_register
from essex_portal.organisations.forms.imports import RegisterImportForm
from essex_portal.organisations.importing.outcome import outcome_rows
from essex_portal.organisations.models import RegisterImport
from essex_portal.organisations.services.import_jobs import request_import, retry_import
from essex_portal.organisations.tables import ImportTable

REJECTED_COLUMNS = ("line", "urn", "name", "reason")
REJECTED_SHOWN = 50
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@imports_register
def imports(request: HttpRequest) -> HttpResponse:
    table = ImportTable(RegisterImport.objects.defer("rejected"), order_by="-created_at")
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "organisations/imports.html", {"table": table})


@imports_register
def new_import(request: HttpRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    sent = {"data": request.POST, "files": request.FILES} if is_sent else {}
    form = RegisterImportForm(**sent, today=timezone.localdate())
    if is_sent and form.is_valid():
        job = request_import(**form.cleaned_data, by=request.user)
        return redirect("organisations:import", job.pk)
    return render(request, "organisations/new_import.html", {"form": form})


@imports_register
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """How the import stands, and what it changed. For htmx, only how it stands."""
    job = get_object_or_404(RegisterImport, pk=pk)
    here = reverse("organisations:import", args=[pk])
    context = {
        "job": job,
        "status_url": here,
        "ready_url": here,
        "retry_url": reverse("organisations:retry_import", args=[pk]),
        "rows": outcome_rows(job.outcome),
        "rejected": job.rejected[:REJECTED_SHOWN],
    }
    return render(
        request,
        "organisations/import_status.html" if "HX-Request" in request.headers else "organisations/import.html",
        context,
    )


@require_POST
@imports_register
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    retry_import(job=get_object_or_404(RegisterImport, pk=pk), by=request.user)
    messages.success(request, "The import was put back to the start.")
    return redirect("organisations:import", pk)


@imports_register
def rejected_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected rows as CSV, for the person who mends them at the source."""
    job = get_object_or_404(RegisterImport, pk=pk)
    name = f"rejected-rows-{job.pk}.csv"
    response = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(response)
    writer.writerow(("Line", "URN", "EstablishmentName", "Reason"))
    writer.writerows([_harmless(str(row[column])) for column in REJECTED_COLUMNS] for row in job.rejected)
    return response


def _harmless(cell: str) -> str:
    """A spreadsheet takes a cell that begins like a formula for one, whoever wrote it."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
