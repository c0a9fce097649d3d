"""The questions after a session: as people answer them, and as the training office sets them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from essex_portal.ui.forms import PortalForm
from traded_assessment.evaluation_results import SCALE
from traded_assessment.models import EvaluationForm, EvaluationQuestion
from traded_assessment.services.evaluations import Answer, QuestionFacts
from traded_assessment.states import QuestionKind

MOST_QUESTIONS = 15
SPARE_ROWS = 2


class AnswersForm(PortalForm):
    """One version of the questions, to be answered."""

    def __init__(self, *args: Any, version: EvaluationForm, **kwargs: Any) -> None:
        self.version = version
        questions = list(version.questions.all())
        self.base_fields = {f"question_{question.pk}": _field(question) for question in questions}
        self.small = {f"question_{question.pk}" for question in questions if question.kind == QuestionKind.SCALE}
        super().__init__(*args, **kwargs)

    def answers(self) -> dict[int, Answer]:
        """What was answered, by the number of the question. Only after `is_valid`."""
        return {
            int(name.removeprefix("question_")): int(given) if name in self.small and given else given
            for name, given in self.cleaned_data.items()
        }


def _field(question: EvaluationQuestion) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(
            label=question.words,
            required=question.required,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": f"Answer “{question.words}”"},
        )
    return forms.ChoiceField(
        label=question.words,
        required=question.required,
        choices=[(str(score), words) for score, words in SCALE.items()],
        widget=forms.RadioSelect,
        error_messages={"required": f"Select how far you agree: “{question.words}”"},
    )


class QuestionForm(PortalForm):
    """One question. Without words it is left out."""

    mark_optional = False
    small = {"required"}

    words = forms.CharField(
        label="Question or statement",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Answered", choices=QuestionKind, required=False)
    required = forms.BooleanField(label="Must be answered", required=False)


class BaseQuestionFormSet(BaseFormSet):
    item_name = "Question"

    def facts(self) -> list[QuestionFacts]:
        """The questions in their order, without the empty rows. Only after `is_valid`."""
        rows = [form.cleaned_data for form in self.forms]
        return [
            QuestionFacts(row["words"].strip(), QuestionKind(row["kind"] or QuestionKind.SCALE), row["required"])
            for row in rows
            if row.get("words", "").strip()
        ]


QuestionFormSet: Any = formset_factory(
    QuestionForm, formset=BaseQuestionFormSet, extra=SPARE_ROWS, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS
)


def questions_form(data: Any, questions: Sequence[QuestionFacts]) -> BaseQuestionFormSet:
    """The rows that were sent, or those in force with some empty ones after them."""
    return QuestionFormSet(data, prefix="questions", initial=[asdict(question) for question in questions])
