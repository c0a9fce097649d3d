"""The lead's own statements of a partnership, asked besides the county's."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from partnerships.access import own_statement_led_by, partnership_led_by
from partnerships.forms.rounds import StatementForm
from partnerships.models.question_sets import MOST_OWN_STATEMENTS
from partnerships.services import own_statements as services
from partnerships.services.question_sets import QuestionsRefused

leads = requires(Permission.LEAD_PARTNERSHIP)


@leads
def own_statements(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = partnership_led_by(request.user, pk)
    rows = list(partnership.own_statements.filter(retired_at=None).order_by("position"))
    context = {
        "partnership": partnership,
        "rows": rows,
        "most": MOST_OWN_STATEMENTS,
        "full": len(rows) >= MOST_OWN_STATEMENTS,
        "back_url": reverse("partnerships:rounds", args=[pk]),
    }
    return render(request, "partnerships/rounds/own_statements.html", context)


@leads
def add_own_statement(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = partnership_led_by(request.user, pk)
    form = StatementForm(posted(request), statement=None, linked=False)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_own_statement(partnership=partnership, by=request.user, **form.cleaned_data)
        except QuestionsRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The statement is added. Rounds that you draft from now on can ask it.")
            return redirect("partnerships:own_statements", pk)
    return _page(request, form, pk, title="Add a statement")


@leads
def reword_own_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One that a round asks keeps its words for that round."""
    statement = own_statement_led_by(request.user, pk)
    asked = statement.asked_by.exists()
    form = StatementForm(posted(request), statement=statement, linked=asked or statement.follows_id is not None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reword_own_statement(statement=statement, by=request.user, now=timezone.now(), **form.cleaned_data)
        except QuestionsRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The statement is saved. Rounds that were opened before keep the old words.")
            return redirect("partnerships:own_statements", statement.partnership_id)
    return _page(request, form, statement.partnership_id, title="Change a statement", asked=asked)


@leads
def remove_own_statement(request: HttpRequest, pk: int) -> HttpResponse:
    statement = own_statement_led_by(request.user, pk)
    back_url = reverse("partnerships:own_statements", args=[statement.partnership_id])
    if request.method == "POST":
        services.remove_own_statement(statement=statement, by=request.user, now=timezone.now())
        messages.success(request, "The statement is asked no more.")
        return redirect(back_url)
    context = {
        "title": "Ask this no more?",
        "rows": [{"key": "Statement", "value": statement.wording}],
        "text": "Rounds that asked it keep it, with the answers.",
        "confirm_text": "Remove the statement",
        "cancel_url": back_url,
        "warning": True,
    }
    return render(request, "ui/confirm.html", context)


@leads
@require_POST
def move_own_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up, or down."""
    statement, step = own_statement_led_by(request.user, pk), -1 if request.POST.get("direction") == "up" else 1
    services.move_own_statement(statement=statement, step=step, by=request.user, now=timezone.now())
    messages.success(request, "The order is changed. Rounds that were drafted before keep theirs.")
    return redirect("partnerships:own_statements", statement.partnership_id)


def _page(request: HttpRequest, form: StatementForm, partnership_id: Any, **context: Any) -> HttpResponse:
    back_url = reverse("partnerships:own_statements", args=[partnership_id])
    return render(request, "partnerships/rounds/statement.html", {"form": form, "back_url": back_url, **context})
