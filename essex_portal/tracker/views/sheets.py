"""Updating many actions by spreadsheet: download, fill in, upload, look, confirm."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.jobs.services import retry
from essex_portal.tracker.access import actions_to_update_for, programme_for, sheet_for
from essex_portal.tracker.forms.sheets import ConfirmSheetForm, SheetForm
from essex_portal.tracker.models import UpdateSheet
from essex_portal.tracker.queries.sheets import sheet_rows
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.services.update_sheets import confirm_sheet, upload_sheet
from essex_portal.tracker.sheets import COLUMNS
from essex_portal.tracker.states import RowState, SheetStep
from essex_portal.ui.sheets import sheet_response
from essex_portal.ui.table_files import TableRefused

TONES = {RowState.READY: "info", RowState.SAVED: "good", RowState.CONFLICT: "warn", RowState.REFUSED: "bad"}

updates = requires(Permission.UPDATE_ACTIONS)


@updates
@require_GET
def download_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The open actions of a programme that the person updates, to be filled in."""
    programme = programme_for(request.user, slug)
    rows = sheet_rows(programme, actions_to_update_for(request.user), timezone.now())
    return sheet_response("xlsx", f"updates-{programme.slug}"[:31], COLUMNS, rows)


@updates
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a filled-in sheet; a worker says what would become of each row."""
    programme = programme_for(request.user, slug)
    form = SheetForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["file"].name
        try:
            sheet = upload_sheet(
                programme=programme, table=form.table, filename=name, by=request.user, now=timezone.now()
            )
        except (TrackerRefused, TableRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("tracker:sheet", sheet.pk)
    earlier = programme.update_sheets.filter(sent_by=request.user)[:10]
    return render(request, "tracker/sheets/upload.html", {"programme": programme, "form": form, "earlier": earlier})


@updates
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become, or became, of each row; confirming saves those that can be saved."""
    found = sheet_for(request.user, pk)
    conflicts = [row for row in found.outcomes if row["state"] == RowState.CONFLICT]
    form = ConfirmSheetForm(posted(request), conflicts=conflicts)
    if request.method == "POST" and form.is_valid():
        try:
            confirm_sheet(sheet=found, overrule=form.overruled, by=request.user, now=timezone.now())
        except TrackerRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("tracker:sheet", pk)
    template = "tracker/sheets/status.html" if "HX-Request" in request.headers else "tracker/sheets/sheet.html"
    return render(request, template, _context(found))


@updates
@require_POST
def retry_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again what failed."""
    retry(sheet_for(request.user, pk))
    return redirect("tracker:sheet", pk)


def _context(found: UpdateSheet) -> dict[str, object]:
    said = {row["line"]: row for row in found.rows}
    rows = [
        outcome
        | {"said": said[outcome["line"]], "tone": TONES[outcome["state"]], "label": RowState(outcome["state"]).label}
        for outcome in found.outcomes
    ]
    here = reverse("tracker:sheet", args=[found.pk])
    states = [row["state"] for row in rows]
    return {
        "sheet": found,
        "job": found,
        "rows": rows,
        "is_saved": found.step == SheetStep.SAVE,
        "can_save": any(state in (RowState.READY, RowState.CONFLICT) for state in states),
        "saved": states.count(RowState.SAVED),
        "status_url": here,
        "ready_url": here,
        "retry_url": reverse("tracker:retry_sheet", args=[found.pk]),
    }
