"""What keepers of question sets say."""

from collections.abc import Iterable
from typing import Any

from django import forms

from essex_portal.ui.forms import PortalForm
from partnerships.models import Dimension, QuestionSetVersion, RoundReminderStep


class QuestionSetForm(PortalForm):
    name = forms.CharField(max_length=100, label="Name of the question set")
    purpose = forms.CharField(max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DimensionForm(PortalForm):
    name = forms.CharField(max_length=120, label="Name of the dimension")
    introduction = forms.CharField(
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence above the statements.",
    )

    def __init__(self, data: Any, *, dimension: Dimension | None) -> None:
        initial = {"name": dimension.name, "introduction": dimension.introduction} if dimension else {}
        super().__init__(data, initial=initial)


class ScaleForm(PortalForm):
    """The four steps with what they mean, and the answer beside the scale."""

    def __init__(self, data: Any, *, version: QuestionSetVersion) -> None:
        steps = list(version.steps.all())
        initial: dict[str, str] = {"dont_know": version.dont_know}
        for step in steps:
            initial |= {f"label_{step.level}": step.label, f"meaning_{step.level}": step.meaning}
        super().__init__(data, initial=initial)
        self.levels = [step.level for step in steps]
        for level in self.levels:
            self.fields[f"label_{level}"] = _text(f"Step {level}", 30)
            self.fields[f"meaning_{level}"] = _text(f"What step {level} means", 200, required=False)
        self.fields["dont_know"] = _text("The answer beside the scale", 60)

    def words(self) -> dict[int, tuple[str, str]]:
        """Label and meaning by level."""
        facts = self.cleaned_data
        return {level: (facts[f"label_{level}"], facts[f"meaning_{level}"]) for level in self.levels}


def _text(label: str, longest: int, *, required: bool = True) -> forms.CharField:
    missing = {"required": f"Enter the words for {label.lower()}"}
    return forms.CharField(label=label, max_length=longest, required=required, error_messages=missing)


class ReminderStepsForm(PortalForm):
    """When schools are reminded of a round, and with which words. A row left empty is no reminder."""

    mark_optional = False
    ROWS = 4

    def __init__(self, data: Any, *, steps: Iterable[RoundReminderStep]) -> None:
        initial: dict[str, Any] = {}
        for number, step in enumerate(steps, start=1):
            initial |= {f"school_days_{number}": step.school_days, f"words_{number}": step.words}
        super().__init__(data, initial=initial)
        for number in range(1, self.ROWS + 1):
            self.fields[f"school_days_{number}"] = _days_field(number)
            self.fields[f"words_{number}"] = _text(f"How reminder {number} begins", 300, required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        days = [facts.get(f"school_days_{number}") for number in range(1, self.ROWS + 1)]
        for number, day in enumerate(days, start=1):
            words = facts.get(f"words_{number}")
            if day is not None and not words and f"words_{number}" not in self.errors:
                self.add_error(f"words_{number}", f"Enter how reminder {number} begins")
            if words and day is None and f"school_days_{number}" not in self.errors:
                self.add_error(f"school_days_{number}", f"Enter the school days for reminder {number}")
            if day is not None and day in days[: number - 1]:
                self.add_error(f"school_days_{number}", "Each reminder needs a day of its own")
        return facts

    def steps(self) -> dict[int, str]:
        """The words by school days."""
        facts = self.cleaned_data
        rows = ((facts[f"school_days_{number}"], facts[f"words_{number}"]) for number in range(1, self.ROWS + 1))
        return {days: words for days, words in rows if days is not None}


def _days_field(number: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"Reminder {number}: school days before the last day",
        min_value=0,
        max_value=30,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
