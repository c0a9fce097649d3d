"""Journals: make one of a month's recharges, look, export, post or discard; and the ledger's codes."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from traded_assessment.forms.ledger import DiscardJournalForm, JournalCodesForm, JournalForm
from traded_assessment.ledger_tables import JournalTable, PostingTable
from traded_assessment.models import JournalBatch, JournalCodes
from traded_assessment.queries.invoice_runs import period_to_offer
from traded_assessment.queries.ledger import history_of_journals, journal_list, postings_of, recharges_waiting
from traded_assessment.services.journal_files import journal_file
from traded_assessment.services.journals import (
    JournalRefused,
    change_codes,
    discard_journal,
    make_journal,
    post_journal,
)
from traded_assessment.tables import PER_PAGE


@requires(Permission.VIEW_INVOICES)
def journals(request: HttpRequest) -> HttpResponse:
    """All journals, and the form that makes the next."""
    form = JournalForm(posted(request), initial={"period_end": period_to_offer(timezone.localdate())})
    if request.method == "POST" and form.is_valid():
        try:
            made = make_journal(**form.cleaned_data, by=request.user, now=timezone.now())
        except JournalRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{made.reference} is made. Post it when the ledger has it.")
            return redirect("traded_assessment:journal", made.pk)
    table = JournalTable(journal_list())
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {
        "form": form,
        "table": table,
        "waiting": recharges_waiting(),
        "history": history_of_journals(),
        "may_bill": holds(request.user, Permission.MANAGE_BILLING),
    }
    return render(request, "traded_assessment/finance/journals.html", context)


@requires(Permission.VIEW_INVOICES)
@require_GET
def journal(request: HttpRequest, pk: int) -> HttpResponse:
    """One journal with its postings."""
    batch = get_object_or_404(JournalBatch.objects.select_related("made_by", "posted_by"), pk=pk)
    table = PostingTable(postings_of(batch))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"batch": batch, "table": table, "may_bill": holds(request.user, Permission.MANAGE_BILLING)}
    return render(request, "traded_assessment/finance/journal.html", context)


@requires(Permission.VIEW_INVOICES)
@require_GET
def journal_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The journal as a file: the same bytes however often."""
    batch = get_object_or_404(JournalBatch, pk=pk)
    headers = {"Content-Disposition": f'attachment; filename="{batch.reference}.csv"'}
    return HttpResponse(journal_file(batch), content_type="text/csv; charset=utf-8", headers=headers)


@requires(Permission.MANAGE_BILLING)
@require_POST
def post_one_journal(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the ledger has it."""
    batch = get_object_or_404(JournalBatch, pk=pk)
    try:
        post_journal(batch=batch, by=request.user, now=timezone.now())
    except JournalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{batch.reference} is posted. Its recharges are settled.")
    return redirect("traded_assessment:journal", pk)


@requires(Permission.MANAGE_BILLING)
def discard_one_journal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a journal apart that the ledger did not take."""
    batch = get_object_or_404(JournalBatch, pk=pk)
    form = DiscardJournalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            discard_journal(batch=batch, by=request.user, **form.cleaned_data)
        except JournalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{batch.reference} is discarded. Its recharges wait for the next journal.")
            return redirect("traded_assessment:journals")
    context = {
        "title": f"Discard {batch.reference}",
        "text": "Its recharges wait for the next journal.",
        "form": form,
        "confirm_text": "Discard journal",
        "warning": True,
        "cancel_url": reverse("traded_assessment:journal", args=[pk]),
    }
    return render(request, "ui/confirm.html", context)


@requires(Permission.VIEW_INVOICES)
def journal_codes(request: HttpRequest) -> HttpResponse:
    """The ledger's codes, now and from a day on."""
    today = timezone.localdate()
    versions = list(JournalCodes.objects.all())
    current = next((one for one in versions if one.valid_from <= today), None)
    initial = {**(model_to_dict(current) if current else {}), "valid_from": today}
    form = JournalCodesForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        valid_from = form.cleaned_data["valid_from"]
        try:
            change_codes(codes=form.codes(), valid_from=valid_from, by=request.user, today=today)
        except JournalRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The ledger’s codes are saved")
            return redirect("traded_assessment:journal_codes")
    context = {
        "form": form,
        "versions": versions,
        "current": current,
        "today": today,
        "may_bill": holds(request.user, Permission.MANAGE_BILLING),
    }
    return render(request, "traded_assessment/finance/journal_codes.html", context)
