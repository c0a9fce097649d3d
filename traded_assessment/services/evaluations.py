"""What people are asked after a session, and what they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from traded_assessment.models import Attendee, Evaluation, EvaluationAnswer, EvaluationForm, EvaluationQuestion
from traded_assessment.queries.evaluations import current_form
from traded_assessment.queries.places import PARTS
from traded_assessment.services.certificates import issue_certificate
from traded_assessment.states import QuestionKind

Answer = int | str


class EvaluationRefused(Exception):
    """Nothing was saved; `str()` is for the person."""


@dataclass(frozen=True)
class QuestionFacts:
    words: str
    kind: QuestionKind
    required: bool


@transaction.atomic
def save_questions(*, questions: Sequence[QuestionFacts], now: datetime, by: Any) -> EvaluationForm:
    """Ask these from now on: a new version. What was answered before stays with the questions that it answers.

    `by` is None for the starting content. Raises EvaluationRefused without a question, for one asked twice, and when
    nothing has changed.
    """
    latest = EvaluationForm.objects.select_for_update().first()
    before = _facts_of(latest) if latest else []
    _check_questions(questions, before)
    form = EvaluationForm.objects.create(version=latest.version + 1 if latest else 1, made_at=now, made_by=by)
    EvaluationQuestion.objects.bulk_create(
        EvaluationQuestion(form=form, position=position, **vars(question))
        for position, question in enumerate(questions, start=1)
    )
    record(
        event="evaluation_form.saved",
        target=form,
        by=by,
        before={"questions": [question.words for question in before]},
        after={"questions": [question.words for question in questions]},
    )
    return form


@transaction.atomic
def hand_in(*, attendee: Attendee, form: EvaluationForm, answers: Mapping[int, Answer], now: datetime) -> Evaluation:
    """Keep what a person who attended thinks, and issue their certificate. What was handed in before stands.

    `answers` are scores from 1 to 5 and texts by the number of the question; empty ones are left out.
    Raises EvaluationRefused before the end of the session, and when it is not recorded that they attended.
    """
    person = Attendee.objects.select_related(*PARTS).select_for_update(of=("self",)).get(pk=attendee.pk)
    if earlier := Evaluation.objects.filter(attendee=person).first():
        return earlier
    if not person.attended:
        raise EvaluationRefused(
            "It is not recorded that you attended, so nothing was saved. Write to the training office."
        )
    if now < person.booking.training_session.ends_at:
        raise EvaluationRefused("The session is not over yet, so nothing was saved. Answer after its end.")
    evaluation = Evaluation.objects.create(attendee=person, form=form, handed_in_at=now)
    EvaluationAnswer.objects.bulk_create(
        EvaluationAnswer(evaluation=evaluation, question_id=question_id, **_as_fields(answer))
        for question_id, answer in answers.items()
        if answer
    )
    issue_certificate(attendee=person, now=now)
    return evaluation


def questions_in_force() -> list[QuestionFacts]:
    """What people are asked at present; nothing before there is a first version."""
    form = current_form()
    return _facts_of(form) if form else []


def _as_fields(answer: Answer) -> dict[str, Any]:
    return {"score": answer} if isinstance(answer, int) else {"words": answer}


def _facts_of(form: EvaluationForm) -> list[QuestionFacts]:
    return [QuestionFacts(one.words, QuestionKind(one.kind), one.required) for one in form.questions.all()]


def _check_questions(questions: Sequence[QuestionFacts], before: Sequence[QuestionFacts]) -> None:
    if not questions:
        raise EvaluationRefused("Ask at least one question.")
    words = [question.words.casefold() for question in questions]
    if twice := next((one.words for one in questions if words.count(one.words.casefold()) > 1), None):
        raise EvaluationRefused(f"“{twice}” is asked twice. Each question needs its own words.")
    if list(questions) == list(before):
        raise EvaluationRefused("Nothing has changed, so there is no new version.")
