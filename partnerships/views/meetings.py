"""The partnership's meeting on its results, on one screen: statement by statement, reveal, agree, decide."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.level_charts import Range, range_chart
from partnerships.forms.meetings import HeldForm, MeetingForm, owners_of
from partnerships.models import Office, PartnershipMeeting, Round
from partnerships.queries.result_rows import StatementRow, board_of, history_of
from partnerships.queries.results import results_of_rounds, thresholds_in_force
from partnerships.queries.steps import agreed_levels, movements, steps_of_round
from partnerships.result_words import mean_words
from partnerships.results_access import round_met_by
from partnerships.services.next_steps import MeetingRefused, agree_level, agree_next_step, record_meeting
from partnerships.views.results import scale_of

leads = requires(Permission.LEAD_PARTNERSHIP)


@leads
def meeting(request: PersonRequest, pk: int) -> HttpResponse:
    """The way through the meeting, and, at its end, that it was held."""
    review, today = round_met_by(request.user, pk), timezone.localdate()
    form = HeldForm(posted(request), today=today)
    if form.is_bound and form.is_valid():
        try:
            record_meeting(
                review=review, held_on=form.cleaned_data["held_on"], on=today, by=request.user, now=timezone.now()
            )
        except MeetingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The meeting is recorded.")
            return redirect("partnerships:meeting", pk)
    thresholds = thresholds_in_force()
    history = history_of(review.partnership, thresholds)
    context = {
        "round": review,
        "board": board_of(history.of(review), thresholds),
        "agreed": agreed_levels(review),
        "steps": steps_of_round(review),
        "movements": movements(history, review, thresholds),
        "held": PartnershipMeeting.objects.filter(partnership=review.partnership, about=f"Results: {review.name}"),
        "form": form,
    }
    return render(request, "partnerships/meetings/meeting.html", context)


@leads
def meeting_statement(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """One statement on the screen: first its words, then the spread, then what is agreed."""
    review = round_met_by(request.user, pk)
    thresholds = thresholds_in_force()
    results = results_of_rounds([review], thresholds)[review.pk]
    board = board_of(results, thresholds)
    if not 1 <= number <= len(board.statements):
        raise Http404
    row, scale = board.statements[number - 1], scale_of(review)
    agreed = agreed_levels(review).get(row.statement.pk)
    form = MeetingForm(posted(request), scale=scale, owners=_owners(review), agreed=agreed)
    if form.is_bound and form.is_valid() and _kept(form, review, row, request):
        return redirect(_after(request, review, number, last=len(board.statements)))
    context = {
        "round": review,
        "row": row,
        "last": len(board.statements),
        "previous": number - 1,
        "following": number + 1 if number < len(board.statements) else 0,
        "revealed": form.is_bound or "reveal" in request.GET,
        "picture": _picture(row, scale),
        "scale": scale,
        "agreed": agreed,
        "steps": steps_of_round(review).get(row.statement.pk, []),
        "form": form,
    }
    return render(request, "partnerships/meetings/statement.html", context)


def _kept(form: MeetingForm, review: Round, row: StatementRow, request: PersonRequest) -> bool:
    """Keep what was agreed; a refusal goes beside its field and keeps nothing of this screen."""
    given, today = form.cleaned_data, timezone.localdate()
    about: dict[str, Any] = {"review": review, "statement": row.statement, "on": today, "by": request.user}
    try:
        if plan := form.plan():
            agree_next_step(plan=plan, **about)
    except MeetingRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    if given["level"] is not None:
        agree_level(level=given["level"], note=given["note"], **about)
    return True


def _after(request: HttpRequest, review: Round, number: int, *, last: int) -> str:
    """Where the button that was pressed leads: on, or back to this statement, with the spread in view."""
    if "next" in request.POST:
        if number == last:
            return reverse("partnerships:meeting", args=[review.pk])
        return reverse("partnerships:meeting_statement", args=[review.pk, number + 1])
    return reverse("partnerships:meeting_statement", args=[review.pk, number]) + "?reveal=1"


def _owners(review: Round) -> dict[str, Any]:
    """The schools of the round, then the offices in use."""
    schools = [one.school for one in review.schools.select_related("school")]
    return owners_of(schools, list(Office.objects.filter(in_use=True)))


def _picture(row: StatementRow, scale: dict[int, str]) -> str:
    levels = row.figure.levels
    if levels is None:
        return ""
    return range_chart(
        key="spread",
        title="Spread of the schools’ answers",
        description=f"From {levels.low} to {levels.high}, with a mean of {levels.mean}.",
        scale=scale,
        rows=[Range("All schools", levels.low, levels.high, levels.mean, mean_words(row.figure))],
    )
