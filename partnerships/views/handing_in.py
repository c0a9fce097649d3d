"""The headteacher settles the school's answers, checks them and hands them in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.words import counted
from partnerships.access import round_school_for
from partnerships.forms.answers import AnswersForm
from partnerships.models import AgreedAnswer
from partnerships.queries.answering import StatementReview, review_of
from partnerships.queries.evaluation import Part, parts_of
from partnerships.services.answering import AnswerRefused, Given, NotComplete, hand_in, settle_answers
from partnerships.views.answering import part_or_404, part_page, reviewed, saved_part, steps_of, takes_answers

hands_in = requires(Permission.HAND_IN_EVALUATION)


@hands_in
def settle_part(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What colleagues think of each statement of a part, and beside it what the school is to say."""
    asked = round_school_for(request.user, Permission.HAND_IN_EVALUATION, pk)
    parts = parts_of(asked.round)
    part = part_or_404(parts, number)
    reviews = review_of(asked, part.statements)
    saved = {one.statement.pk: start for one in reviews if (start := _begin_with(one))}
    form = AnswersForm(posted(request), version=asked.round.version, statements=part.statements, saved=saved)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            settle_answers(asked=asked, answers=form.answers(), by=request.user, now=timezone.now())
        except AnswerRefused as refusal:
            refused = str(refusal)
        else:
            return saved_part(request, asked, parts, part, "partnerships:settle_part")
    rows = list(zip(reviews, form.rows(), strict=True))
    template = "partnerships/answering/settle.html"
    return part_page(request, template, asked, parts, part, form, refused, rows=rows, names=steps_of(asked))


def _begin_with(review: StatementReview) -> AgreedAnswer | Given | None:
    """What is settled; before that, what all colleagues say."""
    if review.agreed:
        return review.agreed
    level = review.opinions.unanimous
    return Given(level=level) if level else None


@hands_in
def check_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that the school is to say, on one page; the button hands it in."""
    asked = round_school_for(request.user, Permission.HAND_IN_EVALUATION, pk)
    if asked.has_handed_in:
        return redirect("partnerships:school_answers", pk)
    errors, parts = [], parts_of(asked.round)
    if request.method == "POST":
        try:
            hand_in(asked=asked, by=request.user, now=timezone.now())
        except NotComplete as refusal:
            errors = _missing(refusal, parts)
        except AnswerRefused as refusal:
            errors = [{"text": str(refusal), "href": "#main-content"}]
        else:
            messages.success(request, f"{asked.school} has handed in. Thank you.")
            return redirect("partnerships:school_round", pk)
    context = {
        "asked": asked,
        "review": asked.round,
        "parts": reviewed(asked, parts),
        "steps": steps_of(asked),
        "takes_answers": takes_answers(asked),
        "errors": errors,
        "back_url": reverse("partnerships:school_round", args=[pk]),
    }
    return render(request, "partnerships/answering/check.html", context)


def _missing(refusal: NotComplete, parts: list[Part]) -> list[dict[str, str]]:
    """One line a part, that leads to the first statement without an answer."""
    missing = {one.pk for one in refusal.missing}
    errors = []
    for part in parts:
        open_here = [one.pk for one in part.statements if one.pk in missing]
        if open_here:
            words = counted(len(open_here), "statement has no answer yet,statements have no answer yet")
            errors.append({"text": f"{part}: {words}", "href": f"#statement-{open_here[0]}"})
    return errors
