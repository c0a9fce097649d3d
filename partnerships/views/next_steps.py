"""What a partnership will do next, and what became of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires, signed_in
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from partnerships.access import may_lead, partnership_or_404
from partnerships.forms.meetings import StepForm
from partnerships.queries.steps import steps_of
from partnerships.results_access import may_see_steps, step_led_by
from partnerships.services.next_steps import MeetingRefused, move_step
from partnerships.states import StepState


@signed_in
def next_steps(request: HttpRequest, pk: int) -> HttpResponse:
    """The partnership's steps, those that are open first; for its lead, its schools, its quadrant and the county."""
    partnership, today = partnership_or_404(pk), timezone.localdate()
    if not may_see_steps(request.user, partnership, today):
        raise Http404
    steps = list(steps_of(partnership))
    context = {
        "partnership": partnership,
        "today": today,
        "open": [step for step in steps if step.is_open],
        "ended": [step for step in reversed(steps) if not step.is_open],
        "late": sum(step.is_open and step.due_on < today for step in steps),
        "is_lead": may_lead(request.user, partnership),
    }
    return render(request, "partnerships/meetings/steps.html", context)


@requires(Permission.LEAD_PARTNERSHIP)
def change_step(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that a step is done or dropped, or open it again."""
    step = step_led_by(request.user, pk)
    form = StepForm(posted(request), step=step)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            state = StepState(given["state"])
            move_step(step=step, state=state, outcome=given["outcome"], on=timezone.localdate(), by=request.user)
        except MeetingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The step is changed.")
            return redirect("partnerships:next_steps", step.partnership_id)
    return render(request, "partnerships/meetings/change_step.html", {"step": step, "form": form})
