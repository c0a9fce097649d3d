"""The lead's rounds: drafting, opening, who has handed in, closing, publishing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import organisations_with
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.forms import PortalForm
from essex_portal.ui.words import counted, date_words
from partnerships.access import partnership_led_by, round_led_by
from partnerships.forms.rounds import ExtendForm, ReopenForm, RoundForm
from partnerships.models import Round
from partnerships.queries import members_on
from partnerships.queries.evaluation import handed_in, latest_versions, parts_of, progress_of, rounds_of
from partnerships.services import rounds as services
from partnerships.services.rounds import RoundRefused
from partnerships.states import RoundState

leads = requires(Permission.LEAD_PARTNERSHIP)


@leads
def led(request: HttpRequest) -> HttpResponse:
    """The partnerships that the person leads; with one alone, its rounds at once."""
    partnerships = list(organisations_with(request.user, Permission.LEAD_PARTNERSHIP).order_by("name"))
    if len(partnerships) == 1:
        return redirect("partnerships:rounds", partnerships[0].pk)
    return render(request, "partnerships/rounds/led.html", {"partnerships": partnerships})


@leads
def rounds(request: HttpRequest, pk: int) -> HttpResponse:
    """The partnership's rounds, and the way to its own statements."""
    partnership = partnership_led_by(request.user, pk)
    rows = list(rounds_of(partnership))
    context = {
        "partnership": partnership,
        "rows": rows,
        "has_draft": any(row.state == RoundState.DRAFT for row in rows),
        "own": partnership.own_statements.filter(retired_at=None).count(),
    }
    return render(request, "partnerships/rounds/list.html", context)


@leads
def new_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a round that no school sees yet."""
    partnership = partnership_led_by(request.user, pk)
    form = RoundForm(posted(request), partnership=partnership)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft_round(partnership=partnership, plan=form.plan(), by=request.user, now=timezone.now())
        except RoundRefused as refusal:
            form.add_error(_field(form, refusal), str(refusal))
        else:
            return redirect("partnerships:round", made.pk)
    context = {"form": form, "partnership": partnership, "back_url": reverse("partnerships:rounds", args=[pk])}
    return render(request, "partnerships/rounds/plan.html", context)


@leads
def change_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a draft otherwise."""
    draft = round_led_by(request.user, pk)
    form = RoundForm(posted(request), partnership=draft.partnership, draft=draft)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_draft(review=draft, plan=form.plan(), by=request.user, now=timezone.now())
        except RoundRefused as refusal:
            form.add_error(_field(form, refusal), str(refusal))
        else:
            messages.success(request, "The draft is saved.")
            return redirect("partnerships:round", pk)
    context = {
        "form": form,
        "partnership": draft.partnership,
        "draft": draft,
        "back_url": reverse("partnerships:round", args=[pk]),
    }
    return render(request, "partnerships/rounds/plan.html", context)


@leads
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A round as the lead sees it: what it asks, who has handed in (never what), and what comes next."""
    review = round_led_by(request.user, pk)
    today = timezone.localdate()
    asked = list(progress_of(review))
    context: dict[str, Any] = {
        "review": review,
        "parts": parts_of(review),
        "asked": asked,
        "returned": sum(one.has_handed_in for one in asked),
        "begun": sum(one.begun and not one.has_handed_in for one in asked),
        "unreached": sum(not one.people and not one.has_handed_in for one in asked),
        "newer": _newer_version(review),
    }
    if review.state == RoundState.DRAFT:
        context["members"] = [member.school for member in members_on(review.partnership, today)]
    return render(request, "partnerships/rounds/round.html", context)


def _newer_version(review: Round) -> Any:
    """The newest version of the same set, when it is another than the round's."""
    newest = latest_versions().filter(question_set=review.version.question_set_id).first()
    return newest if newest and newest.number > review.version.number else None


