"""Finance's reminders: who gets what today, the steps, and who is left in peace."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import Organisation
from essex_portal.school_calendar import is_working_day
from essex_portal.ui.words import counted
from traded_assessment.access import invoice_for, payer_for, reminder_pause_for, reminder_step_for
from traded_assessment.forms.payment_reminders import PauseForm, StepForm
from traded_assessment.models import Invoice, ReminderStep
from traded_assessment.queries.payment_reminders import (
    current_pauses,
    current_steps,
    due_reminders,
    letters,
    passed_on,
)
from traded_assessment.services.payment_reminders import (
    PauseRefused,
    end_pause,
    pause_reminders,
    send_reminders_now,
)
from traded_assessment.services.reminder_steps import StepRefused, end_step, save_step

LETTERS_A_PAGE = 25
MOST = 100
HISTORY = 20


@requires(Permission.VIEW_INVOICES)
@require_GET
def payment_reminders(request: HttpRequest) -> HttpResponse:
    """Who gets what on the next working morning, who cannot be reached, who is left in peace, what was passed on."""
    today = timezone.localdate()
    upcoming = letters(due_reminders(today))
    context = {
        "letters": Paginator([letter for letter in upcoming if not letter.cannot_go], LETTERS_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "unreachable": [letter for letter in upcoming if letter.cannot_go],
        "working_day": is_working_day(today),
        "steps": current_steps(),
        "pauses": current_pauses(today).select_related("school", "invoice", "paused_by"),
        "passed_on": passed_on()[:MOST],
        "may_manage_debt": holds(request.user, Permission.MANAGE_DEBT),
    }
    return render(request, "traded_assessment/reminders/reminders.html", context)


@requires(Permission.MANAGE_DEBT)
@require_POST
def send_now(request: HttpRequest) -> HttpResponse:
    """Do what the next working morning would do."""
    taken = send_reminders_now(by=request.user, now=timezone.now())
    if taken:
        messages.success(request, f"Reminded of {counted(taken, 'invoice,invoices')}")
    else:
        messages.info(request, "Nobody was to be reminded. Nothing goes out on weekends and bank holidays.")
    return redirect("traded_assessment:payment_reminders")


@requires(Permission.MANAGE_DEBT)
def add_step(request: HttpRequest) -> HttpResponse:
    return _step(request, None)


@requires(Permission.MANAGE_DEBT)
def change_step(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, reminder_step_for(pk))


@requires(Permission.MANAGE_DEBT)
@require_POST
def remove_step(request: HttpRequest, pk: int) -> HttpResponse:
    """End a step; what was sent stays in the invoices' history."""
    step = reminder_step_for(pk)
    end_step(step=step, by=request.user, now=timezone.now())
    messages.success(request, f"“{step.name}” is taken no more")
    return redirect("traded_assessment:payment_reminders")


@requires(Permission.MANAGE_DEBT)
def pause_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Remind nobody of one invoice."""
    return _pause(request, invoice_for(request.user, number))


@requires(Permission.MANAGE_DEBT)
def pause_payer(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind a school or a payer of nothing."""
    return _pause(request, payer_for(request.user, pk))


@requires(Permission.MANAGE_DEBT)
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """End a pause."""
    end_pause(pause=reminder_pause_for(pk), by=request.user, now=timezone.now())
    messages.success(request, "The pause is ended. Reminders go on.")
    return redirect("traded_assessment:payment_reminders")


def _step(request: HttpRequest, step: ReminderStep | None) -> HttpResponse:
    form = StepForm(posted(request), initial=StepForm.initial_of(step))
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_step(facts=form.facts(), step=step, by=request.user)
        except StepRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"“{saved.name}” is saved. It counts from now on.")
            return redirect("traded_assessment:payment_reminders")
    events = AuditEvent.objects.filter(
        target_type=ReminderStep._meta.label_lower, target_id=str(step.pk) if step else ""
    )
    context = {"form": form, "step": step, "history": events[:HISTORY]}
    return render(request, "traded_assessment/reminders/step.html", context)


def _pause(request: HttpRequest, about: Invoice | Organisation) -> HttpResponse:
    form = PauseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            pause_reminders(about=about, by=request.user, now=timezone.now(), **form.cleaned_data)
        except PauseRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"No reminders go out about {about}")
            return redirect("traded_assessment:payment_reminders")
    return render(request, "traded_assessment/reminders/pause.html", {"form": form, "about": about})
