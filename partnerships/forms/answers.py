"""One page of a round: a step of the scale and words for each statement, of a person or of the school."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.utils.html import escape

from essex_portal.ui.forms import PortalForm
from partnerships.models import AgreedAnswer, Answer, QuestionSetVersion, Statement
from partnerships.services.answering import Given

DONT_KNOW = "dont_know"
LONGEST = 2000


class AnswersForm(PortalForm):
    """Two fields a statement. Nothing is required: people save what they have and come back."""

    mark_optional = False

    def __init__(
        self,
        data: Any,
        *,
        version: QuestionSetVersion,
        statements: Iterable[Statement],
        saved: Mapping[int, Answer | AgreedAnswer | Given],
    ) -> None:
        self.statements = list(statements)
        initial: dict[str, Any] = {}
        for pk, answer in saved.items():
            initial |= {f"level_{pk}": as_choice(answer), f"evidence_{pk}": answer.evidence}
        super().__init__(data, initial=initial)
        self.small = self.inline = {f"level_{one.pk}" for one in self.statements}  # type: ignore[misc]
        steps = choices_of(version)
        for one in self.statements:
            self.fields[f"level_{one.pk}"] = _step_field(one, steps)
            self.fields[f"evidence_{one.pk}"] = _words_field()

    def rows(self) -> list[tuple[Statement, BoundField, BoundField]]:
        """Each statement with its two fields."""
        return [(one, self[f"level_{one.pk}"], self[f"evidence_{one.pk}"]) for one in self.statements]

    def answers(self) -> dict[int, Given]:
        """What the service takes."""
        return {
            one.pk: given(self.cleaned_data[f"level_{one.pk}"], self.cleaned_data[f"evidence_{one.pk}"])
            for one in self.statements
        }


def _step_field(statement: Statement, steps: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=statement.wording,
        help_text=escape(statement.guidance),
        choices=steps,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose one of the steps shown."},
    )


def _words_field() -> forms.CharField:
    return forms.CharField(
        label="What makes you say so? (optional)",
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[MaxLengthValidator(LONGEST, f"Write at most {LONGEST:,} characters. This page is not saved yet.")],
        required=False,
    )


def choices_of(version: QuestionSetVersion) -> list[tuple[str, str]]:
    """The steps of the scale and "don't know", as a field offers them. One query."""
    return [*((str(step.level), str(step)) for step in version.steps.all()), (DONT_KNOW, version.dont_know)]


def as_choice(answer: Answer | AgreedAnswer | Given) -> str:
    """The option that stands for it; empty when it is words alone."""
    return DONT_KNOW if answer.dont_know else str(answer.level or "")


def given(choice: str, evidence: str) -> Given:
    """What a form sent for one statement."""
    dont_know = choice == DONT_KNOW
    return Given(level=int(choice) if choice and not dont_know else None, dont_know=dont_know, evidence=evidence)
