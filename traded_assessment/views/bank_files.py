"""Finance sends the bank's files, says what their columns are, and decides about their rows."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.money import ZERO, pounds
from essex_portal.ui.table_files import TableRefused
from essex_portal.ui.words import counted
from traded_assessment.access import bank_file_for, bank_row_for
from traded_assessment.bank_tables import BankFileTable, DecidedTable, DoubtfulTable, LeftOutTable, ReadyTable
from traded_assessment.forms.bank_files import BankFileForm, ColumnsForm, RowForm, SetAsideForm, answers_of
from traded_assessment.matching import OpenInvoice, Sheet, allocate, guess_columns
from traded_assessment.models import BankFile, BankRow
from traded_assessment.queries.bank_files import (
    Suggestion,
    bank_files,
    decided,
    formats_for,
    open_invoices,
    sheet_of,
    standing_of,
    suggestion_for,
)
from traded_assessment.services.bank_files import BankFileRefused, read_rows, take_file
from traded_assessment.services.bank_rows import RowRefused, put_back, record_ready, record_row, set_aside
from traded_assessment.states import BankRowState

SHOWN = {"ready": ReadyTable, "doubtful": DoubtfulTable, "left_out": LeftOutTable}
PER_PAGE = 50
LOOKED_AT = 5
"""Rows of the file that the page of its columns shows."""


@requires(Permission.RECORD_PAYMENTS)
def files(request: HttpRequest) -> HttpResponse:
    """The files sent so far, and the form to send one."""
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = BankFileForm(**sent)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file, new = take_file(content=upload.read(), filename=upload.name, by=request.user, now=timezone.now())
        except TableRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _to_file(request, file, new)
    table = BankFileTable(bank_files(), order_by="-sent_at")
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "traded_assessment/bank_files/list.html", {"form": form, "table": table})


def _to_file(request: HttpRequest, file: BankFile, new: bool) -> HttpResponse:
    if not new:
        messages.info(request, "This file was sent before. Here is how far it is: nothing is recorded twice.")
    return redirect("traded_assessment:bank_columns" if new else "traded_assessment:bank_file", file.pk)


@requires(Permission.RECORD_PAYMENTS)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column of the file is what; a choice remembered for such a file is filled in."""
    file = bank_file_for(request.user, pk)
    sheet = _sheet(file)
    known = formats_for(sheet)
    first = known[0] if known else None
    initial = answers_of(first.columns if first else guess_columns(sheet)) | {"save_as": first.name if first else ""}
    form = ColumnsForm(posted(request), sheet=sheet, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            read_rows(
                file=file,
                sheet=sheet,
                columns=form.columns(),
                save_as=form.cleaned_data["save_as"],
                by=request.user,
            )
        except BankFileRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("traded_assessment:bank_file", file.pk)
    context = {"file": file, "form": form, "sheet": sheet, "rows": sheet.rows[:LOOKED_AT], "remembered": first}
    return render(request, "traded_assessment/bank_files/columns.html", context)


@requires(Permission.RECORD_PAYMENTS)
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is: what is ready, what is doubtful, what is decided."""
    found = bank_file_for(request.user, pk)
    if not found.rows.exists():
        return redirect("traded_assessment:bank_columns", found.pk)
    standing, done = standing_of(found, timezone.localdate()), decided(found)
    counts = {name: len(getattr(standing, name)) for name in SHOWN} | {"decided": done.count()}
    shown = request.GET.get("show", "")
    if shown not in counts:
        shown = next((name for name in ("ready", "doubtful", "decided") if counts[name]), "left_out")
    table = DecidedTable(done) if shown == "decided" else SHOWN[shown](getattr(standing, shown))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"file": found, "standing": standing, "counts": counts, "shown": shown, "table": table}
    return render(request, "traded_assessment/bank_files/file.html", context)


@requires(Permission.RECORD_PAYMENTS)
@require_POST
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the ticked rows that are ready, or all that are."""
    found = bank_file_for(request.user, pk)
    chosen = None if "all" in request.POST else _selected(request)
    if chosen == []:
        messages.error(request, "Select the payments to record")
        return redirect("traded_assessment:bank_file", found.pk)
    try:
        done = record_ready(file=found, rows=chosen, by=request.user, now=timezone.now(), today=timezone.localdate())
    except RowRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("traded_assessment:bank_file", found.pk)
    if done.rows:
        messages.success(request, f"{counted(done.rows, 'payment,payments')} recorded, {pounds(done.amount)}")
    if done.left:
        words = counted(done.left, "row is,rows are")
        messages.warning(request, f"{words} no longer ready, and nothing was recorded for them. Look at what changed.")
    return redirect("traded_assessment:bank_file", found.pk)


@requires(Permission.RECORD_PAYMENTS)
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide what a row is for, or see how it was decided."""
    found = bank_row_for(request.user, pk)
    if found.state != BankRowState.OPEN:
        return render(request, "traded_assessment/bank_files/decided.html", {"row": found, "file": found.file})
    suggestion = suggestion_for(found, timezone.localdate())
    form = RowForm(posted(request), suggestions=_choices(found, suggestion))
    if request.method == "POST" and form.is_valid():
        try:
            record_row(
                row=found, numbers=form.chosen(), by=request.user, now=timezone.now(), today=timezone.localdate()
            )
        except RowRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{pounds(found.amount or 0)} of line {found.line} recorded")
            return redirect("traded_assessment:bank_file", found.file_id)
    context = {"row": found, "file": found.file, "suggestion": suggestion, "form": form}
    return render(request, "traded_assessment/bank_files/row.html", context)


@requires(Permission.RECORD_PAYMENTS)
def leave_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a row aside, with a reason."""
    found = bank_row_for(request.user, pk)
    form = SetAsideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            set_aside(row=found, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except RowRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Line {found.line} is set aside")
            return redirect("traded_assessment:bank_file", found.file_id)
    return render(
        request, "traded_assessment/bank_files/set_aside.html", {"row": found, "file": found.file, "form": form}
    )


@requires(Permission.RECORD_PAYMENTS)
@require_POST
def return_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Open again a row that was set aside."""
    found = bank_row_for(request.user, pk)
    put_back(row=found, by=request.user)
    return redirect("traded_assessment:bank_row", found.pk)


def _sheet(file: BankFile) -> Sheet:
    """The table in the file. A file that the storage has lost is not there."""
    try:
        return sheet_of(file)
    except FileNotFoundError as error:
        raise Http404 from error


def _choices(row: BankRow, suggestion: Suggestion) -> list[tuple[str, str]]:
    """Each suggestion in words: which invoice gets how much, and what it asks for."""
    named = {number for numbers in suggestion.proposal.suggestions for number in numbers}
    invoices = open_invoices(named)
    return [
        (" ".join(numbers), _in_words(row, [invoices[one] for one in numbers]))
        for numbers in suggestion.proposal.suggestions
    ]


def _in_words(row: BankRow, invoices: list[OpenInvoice]) -> str:
    by_number = {one.number: one for one in invoices}
    return "; ".join(
        f"{number}, {by_number[number].customer}: {pounds(amount)}, of {_owed(by_number[number])} owed"
        for number, amount in allocate(row.amount or ZERO, invoices)
    )


def _owed(invoice: OpenInvoice) -> str:
    return pounds(max(invoice.outstanding, ZERO))


def _selected(request: HttpRequest) -> list[int]:
    values = request.POST.getlist("selected")
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19]
