"""A school's part in a round: where it stands, one dimension a page, and what was handed in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires, school_acted_for
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from partnerships.access import round_school_for
from partnerships.forms.answers import AnswersForm
from partnerships.models import RoundSchool
from partnerships.queries.answering import (
    agreed_progress,
    colleagues_of,
    own_answers,
    own_progress,
    review_of,
    rounds_asking,
)
from partnerships.queries.evaluation import Part, parts_of
from partnerships.services.answering import AnswerRefused, save_answers

answers = requires(Permission.ANSWER_EVALUATION)


@answers
def school_rounds(request: HttpRequest) -> HttpResponse:
    """Every round that asked the school one acts for."""
    school = school_acted_for(request, Permission.ANSWER_EVALUATION)
    return render(request, "partnerships/answering/rounds.html", {"school": school, "rows": rounds_asking(school)})


@answers
def school_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the school stands in one round, and what to do next."""
    asked = round_school_for(request.user, Permission.ANSWER_EVALUATION, pk)
    context: dict[str, Any] = {
        "asked": asked,
        "review": asked.round,
        "takes_answers": takes_answers(asked),
        "own": own_progress(asked, request.user),
        "colleagues": colleagues_of(asked),
        "hands_in": holds(request.user, Permission.HAND_IN_EVALUATION, asked.school),
    }
    if context["hands_in"]:
        context["agreed"] = agreed_progress(asked)
        context["ready"] = all(one.is_done for one in context["agreed"])
    return render(request, "partnerships/answering/round.html", context)


@answers
def answer_part(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One's own answers to the statements of one part. Each change is saved by itself where there is JavaScript."""
    asked = round_school_for(request.user, Permission.ANSWER_EVALUATION, pk)
    parts = parts_of(asked.round)
    part = part_or_404(parts, number)
    saved = own_answers(asked, request.user, part.statements)
    form = AnswersForm(posted(request), version=asked.round.version, statements=part.statements, saved=saved)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            save_answers(asked=asked, answers=form.answers(), by=request.user, now=timezone.now())
        except AnswerRefused as refusal:
            refused = str(refusal)
        else:
            return saved_part(request, asked, parts, part, "partnerships:answer_part")
    return part_page(request, "partnerships/answering/part.html", asked, parts, part, form, refused)


@answers
def school_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """What the school handed in, for its people to read."""
    asked = round_school_for(request.user, Permission.ANSWER_EVALUATION, pk)
    if not asked.has_handed_in:
        return redirect("partnerships:school_round", pk)
    parts = parts_of(asked.round)
    context = {"asked": asked, "review": asked.round, "parts": reviewed(asked, parts), "steps": steps_of(asked)}
    return render(request, "partnerships/answering/handed_in.html", context)


def takes_answers(asked: RoundSchool) -> bool:
    """Whether the school can still answer today."""
    review = asked.round
    return not asked.has_handed_in and review.is_answerable and review.closes_on >= timezone.localdate()


def part_or_404(parts: list[Part], number: int) -> Part:
    found = next((one for one in parts if one.number == number), None)
    if found is None:
        raise Http404
    return found


def steps_of(asked: RoundSchool) -> dict[int, str]:
    """The names of the steps by level. One query."""
    return {step.level: str(step) for step in asked.round.version.steps.all()}


def reviewed(asked: RoundSchool, parts: list[Part]) -> list[tuple[Part, list[Any]]]:
    """Every part with the reviews of its statements. Two queries."""
    reviews = iter(review_of(asked, [one for part in parts for one in part.statements]))
    return [(part, [next(reviews) for _ in part.statements]) for part in parts]


def saved_part(request: HttpRequest, asked: RoundSchool, parts: list[Part], part: Part, route: str) -> HttpResponse:
    """After saving: a word beside the form for htmx, else the next part, or where the school stands."""
    if getattr(request, "htmx", False):
        return render(request, "partnerships/answering/_saved.html", {"now": timezone.now()})
    if request.POST.get("then") == "next" and part.number < len(parts):
        return redirect(route, asked.pk, part.number + 1)
    messages.success(request, "Your answers are saved.")
    return redirect("partnerships:school_round", asked.pk)


def part_page(
    request: HttpRequest,
    template: str,
    asked: RoundSchool,
    parts: list[Part],
    part: Part,
    form: AnswersForm,
    refused: str,
    **more: Any,
) -> HttpResponse:
    """The page of a part; for htmx only why it was not saved. What was typed stays in the form."""
    if getattr(request, "htmx", False):
        return render(request, "partnerships/answering/_saved.html", {"refused": refused, "form": form})
    context = {
        "asked": asked,
        "review": asked.round,
        "part": part,
        "last": len(parts),
        "form": form,
        "steps": asked.round.version.steps.all(),
        "takes_answers": takes_answers(asked),
        "errors": [{"text": refused, "href": "#answers"}] if refused else [],
    }
    return render(request, template, {**context, **more})
