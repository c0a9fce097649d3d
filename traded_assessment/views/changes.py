"""Cancelling or moving a booking: what to do, what it costs, and what was done."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.money import ZERO
from traded_assessment.access import booking_to_change_for, cancellation_for, sees, session_in_catalogue
from traded_assessment.forms.changes import ChangeForm, ConfirmCancelForm, ConfirmMoveForm, wish_of
from traded_assessment.models import Booking
from traded_assessment.queries.changes import dates_to_move_to, lines_given_up, notes_of, rules_of
from traded_assessment.services.cancelling import Wish, cancel, check_open, preview
from traded_assessment.services.crediting import CreditRefused
from traded_assessment.services.exchanging import exchange, rehearse
from traded_assessment.services.giving_up import CancellationRefused
from traded_assessment.services.refusals import REFUSALS

REFUSED = (CancellationRefused, CreditRefused, *REFUSALS)


@requires(Permission.BOOK_TRAINING)
def change_booking(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to happen: cancel all, cancel some, move."""
    booking, now = booking_to_change_for(request.user, pk), timezone.now()
    try:
        check_open(booking, now)
    except CancellationRefused as refusal:
        messages.info(request, str(refusal))
        return redirect("traded_assessment:order", booking.order.reference)
    office = holds(request.user, Permission.MANAGE_TRAINING)
    rules = rules_of(booking, now)
    may_move = office or rules.may_move
    dates = dates_to_move_to(booking, now, any_course=office or rules.other_courses) if may_move else []
    form = ChangeForm(posted(request), booking=booking, dates=dates)
    if request.method == "POST" and form.is_valid():
        return redirect(form.next_page())
    context = {"booking": booking, "form": form, "rules": rules.rows, "may_move": may_move}
    return render(request, "traded_assessment/changes/change.html", context)


@requires(Permission.BOOK_TRAINING)
def cancel_booking(request: HttpRequest, pk: int) -> HttpResponse:
    """What cancelling these places costs and gives back; the button below does it."""
    booking = booking_to_change_for(request.user, pk)
    office = holds(request.user, Permission.MANAGE_TRAINING)
    form = ConfirmCancelForm(posted(request), may_waive=office, initial={"key": uuid4().hex})
    wish, errors = wish_of(request.GET, booking), []
    if request.method == "POST" and form.is_valid():
        wish = Wish(wish.people, wish.unnamed, form.waived_words)
        if "look" not in request.POST and form.agreed is not None:
            try:
                done = cancel(
                    booking=booking,
                    wish=wish,
                    shown=form.agreed,
                    key=form.cleaned_data["key"],
                    by=request.user,
                    now=timezone.now(),
                )
            except REFUSED as refusal:
                errors = [{"text": str(refusal), "href": "#money"}]
            else:
                return redirect("traded_assessment:cancellation", done.pk)
    return _cancel_page(request, booking, wish, form, errors)


@requires(Permission.BOOK_TRAINING)
def move_booking(request: HttpRequest, pk: int, to: int) -> HttpResponse:
    """What moving to that date comes to, which is nothing as a rule; the button below does it."""
    booking, session = booking_to_change_for(request.user, pk), session_in_catalogue(to)
    form, errors = ConfirmMoveForm(posted(request), initial={"key": uuid4().hex}), []
    if request.method == "POST" and form.is_valid():
        try:
            done = exchange(
                booking=booking,
                to=session,
                key=form.cleaned_data["key"],
                by=request.user,
                now=timezone.now(),
                shown=form.agreed,
            )
        except REFUSED as refusal:
            errors = [{"text": str(refusal), "href": "#money"}]
        else:
            return redirect("traded_assessment:cancellation", done.pk)
    context = {"booking": booking, "to": session, "form": form, "errors": errors}
    try:
        context["rehearsal"] = rehearse(booking=booking, to=session, by=request.user, now=timezone.now())
    except REFUSED as refusal:
        context["refusal"] = str(refusal)
    return render(request, "traded_assessment/changes/move.html", context)


@requires(Permission.VIEW_SCHOOL_BOOKINGS)
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """What was cancelled or moved, and what came back."""
    found = cancellation_for(request.user, pk)
    school, lines = found.booking.school, list(lines_given_up(found))
    context = {
        "cancellation": found,
        "booking": found.booking,
        "session": found.booking.training_session,
        "lines": lines,
        "cost": sum((line.cost for line in lines), ZERO),
        "back": sum((line.net for line in lines), ZERO),
        "notes": notes_of(found) if sees(request.user, Permission.VIEW_SCHOOL_INVOICES, school) else [],
    }
    return render(request, "traded_assessment/changes/done.html", context)


def _cancel_page(
    request: HttpRequest, booking: Booking, wish: Wish, form: ConfirmCancelForm, errors: list[dict[str, str]]
) -> HttpResponse:
    context: dict[str, Any] = {"booking": booking, "form": form, "errors": errors}
    try:
        context["giving_up"] = preview(booking=booking, wish=wish, by=request.user, now=timezone.now())
    except CancellationRefused as refusal:
        context["refusal"] = str(refusal)
    return render(request, "traded_assessment/changes/cancel.html", context)
