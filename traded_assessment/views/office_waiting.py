"""The training office's side of waiting lists."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.audit.models import AuditEvent
from traded_assessment.access import session_in_catalogue, waiting_entry_of_any
from traded_assessment.forms.waiting import MoveForm, ReasonedForm, RulesForm, SessionOrderForm
from traded_assessment.models import SessionWaitingOrder, WaitingEntry, WaitingListRules
from traded_assessment.queries.waiting import list_of, position_of, untrained_first_at, waiting_rules, who_waits
from traded_assessment.services import waiting_office as services
from traded_assessment.services.waiting_list import WaitingRefused

HISTORY = 20
CHOSEN = {True: "yes", False: "no", None: ""}

manages_training = requires(Permission.MANAGE_TRAINING)


@manages_training
def session_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody on the list in order, and who comes first."""
    session = session_in_catalogue(pk)
    chosen = SessionWaitingOrder.objects.filter(pk=pk).values_list("untrained_first", flat=True).first()
    form = SessionOrderForm(posted(request), initial={"first": CHOSEN[chosen]})
    if request.method == "POST" and form.is_valid():
        services.set_session_order(session=session, untrained_first=form.untrained_first, by=request.user)
        messages.success(request, "The order of the list is saved.")
        return redirect("traded_assessment:office_waiting_list", pk)
    context = {
        "session": session,
        "rows": list_of(session),
        "form": form,
        "untrained_first": untrained_first_at(session),
    }
    return render(request, "traded_assessment/office/waiting_list.html", context)


@manages_training
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another number on the list, with the reason."""
    entry = waiting_entry_of_any(pk)
    length = who_waits(entry.training_session).count()
    form = MoveForm(posted(request), length=length, initial={"to": position_of(entry)})

    def change() -> Any:
        return services.move_entry(entry=entry, by=request.user, **form.cleaned_data)

    return _by_hand(request, entry, form, change, "Change its number on the list", "Save", "The list is changed.")


@manages_training
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the free places to one school, out of turn."""
    entry = waiting_entry_of_any(pk)
    form = ReasonedForm(posted(request))

    def change() -> Any:
        return services.offer_by_hand(entry=entry, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _by_hand(request, entry, form, change, "Offer places now", "Offer", "The school has been offered places.")


@manages_training
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a school off the list."""
    entry = waiting_entry_of_any(pk)
    form = ReasonedForm(posted(request))

    def change() -> Any:
        return services.remove_entry(entry=entry, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _by_hand(request, entry, form, change, "Remove from the list", "Remove", "The school is off the list.")


def _by_hand(
    request: HttpRequest,
    entry: WaitingEntry,
    form: ReasonedForm,
    change: Callable[[], Any],
    title: str,
    button: str,
    done: str,
) -> HttpResponse:
    """A question with its reason; what the service refuses stands on the page."""
    if request.method == "POST" and form.is_valid():
        try:
            change()
        except WaitingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("traded_assessment:office_waiting_list", entry.training_session_id)
    context = {"entry": entry, "session": entry.training_session, "form": form, "title": title, "button": button}
    return render(request, "traded_assessment/office/waiting_by_hand.html", context)


@manages_training
def rules(request: HttpRequest) -> HttpResponse:
    """How long places are kept, and who comes first in general."""
    form = RulesForm(posted(request), initial=RulesForm.initial_of(waiting_rules()))
    if request.method == "POST" and form.is_valid():
        services.change_waiting_rules(rules=services.Rules(**form.cleaned_data), by=request.user)
        messages.success(request, "The settings are saved. They count from now on.")
        return redirect("traded_assessment:waiting_rules")
    history = AuditEvent.objects.filter(target_type=WaitingListRules._meta.label_lower)[:HISTORY]
    return render(request, "traded_assessment/office/waiting_rules.html", {"form": form, "history": history})
