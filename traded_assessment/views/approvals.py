"""Bookings that wait for a headteacher or deputy: the list, one of them, the link in the mail, and the settings."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import public, requires, school_acted_for
from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from traded_assessment.access import approval_for, approval_of_link, school_to_book_for
from traded_assessment.basket import Basket
from traded_assessment.forms.approvals import ApprovalRulesForm, RefuseForm, ShownForm
from traded_assessment.models import ApprovalRequest
from traded_assessment.queries.approvals import (
    approval_rules,
    basket_lines_asked,
    lines_asked,
    may_approve,
    people_who_book,
    requests_seen_by,
)
from traded_assessment.queries.baskets import priced
from traded_assessment.services import approvals as services
from traded_assessment.services.approvals import ApprovalRefused
from traded_assessment.services.refusals import REFUSALS
from traded_assessment.states import ApprovalState

PER_PAGE = 20
OVER = (ApprovalState.REFUSED, ApprovalState.EXPIRED, ApprovalState.WITHDRAWN)


@requires(Permission.BOOK_TRAINING)
def approvals(request: HttpRequest) -> HttpResponse:
    """Requests of the school acted for: all for who may approve, their own for others."""
    school = school_to_book_for(request)
    seen = requests_seen_by(request.user, school)
    context = {
        "requests": Paginator(seen, PER_PAGE).get_page(request.GET.get("page")),
        "rules": approval_rules(school),
        "may_set": holds(request.user, Permission.APPROVE_BOOKINGS, school),
        "now": timezone.now(),
    }
    return render(request, "traded_assessment/approvals/list.html", context)


@requires(Permission.BOOK_TRAINING)
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, to be decided by who may, or followed by who asked."""
    return _decide(request, approval_for(request.user, pk), request.user)


@public
@never_cache
def decide_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for an approver who comes from the mail: the link is theirs, and good for this one decision."""
    found = approval_of_link(token)
    if found is None:
        response = render(request, "traded_assessment/approvals/not_usable.html", status=404)
    else:
        response = _decide(request, *found, by_link=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _decide(request: HttpRequest, found: ApprovalRequest, by: Any, *, by_link: bool = False) -> HttpResponse:
    if request.method != "POST" or not may_approve(by, found.school):
        return _page(request, found, by, RefuseForm(), by_link=by_link)
    if "refuse" in request.POST:
        return _refuse(request, found, by, by_link)
    return _approve(request, found, by, by_link)


def _approve(request: HttpRequest, found: ApprovalRequest, by: User, by_link: bool) -> HttpResponse:
    shown = ShownForm(request.POST)
    if not shown.is_valid():
        return redirect(request.path)
    try:
        services.approve(approval=found, shown=shown.cleaned_data["shown"], by=by, now=timezone.now())
    except (ApprovalRefused, *REFUSALS) as refusal:
        error = {"text": str(refusal), "href": "#price"}
        return _page(request, found, by, RefuseForm(), by_link=by_link, errors=[error])
    messages.success(request, "Approved. The booking is placed, and your colleague gets the confirmation.")
    return redirect(request.path)


def _refuse(request: HttpRequest, found: ApprovalRequest, by: User, by_link: bool) -> HttpResponse:
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            services.refuse(approval=found, by=by, now=timezone.now(), **form.cleaned_data)
        except ApprovalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Refused. Your colleague gets an email with the reason.")
            return redirect(request.path)
    return _page(request, found, by, form, by_link=by_link)


def _page(
    request: HttpRequest, found: ApprovalRequest, by: Any, form: RefuseForm, *, by_link: bool, errors: Any = ()
) -> HttpResponse:
    now = timezone.now()
    lines = basket_lines_asked(found)
    is_open = found.state == ApprovalState.ASKED and found.expires_at > now
    today = priced(found.school, lines, now) if is_open else None
    context = {
        "approval": found,
        "lines": lines,
        "is_open": is_open,
        "decides": is_open and may_approve(by, found.school),
        "asked_it": found.asked_by == by,
        "today": today,
        "price_changed": bool(today and today.quote and today.quote.gross != found.gross),
        "form": form,
        "errors": errors,
        "by_link": by_link,
        "over": found.state in OVER or (found.state == ApprovalState.ASKED and not is_open),
    }
    return render(request, "traded_assessment/approvals/request.html", context)


@requires(Permission.BOOK_TRAINING)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The asker does not want it any more."""
    found = approval_for(request.user, pk)
    try:
        services.withdraw(approval=found, by=request.user, now=timezone.now())
    except ApprovalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "You have withdrawn the request. The places are free again.")
    return redirect("traded_assessment:approval", pk)


@requires(Permission.BOOK_TRAINING)
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what was asked back into the basket, to be changed and sent again."""
    found = approval_for(request.user, pk)
    school = school_to_book_for(request)
    if school != found.school:
        messages.error(request, f"Act for {found.school} first.")
        return redirect("traded_assessment:approval", pk)
    Basket.of(request.session, school).put_back(lines_asked(found))
    return redirect("traded_assessment:check_order")


@requires(Permission.APPROVE_BOOKINGS)
def settings(request: HttpRequest) -> HttpResponse:
    """Whether bookings by others wait, and for whom."""
    school = school_acted_for(request, Permission.APPROVE_BOOKINGS)
    rules, people = approval_rules(school), people_who_book(school)
    initial = {"needed": "yes" if rules.needed else "no", "deputies": rules.deputies.all()}
    form = ApprovalRulesForm(posted(request), initial=initial, people=people)
    if request.method == "POST" and form.is_valid():
        services.set_approval_rules(
            school=school, needed=form.cleaned_data["needed"], deputies=form.chosen_deputies, by=request.user
        )
        messages.success(request, "Saved. It counts from now on.")
        return redirect("traded_assessment:approvals")
    return render(request, "traded_assessment/approvals/settings.html", {"form": form, "people": people})
