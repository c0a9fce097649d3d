"""Exports to the ledger: make a batch, get it again, and edit the mappings that say how it is written."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.documents.pages import status_of
from traded_assessment.export_mapping import CannotWrite, Definition, FileMapping
from traded_assessment.forms.ledger import CopyMappingForm, ExportForm, MappingEditor, NewMappingForm
from traded_assessment.ledger_tables import ExportTable
from traded_assessment.models import ExportMapping
from traded_assessment.queries.invoice_runs import period_to_offer
from traded_assessment.queries.ledger import export_list, mapping_list, versions_of
from traded_assessment.services.export_batches import (
    ExportRefused,
    change_mapping,
    copy_mapping,
    create_mapping,
    newest,
    preview,
    request_export,
)


@requires(Permission.VIEW_INVOICES)
def export_batches(request: HttpRequest) -> HttpResponse:
    """What was exported, the form that exports more, and the mappings."""
    last_on = period_to_offer(timezone.localdate())
    mappings = mapping_list()
    form = ExportForm(posted(request), initial={"first_on": last_on.replace(day=1), "last_on": last_on})
    form.fields["mapping"].queryset = mappings  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            batch = request_export(**form.cleaned_data, by=request.user, now=timezone.now())
        except ExportRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("traded_assessment:export_batch", batch.pk)
    table = ExportTable(export_list())
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {
        "form": form,
        "table": table,
        "mappings": mappings,
        "may_bill": holds(request.user, Permission.MANAGE_BILLING),
    }
    return render(request, "traded_assessment/finance/export_batches.html", context)


@requires(Permission.VIEW_INVOICES)
@require_GET
def export_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One export: being made, then its file, which stays the same."""
    batch = get_object_or_404(export_list(), pk=pk)
    context = {**status_of(batch.document), "batch": batch}
    return render(request, "traded_assessment/finance/export_batch.html", context)


@requires(Permission.VIEW_INVOICES)
@require_GET
def export_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """One mapping: its files with a preview, and its versions."""
    mapping = get_object_or_404(ExportMapping, pk=pk)
    version = newest(mapping)
    files = [(number, one, _preview(version.definition, one)) for number, one in enumerate(version.definition.files)]
    context = {
        "mapping": mapping,
        "version": version,
        "files": files,
        "versions": versions_of(mapping),
        "may_bill": holds(request.user, Permission.MANAGE_BILLING),
    }
    return render(request, "traded_assessment/finance/export_mapping.html", context)


@requires(Permission.MANAGE_BILLING)
def new_export_mapping(request: HttpRequest) -> HttpResponse:
    """Begin a mapping with every column there is."""
    form = NewMappingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = create_mapping(**form.cleaned_data, by=request.user, now=timezone.now())
        except ExportRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{made.name} is made, with every column there is. Change it as you need it.")
            return redirect("traded_assessment:export_mapping", made.pk)
    context = {
        "title": "New mapping",
        "form": form,
        "confirm_text": "Make mapping",
        "cancel_url": reverse("traded_assessment:export_batches"),
    }
    return render(request, "ui/confirm.html", context)


@requires(Permission.MANAGE_BILLING)
def copy_export_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a mapping of one's own from another."""
    source = get_object_or_404(ExportMapping, pk=pk)
    form = CopyMappingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_mapping(source=source, **form.cleaned_data, by=request.user, now=timezone.now())
        except ExportRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{made.name} is made. Change it as your ledger needs it.")
            return redirect("traded_assessment:export_mapping", made.pk)
    context = {
        "title": f"Copy {source.name}",
        "form": form,
        "confirm_text": "Copy mapping",
        "cancel_url": reverse("traded_assessment:export_mapping", args=[pk]),
    }
    return render(request, "ui/confirm.html", context)


@requires(Permission.MANAGE_BILLING)
def change_export_mapping(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Edit one file of a mapping. The preview shows what is filled in, before it is saved."""
    mapping = get_object_or_404(ExportMapping, pk=pk)
    version = newest(mapping)
    definition = version.definition
    if number >= len(definition.files):
        raise Http404
    one = definition.files[number]
    editor = MappingEditor(posted(request), subject=definition.subject, one=one, seen=version.number)
    valid = request.method == "POST" and editor.is_valid()
    if valid and "save" in request.POST:
        try:
            changed = change_mapping(
                mapping=mapping,
                file_number=number,
                changed=editor.changed,
                seen=editor.seen,
                by=request.user,
                now=timezone.now(),
            )
        except ExportRefused as refusal:
            editor.format.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved as version {changed.number}. Exports made before stay as they are.")
            return redirect("traded_assessment:export_mapping", pk)
    context = {
        "mapping": mapping,
        "one": one,
        "form": editor.format,
        "formset": editor.columns,
        "preview": _preview(definition, editor.changed if valid else one),
        "is_preview_of_changes": valid,
    }
    only_preview = "HX-Request" in request.headers
    template = "_mapping_preview" if only_preview else "change_mapping"
    return render(request, f"traded_assessment/finance/{template}.html", context)


def _preview(definition: Definition, one: FileMapping) -> str:
    """The first lines of the file, or why it cannot be written."""
    try:
        return preview(definition, one)
    except CannotWrite as fault:
        return str(fault)