@leads
def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    review = round_led_by(request.user, pk)
    members = list(members_on(review.partnership, timezone.localdate()))
    questions = sum(len(part.statements) for part in parts_of(review))
    rows = [
        {"key": "Schools", "value": ", ".join(str(member.school) for member in members) or "None"},
        {"key": "Questions", "value": f"{counted(questions, 'statement,statements')} ({review.version})"},
        {"key": "Last day for answers", "value": date_words(review.closes_on)},
    ]
    text = (
        f"{counted(len(members), 'school is,schools are')} asked, and their people get an email now. Schools and "
        "questions stay as they are from here on; the last day can be moved."
    )
    return _confirm(
        request,
        review,
        services.open_round,
        done="The round is open. The schools have been written to.",
        title=f"Open {review.name}?",
        text=text,
        rows=rows,
        confirm_text="Open the round",
    )


@leads
def close_round(request: HttpRequest, pk: int) -> HttpResponse:
    review = round_led_by(request.user, pk)
    missing = review.schools.filter(handed_in_at=None).count()
    text = (
        f"{counted(missing, 'school has,schools have')} not handed in. What they saved is kept, but does not count "
        "unless you reopen the round."
        if missing
        else "Every school has handed in."
    )
    return _confirm(
        request,
        review,
        services.close_round,
        done="The round is closed.",
        title=f"Close {review.name}?",
        text=text,
        confirm_text="Close the round",
        warning=bool(missing),
    )


@leads
def publish_round(request: HttpRequest, pk: int) -> HttpResponse:
    review = round_led_by(request.user, pk)
    return _confirm(
        request,
        review,
        services.publish_round,
        done="The results are published, and the schools have been written to.",
        title=f"Publish the results of {review.name}?",
        text="Every school that was asked sees the partnership’s results, and its own answers beside. This is final: "
        "a published round is not opened again. If a school is late, reopen the round first.",
        confirm_text="Publish the results",
    )


@leads
def discard_round(request: HttpRequest, pk: int) -> HttpResponse:
    review = round_led_by(request.user, pk)
    return _confirm(
        request,
        review,
        lambda review, by, now: services.discard_draft(review=review, by=by),
        done="The draft is thrown away.",
        to=reverse("partnerships:rounds", args=[review.partnership_id]),
        title=f"Throw away the draft {review.name}?",
        text="No school has seen it.",
        confirm_text="Throw away",
        warning=True,
    )


@leads
def extend_round(request: HttpRequest, pk: int) -> HttpResponse:
    review = round_led_by(request.user, pk)
    form = ExtendForm(posted(request))
    return _confirm(
        request,
        review,
        lambda review, by, now: services.extend_round(review=review, by=by, now=now, **form.cleaned_data),
        form=form,
        done="The schools have more time.",
        title=f"Give more time for {review.name}",
        text=f"The last day for answers is {date_words(review.closes_on)}.",
        confirm_text="Extend the round",
    )


@leads
def reopen_round(request: HttpRequest, pk: int) -> HttpResponse:
    review = round_led_by(request.user, pk)
    form = ReopenForm(posted(request), handed_in=handed_in(review))
    return _confirm(
        request,
        review,
        lambda review, by, now: services.reopen_round(review=review, by=by, now=now, **form.cleaned_data),
        form=form,
        done="The round is open again. Schools that have not handed in have been written to.",
        title=f"Reopen {review.name}",
        text="Schools that have not handed in can answer until the new last day.",
        confirm_text="Reopen the round",
    )


def _confirm(
    request: HttpRequest,
    review: Round,
    service: Callable[..., Any],
    *,
    done: str,
    to: str = "",
    form: PortalForm | None = None,
    **page: Any,
) -> HttpResponse:
    """Ask, then do it; a refusal stands above the question, with what was entered."""
    here = reverse("partnerships:round", args=[review.pk])
    errors = []
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            service(review=review, by=request.user, now=timezone.now())
        except RoundRefused as refusal:
            if form is not None and refusal.field in form.fields:
                form.add_error(refusal.field, str(refusal))
            else:
                errors = [{"text": str(refusal), "href": "#main-content"}]
        else:
            messages.success(request, done)
            return redirect(to or here)
    return render(request, "ui/confirm.html", {"form": form, "errors": errors, "cancel_url": here, **page})


def _field(form: PortalForm, refusal: RoundRefused) -> str | None:
    return refusal.field if refusal.field in form.fields else None
